package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The banner for a visitor who has decided on one category and is asked for the others. */
class AskingAgainIT extends BrowserTest {

    @Test
    void refusingWhatIsAskedKeepsWhatWasGranted() {
        Visitor visitor = whoGrantedPayment();

        visitor.choose("Refuse these");

        assertStates(visitor, "refused", "granted");
    }

    @Test
    void acceptingWhatIsAskedGrantsTheRest() {
        Visitor visitor = whoGrantedPayment();

        visitor.choose("Accept these");

        assertStates(visitor, "granted", "granted");
    }

    @Test
    void theButtonsMeanTheSameAfterCustomise() {
        Visitor visitor = whoGrantedPayment();
        visitor.button("Customise").click();

        visitor.choose("Refuse these");

        assertStates(visitor, "refused", "granted");
    }

    @Test
    void aSelectionKeepsWhatWasGranted() {
        Visitor visitor = whoGrantedPayment();
        visitor.button("Customise").click();

        visitor.category("Statistics").check();
        visitor.choose("Save my choice");

        JsonNode categories = visitor.state().get("categories");
        assertThat(categories.get("statistics").textValue()).isEqualTo("granted");
        assertThat(categories.get("marketing").textValue()).isEqualTo("refused");
        assertThat(categories.get("payment").textValue()).isEqualTo("granted");
    }

    private Visitor whoGrantedPayment() {
        Visitor visitor = visitor();
        visitor.visit("/wallet");
        visitor.button("Allow").click();
        assertThat(visitor.page()).hasURL(example().url("/wallet"));
        assertThat(visitor.banner()).isVisible();
        return visitor;
    }

    private static void assertStates(Visitor visitor, String asked, String kept) {
        JsonNode categories = visitor.state().get("categories");
        for (String category : new String[] {"statistics", "personalisation", "marketing"}) {
            assertThat(categories.get(category).textValue()).as(category).isEqualTo(asked);
        }
        assertThat(categories.get("payment").textValue()).isEqualTo(kept);
    }
}
