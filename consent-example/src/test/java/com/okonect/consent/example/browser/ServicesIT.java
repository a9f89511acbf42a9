package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** What the site offers, and the cookies that a service needs: they come when the visitor asks for it, and not before. */
class ServicesIT extends BrowserTest {

    @Test
    void whoRefusesEverythingCanStillBuyAndPay() {
        Visitor visitor = visitor();
        visitor.visit("/shop/relay");
        visitor.choose("Refuse all");

        visitor.button("Buy").click();

        assertThat(heading(visitor, "Payment")).isVisible();
        assertThat(visitor.cookies()).containsExactly("checkout", "eu-consent");
        assertThat(visitor.page().getByLabel("Save this card")).hasCount(0);
        visitor.button("Pay").click();
        assertThat(heading(visitor, "Thank you")).isVisible();
        assertThat(visitor.cookies()).containsExactly("eu-consent");
    }

    @Test
    void aCardThatWasNeverSavedDoesNotPay() {
        Visitor visitor = visitor();
        visitor.visit("/shop/relay");
        visitor.choose("Refuse all");
        visitor.follow(visitor.button("Buy"));

        visitor.page().evaluate("document.querySelector('button[name=with]').value = 'saved'");
        visitor.page().getByLabel("Card number").fill("none");
        visitor.button("Pay").click();

        assertThat(visitor.page().getByRole(AriaRole.ALERT)).isVisible();
        assertThat(heading(visitor, "Payment")).isVisible();
    }

    @Test
    void startingTheCheckoutIsAnExpressRequestEvenBeforeAChoice() {
        Visitor visitor = visitor();
        visitor.visit("/shop/watt");
        assertThat(visitor.cookies()).isEmpty();

        visitor.page().locator("main").getByRole(AriaRole.BUTTON).click();

        assertThat(heading(visitor, "Payment")).isVisible();
        assertThat(visitor.cookies()).containsExactly("checkout");
    }

    @Test
    void aSavedCardNeedsConsentAndIsThereNextTime() {
        Visitor visitor = visitor();
        visitor.visit("/shop/hub");
        visitor.choose("Accept all");

        visitor.button("Buy").click();
        visitor.page().getByLabel("Card number").fill("5555 5555 5555 1234");
        assertThat(visitor.page().getByLabel("Save this card")).not().isChecked();
        visitor.page().getByLabel("Save this card").check();
        visitor.button("Pay").click();
        assertThat(heading(visitor, "Thank you")).isVisible();

        visitor.visit("/wallet");
        assertThat(visitor.page().locator("main")).containsText("Card ending in 1234");
        visitor.button("Forget this card").click();
        assertThat(visitor.page().locator("main")).containsText("You have not saved a card yet");
    }

    @Test
    void theWalletSaysWhatItNeedsAndOpensWhenItIsGranted() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.choose("Refuse all");

        assertThat(visitor.visit("/wallet")).isEqualTo(403);
        assertThat(visitor.page().locator("main")).containsText("Payment services");
        visitor.page().locator("button[name=choice][value=grant]").click();

        assertThat(visitor.page()).hasURL(example().url("/wallet"));
        assertThat(heading(visitor, "Saved card")).isVisible();
        assertThat(visitor.cookies()).containsExactly("eu-consent", "okonect_wallet");
    }

    @Test
    void loggingInIsAnExpressRequestAndSetsTheSessionCookieAlone() {
        Visitor visitor = visitor();
        visitor.visit("/messages");
        assertThat(visitor.cookies()).isEmpty();

        visitor.page().getByLabel("Customer name").fill("demo");
        visitor.page().getByLabel("Password").fill("wrong");
        visitor.button("Log in").click();
        assertThat(visitor.page().locator("main")).containsText("do not belong together");
        assertThat(visitor.cookies()).isEmpty();
        visitor.page().getByLabel("Customer name").fill("demo");
        visitor.page().getByLabel("Password").fill("okonect");
        visitor.button("Log in").click();

        assertThat(visitor.page().getByLabel("Your message")).isVisible();
        assertThat(visitor.cookies()).containsExactly("JSESSIONID");
        assertThat(visitor.cookie("JSESSIONID").map(cookie -> cookie.httpOnly)).contains(true);
        visitor.page().getByLabel("Your message").fill("Is <b>my</b> relay ready?");
        visitor.button("Send").click();
        assertThat(visitor.page().locator(".yours")).hasText("Is <b>my</b> relay ready?");
        visitor.button("Log out").click();
        assertThat(visitor.page().getByLabel("Customer name")).isVisible();
    }

    @Test
    void liveHelpSetsItsCookieOnTheClickAndLosesItAtTheEnd() {
        Visitor visitor = visitor();
        visitor.visit("/help");
        visitor.choose("Refuse all");
        visitor.visit("/help");
        assertThat(visitor.cookies()).containsExactly("eu-consent");

        visitor.button("Open live help").click();
        assertThat(visitor.page().getByLabel("Your question")).isVisible();
        assertThat(visitor.cookies()).containsExactly("eu-consent", "okonect_help");
        visitor.page().getByLabel("Your question").fill("One light only?");
        visitor.button("Send").click();
        assertThat(visitor.page().locator(".yours")).hasText("One light only?");
        visitor.button("End the conversation").click();

        assertThat(visitor.button("Open live help")).isVisible();
        assertThat(visitor.cookies()).containsExactly("eu-consent");
    }

    @Test
    void newsFollowWhatWasReadOnlyWithConsent() {
        Visitor visitor = visitor();
        visitor.visit("/news/leak");
        visitor.visit("/news");
        assertThat(visitor.page().locator("main h2").first()).hasText("Wi-Fi");

        visitor.choose("Accept all");
        visitor.visit("/news/leak");
        visitor.visit("/news");

        assertThat(visitor.page().locator("main h2").first()).hasText("Home");
    }

    @Test
    void offersFollowTheShopOnlyWithConsent() {
        Visitor visitor = visitor();
        visitor.visit("/shop/drop");
        visitor.visit("/offers");
        assertThat(visitor.page().locator("main")).not().containsText("Drop");

        visitor.choose("Accept all");
        visitor.visit("/shop/drop");
        visitor.visit("/offers");

        assertThat(visitor.page().locator("main .card")).hasCount(1);
        assertThat(visitor.page().locator("main .card")).containsText("Drop");
    }

    private static Locator heading(Visitor visitor, String text) {
        return visitor.page()
                .getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(text).setLevel(1));
    }
}
