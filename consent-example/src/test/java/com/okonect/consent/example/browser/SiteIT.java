package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.okonect.consent.example.Example;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is the site's own: the newsletter, the visitor's data, pages that are not there, and that all of it can be used. */
class SiteIT extends BrowserTest {

    @Test
    void theNewsletterFollowsTheShopUntilTheConsentIsWithdrawnThoughTheReaderIsAway() {
        Visitor reader = visitor();
        reader.visit("/");
        reader.choose("Accept all");
        reader.visit("/shop/drop");
        subscribe(reader, true);
        String issue = reader.page().url();
        assertThat(products(reader)).hasText(new String[] {"Drop"});

        reader.visit("/consent");
        reader.category("Promotional messages").uncheck();
        reader.follow(reader.button("Save my choice"));
        // Asked without the reader's cookies: the records alone can tell.
        Visitor mail = visitor();
        mail.page().navigate(issue);

        assertThat(products(mail)).hasText(new String[] {"Relay", "Watt"});
        assertThat(mail.cookies()).isEmpty();
    }

    @Test
    void whatWasLookedAtBeforeAWithdrawalDoesNotComeBackWithALaterConsent() {
        Visitor reader = visitor();
        reader.visit("/");
        reader.choose("Accept all");
        reader.visit("/shop/drop");
        subscribe(reader, true);
        String issue = reader.page().url();
        assertThat(products(reader)).hasText(new String[] {"Drop"});

        reader.visit("/consent");
        reader.follow(reader.button("Refuse all"));
        reader.visit("/consent");
        reader.follow(reader.button("Accept all"));

        // The listener is told in a thread of its own.
        reader.page().navigate(issue);
        for (int i = 0; i < 50 && products(reader).count() == 1; i++) {
            reader.page().waitForTimeout(100);
            reader.page().reload();
        }
        assertThat(products(reader)).hasText(new String[] {"Relay", "Watt"});
    }

    @Test
    void theNewsletterNeedsNoCookieAndItsAddressCanBeCorrectedAndTakenAway() {
        Visitor reader = visitor();
        reader.visit("/newsletter");
        assertThat(reader.page().getByLabel("Choose the offers by what I look at"))
                .hasCount(0);
        reader.choose("Refuse all");
        subscribe(reader, false);
        assertThat(products(reader)).hasText(new String[] {"Relay", "Watt"});
        assertThat(reader.cookies()).containsExactly("eu-consent");

        reader.page().getByLabel("Your e-mail address").fill("new@example.org");
        reader.follow(reader.button("Correct the address"));
        assertThat(reader.page().locator("main")).containsText("we have written to new@example.org");
        String address = reader.page().url();
        reader.follow(reader.button("Unsubscribe"));
        assertThat(reader.button("Subscribe")).isVisible();

        assertThat(reader.page().navigate(address).status()).isEqualTo(404);
    }

    @Test
    void whatIsKeptIsShownAndForgottenOnAClick() {
        Visitor visitor = visitor();
        visitor.visit("/my-data");
        Locator facts = visitor.page().locator(".facts");
        assertThat(facts).containsText("Now: 0");
        assertThat(facts.getByText("Nothing", new Locator.GetByTextOptions().setExact(true)))
                .hasCount(4);

        visitor.choose("Accept all");
        visitor.visit("/shop/hub");
        visitor.visit("/news/leak");
        visitor.visit("/my-data");

        assertThat(facts).containsText("Now: 1");
        assertThat(facts).containsText("You looked at Hub");
        assertThat(facts).containsText("The topics that you read last: Home");
        visitor.button("Forget what I looked at").click();
        assertThat(facts).not().containsText("You looked at");
        assertThat(visitor.cookies()).doesNotContain("okonect_offers");
    }

    @Test
    void aRequestAboutDataSaysWhenItIsDue() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Visitor visitor = visitor();
        visitor.visit("/my-data");
        visitor.choose("Refuse all");
        visitor.page().getByLabel("What you ask for").selectOption("correction");
        visitor.page().getByLabel("Where to answer").fill("claire@example.org");
        visitor.follow(visitor.button("Send the request"));

