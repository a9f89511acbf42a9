package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** A form that cannot be taken comes back as 400, with what was entered and with what is wrong, said at its field. */
class FormsIT extends BrowserTest {

    private static final String LONG = "a".repeat(501);

    @Test
    void aWrongAddressForTheNewsletter() {
        Visitor visitor = visitor();
        visitor.visit("/newsletter");
        visitor.choose("Accept all");
        visitor.visit("/newsletter");
        visitor.page().getByLabel("Choose the offers by what I look at").check();
        assertRefused(visitor, "Your e-mail address", "claire@example", "Subscribe", "This does not look like");
        assertThat(visitor.page().getByLabel("Choose the offers by what I look at"))
                .isChecked();

        visitor.page().getByLabel("Your e-mail address").fill("claire@example.org");
        visitor.follow(visitor.button("Subscribe"));
        assertRefused(visitor, "Your e-mail address", "new@example", "Correct the address", "This does not look like");
        assertThat(visitor.page().locator("main")).containsText("we have written to claire@example.org");
    }

    @Test
    void aWrongAddressInFrench() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.choose("Refuse all");
        visitor.visit("/newsletter?lang=fr");
        assertRefused(
                visitor,
                "Votre adresse électronique",
                "claire@example",
                "S’abonner",
                "Cela ne ressemble pas à une adresse");
    }

    @Test
    void aWrongCardNumber() {
        Visitor visitor = visitor();
        visitor.visit("/shop/relay");
        visitor.choose("Accept all");
        visitor.follow(visitor.button("Buy"));
        visitor.page().getByLabel("Save this card").check();
        assertRefused(visitor, "Card number", "4242 4242", "Pay", "A card number has 12 to 19 digits");
        assertThat(visitor.page().getByLabel("Save this card")).isChecked();
    }

    @Test
    void aRequestWithoutAnAddressOrWithTooLongALetter() {
        Visitor visitor = visitor();
        visitor.visit("/my-data");
        visitor.choose("Refuse all");
        visitor.page().getByLabel("What you ask for").selectOption("erasure");
        visitor.page().getByLabel("What it is about").fill("order 7");
        assertRefused(visitor, "Where to answer", "claire@example", "Send the request", "This does not look like");
        assertThat(visitor.page().getByLabel("What you ask for")).hasValue("erasure");
        assertThat(visitor.page().getByLabel("What it is about")).hasValue("order 7");
        assertThat(visitor.page().getByLabel("Where to answer")).isFocused();

        visitor.page().getByLabel("Where to answer").fill("claire@example.org");
        assertRefused(visitor, "What it is about", LONG + LONG, "Send the request", "There is room for 1,000");
        assertThat(visitor.page().getByLabel("Where to answer")).hasValue("claire@example.org");
        visitor.page().locator(".languages a[hreflang=fr]").click();
        assertThat(visitor.page().locator("h1")).hasText("Mes données");
    }

    @Test
    void aMessageThatIsEmptyTooLongOrOneTooMany() {
        Visitor visitor = visitor();
        visitor.visit("/messages");
        visitor.choose("Refuse all");
        logIn(visitor, "okonect");
        assertRefused(visitor, "Your message", "", "Send", "Nothing was written yet");
        assertRefused(visitor, "Your message", LONG, "Send", "There is room for 500 characters");

        for (int i = 0; i < 20; i++) {
            // As long as is allowed, its line break included.
            visitor.page().getByLabel("Your message").fill("a".repeat(498) + "\n" + i % 10);
            visitor.follow(visitor.button("Send"));
        }
        assertThat(visitor.page().locator(".yours")).hasCount(20);
        assertRefused(visitor, "Your message", "one more", "Send", "This conversation is full");
    }

    @Test
    void aMessageOfASessionThatHasEndedIsThereAgainAfterTheLogIn() {
        String written = "My Relay shows one light.\nWhat can I do?";
        Visitor visitor = visitor();
        visitor.visit("/messages");
        visitor.choose("Refuse all");
        logIn(visitor, "okonect");
        visitor.page().context().clearCookies(new BrowserContext.ClearCookiesOptions().setName("JSESSIONID"));

        visitor.page().getByLabel("Your message").fill(written);
        visitor.follow(visitor.button("Send"));
        assertThat(visitor.page().getByRole(AriaRole.ALERT)).containsText("You are no longer logged in");
        assertThat(visitor.page().getByLabel("Your message")).hasValue(written);
        assertThat(new AxeBuilder(visitor.page()).analyze().getViolations()).isEmpty();

        logIn(visitor, "wrong");
        assertThat(visitor.page().getByLabel("Your message")).hasValue(written);
        logIn(visitor, "okonect");
        visitor.page().reload();
        assertThat(visitor.page().getByLabel("Your message")).hasValue(written);
        assertThat(visitor.page().locator(".yours")).hasCount(0);

        visitor.follow(visitor.button("Send"));
        assertThat(visitor.page().locator(".yours")).hasText(new String[] {written});
        assertThat(visitor.page().getByLabel("Your message")).hasValue("");
    }

    private static void logIn(Visitor visitor, String password) {
        visitor.page().getByLabel("Customer name").fill("demo");
        visitor.page().getByLabel("Password").fill(password);
        visitor.follow(visitor.button("Log in"));
    }

    @Test
    void aQuestionThatIsTooLong() {
        Visitor visitor = visitor();
        visitor.visit("/help");
        visitor.choose("Refuse all");
        visitor.follow(visitor.button("Open live help"));
        assertRefused(visitor, "Your question", LONG, "Send", "There is room for 500 characters");
    }

    @Test
    void aWrongPasswordKeepsTheName() {
        Visitor visitor = visitor();
        visitor.visit("/messages");
        visitor.choose("Refuse all");
        visitor.page().getByLabel("Password").fill("wrong");
        assertRefused(403, visitor, "Customer name", "someone", "Log in", "This name and password");
        assertThat(visitor.page().getByLabel("Password")).hasValue("");
        assertThat(visitor.page().getByLabel("Password")).hasAttribute("aria-describedby", "wrong");
    }

    private static void assertRefused(Visitor visitor, String label, String entered, String button, String said) {
        assertRefused(400, visitor, label, entered, button, said);
    }

    private static void assertRefused(
            int status, Visitor visitor, String label, String entered, String button, String said) {
        Locator field = visitor.page().getByLabel(label);
        // As a browser that checks nothing itself.
        field.evaluate("field => { field.form.noValidate = true; field.removeAttribute('maxlength'); }");
        field.fill(entered);
        Response answer = visitor.page()
                .waitForResponse(
                        response -> response.request().method().equals("POST"),
                        () -> visitor.follow(visitor.button(button)));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(field).hasValue(entered);
        assertThat(field).hasAttribute("aria-invalid", "true");
        assertThat(field).hasAttribute("aria-describedby", "wrong");
        assertThat(visitor.page().locator("#wrong")).containsText(said);
        assertThat(visitor.page().getByRole(AriaRole.ALERT)).hasCount(1);
        assertThat(new AxeBuilder(visitor.page()).analyze().getViolations()).isEmpty();
    }
}
