package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