        assertThat(visitor.page().locator("main")).containsText("Correction: something is wrong");
        assertThat(visitor.page().locator("main .lead"))
                .containsText(today.plusMonths(1).format(DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH)));
        // Whoever has the address of the page sees how it stands, and nothing of what was written.
        assertThat(visitor.page().locator("main")).not().containsText("claire");
    }

    @Test
    void tooManyRequestsAreToldAnotherWay() {
        Visitor visitor = visitor();
        visitor.visit("/my-data");
        visitor.choose("Refuse all");

        for (int i = 0; i < 4; i++) {
            visitor.visit("/my-data");
            visitor.page().getByLabel("Where to answer").fill("paul@example.org");
            visitor.page().getByLabel("What it is about").fill("order 7");
            visitor.follow(visitor.button("Send the request"));
        }

        assertThat(visitor.page().getByRole(AriaRole.ALERT)).containsText("Please write to us");
        assertThat(visitor.page().getByLabel("What it is about")).hasValue("order 7");
        assertThat(visitor.page()
                        .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("privacy@"))
                        .first())
                .isVisible();
    }

    @Test
    void theOperatorEntersAnswersAndExtendsRequestsWithoutScripts() {
        Visitor operator = visitor(new Browser.NewContextOptions()
                .setHttpCredentials("operator", Example.PASSWORD)
                .setJavaScriptEnabled(false));
        operator.visit("/operator/requests");
        Page page = operator.page();
        page.getByLabel("Reference").fill("letter 12");
        page.getByLabel("Asked for").selectOption("erasure");
        operator.follow(operator.button("Enter"));
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Stored.");

        page.getByLabel("The reason").fill("many archives");
        page.getByText("Extend to").click();
        assertThat(page.locator("main")).containsText("many archives");
        page.getByLabel("What was answered").fill("erased, and told by letter");
        operator.follow(operator.button("Close as answered"));

        assertThat(page.locator("main")).containsText("erased, and told by letter");
        page.getByText("All requests").click();
        assertThat(page.locator("main")).containsText("Answered (1)");
    }

    @Test
    void whatIsNotThereLooksLikeTheSiteAndSetsNoCookie() {
        Visitor visitor = visitor();

        for (String path : List.of("/nowhere", "/shop/nothing", "/news/nothing/at/all", "/my-data/requests/1")) {
            assertThat(visitor.visit(path)).as(path).isEqualTo(404);
            assertThat(visitor.page().locator("h1")).hasText("No signal here");
        }
        assertThat(visitor.setCookies()).isEmpty();
    }

    @Test
    void theOperatorsPagesAskForTheirUserAndPassAxe() {
        assertThat(visitor().get("/operator/choices").status()).isEqualTo(401);

        Visitor operator = visitor(new Browser.NewContextOptions().setHttpCredentials("operator", Example.PASSWORD));
        operator.visit("/");
        operator.choose("Accept all");
        operator.visit("/operator/requests");
        operator.page().getByLabel("Reference").fill("call 1");
        operator.follow(operator.button("Enter"));
        String request = operator.page().url().replaceFirst(".*/", "");
        for (String path : List.of("choices", "ledger", "records?verify=now", "requests", request)) {
            assertThat(operator.visit("/operator/" + path)).as(path).isEqualTo(200);
            assertThat(new AxeBuilder(operator.page())
                            .analyze().getViolations().stream().map(rule -> rule.getId() + ": " + rule.getNodes()))
                    .as(path)
                    .isEmpty();
        }
        // Axe waits for ever for frames in which no script runs.
        assertThat(operator.visit("/operator/notices")).isEqualTo(200);
        operator.visit("/operator/records?verify=now");
        assertThat(operator.page().getByRole(AriaRole.STATUS)).containsText("Whole");
    }

    @Test
    void aPageKeepsItsPlaceWhenTheLanguageChanges() {
        Visitor visitor = visitor();
        visitor.visit("/shop/hub");

        visitor.page().locator(".languages a[hreflang=fr]").click();

        assertThat(visitor.page().locator("main .lead")).hasText("Le routeur qui s’explique.");
    }

    @Test
    void axeFindsNothingOnAnyPage() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            Visitor visitor = visitor(new Browser.NewContextOptions().setColorScheme(scheme));
            visitor.visit("/");
            visitor.choose("Accept all");
            for (String path : Visitor.PAGES) {
                visitor.visit(path);
                assertThat(new AxeBuilder(visitor.page())
                                .analyze().getViolations().stream().map(rule -> rule.getId() + ": " + rule.getNodes()))
                        .as(path + " " + scheme)
                        .isEmpty();
            }
        }
    }

    private static void subscribe(Visitor reader, boolean fitting) {
        reader.visit("/newsletter");
        reader.page().getByLabel("Your e-mail address").fill("claire@example.org");
        if (fitting) {
            reader.page().getByLabel("Choose the offers by what I look at").check();
        }
        reader.follow(reader.button("Subscribe"));
        reader.follow(reader.button("Confirm"));
        assertThat(reader.page().locator("main .lead")).containsText("claire@example.org");
    }

    private static Locator products(Visitor reader) {
        return reader.page().locator("main .card h3");
    }
}
