package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.okonect.consent.example.Example;
import org.junit.jupiter.api.Test;

/** A choice outlives the server. */
class RestartIT extends BrowserTest {

    @Test
    void aChoiceAndItsRecordOutliveAnOrderlyStop() {
        Visitor visitor = visitorWhoAccepted();
        JsonNode state = visitor.state();
        JsonNode records = visitor.records();

        example().stop();
        startAgain();

        assertHolds(visitor, state, records);
    }

    @Test
    void aChoiceAndItsRecordOutliveAKill() {
        Visitor visitor = visitorWhoAccepted();
        JsonNode state = visitor.state();
        JsonNode records = visitor.records();

        example().kill();
        startAgain();

        assertHolds(visitor, state, records);
    }

    @Test
    void aKillRightAfterTheAnswerLosesNothing() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.chooseAndListen(visitor.button("Accept all"));

        example().kill();
        startAgain();

        assertThat(visitor.records().get("records")).hasSize(1);
    }

    @Test
    void aRefusalOutlivesAKill() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.choose("Refuse all");
        JsonNode state = visitor.state();

        example().kill();
        startAgain();

        assertThat(visitor.state()).isEqualTo(state);
        visitor.visitEveryPage();
        assertThat(visitor.cookies()).containsExactly("eu-consent");
        assertThat(visitor.banner()).isHidden();
    }

    @Test
    void theOperatorReadsTheLetterBehindARequestAfterAKillAndNobodyElseDoes() {
        Visitor visitor = visitor();
        visitor.visit("/my-data");
        visitor.choose("Refuse all");
        visitor.page().getByLabel("Where to answer").fill("claire@example.org");
        visitor.page().getByLabel("What it is about").fill("order 7,\nand what you know of it");
        visitor.follow(visitor.button("Send the request"));
        String number = visitor.page().locator(".facts dd").first().textContent();

        example().kill();
        startAgain();

        Visitor operator = visitor(new Browser.NewContextOptions().setHttpCredentials("operator", Example.PASSWORD));
        operator.visit("/");
        operator.choose("Refuse all");
        operator.visit("/operator/requests");
        operator.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("details of " + number))
                .click();
        assertThat(operator.page().locator("main")).containsText("claire@example.org");
        assertThat(operator.page().locator(".written")).containsText("order 7,\nand what you know of it");
        String letter = "/operator/letter?number=" + number;
        assertThat(operator.page().url()).endsWith(letter);
        assertThat(new AxeBuilder(operator.page()).analyze().getViolations()).isEmpty();
        operator.page().getByText("Answer the request").click();
        assertThat(operator.page().getByText("what came with it")).hasAttribute("href", letter);

        assertThat(operator.get("/operator/letter?number=D-0").status()).isEqualTo(404);
        APIResponse stranger = visitor.get(letter);
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.text()).doesNotContain("claire", "order 7");
    }

    private Visitor visitorWhoAccepted() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.choose("Accept all");
        return visitor;
    }

    private static void assertHolds(Visitor visitor, JsonNode state, JsonNode records) {
        assertThat(visitor.state()).isEqualTo(state);
        assertThat(visitor.records()).isEqualTo(records);
        assertThat(records.get("records")).hasSize(1);
        visitor.visit("/news");
        assertThat(visitor.banner()).isHidden();
        assertThat(visitor.knownToTheApplication().values()).containsOnly("granted");
    }
}
