package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same with JavaScript switched off: forms, and a page after each. */
class ChoiceWithoutScriptsIT extends BrowserTest {

    @Test
    void acceptingLeadsBackToTheSamePageWithoutTheBanner() {
        Visitor visitor = visitorWithoutJavaScript();
        visitor.visit("/news?lang=en");

        visitor.choose("Accept all");

        assertThat(visitor.page()).hasURL(example().url("/news?lang=en"));
        visitor.visitEveryPage();
        visitor.visit("/");
        assertThat(visitor.seenByTheApplication())
                .containsExactly(
                        "_pk_id.1.okonect", "eu-consent", "okonect_interests", "okonect_offers", "okonect_wallet");
    }

    @Test
    void refusingLeavesNoCookieButTheChoice() {
        Visitor visitor = visitorWithoutJavaScript();
        visitor.visit("/shop/hub");

        visitor.choose("Refuse all");

        assertThat(visitor.page()).hasURL(example().url("/shop/hub"));
        visitor.visitEveryPage();
        assertThat(visitor.cookies()).containsExactly("eu-consent");
        assertThat(visitor.setCookies()).isEmpty();
    }

    @Test
    void customisingLeadsToTheSettingsAndBack() {
        Visitor visitor = visitorWithoutJavaScript();
        visitor.visit("/offers");

        visitor.button("Customise").click();
        assertThat(visitor.page().getByRole(AriaRole.CHECKBOX)).hasCount(4);
        assertThat(visitor.page().locator("input:checked")).hasCount(0);
        visitor.category("Promotional messages").check();
        visitor.button("Save my choice").click();

        assertThat(visitor.page()).hasURL(example().url("/offers"));
        visitor.visitEveryPage();
        assertThat(visitor.cookies()).containsExactly("eu-consent", "okonect_offers");
    }

    @Test
    void withdrawingExpiresTheCookiesInTheSameAnswer() {
        Visitor visitor = visitorWithoutJavaScript();
        visitor.visit("/");
        visitor.choose("Accept all");
        visitor.visitEveryPage();

        visitor.visit("/consent");
        visitor.category("Statistics").uncheck();
        List<String> answer = visitor.chooseAndListen(visitor.button("Save my choice"));

        assertThat(answer)
                .anySatisfy(value ->
                        assertThat(value).startsWith("_pk_id.1.okonect=;").contains("Max-Age=0"));
        assertThat(visitor.cookies())
                .containsExactly("eu-consent", "okonect_interests", "okonect_offers", "okonect_wallet");
        visitor.visit("/");
        assertThat(visitor.seenByTheApplication()).doesNotContain("_pk_id.1.okonect");
    }

    @Test
    void browsingIsNoChoice() {
        Visitor visitor = visitorWithoutJavaScript();
        visitor.visit("/");

        visitor.follow(visitor.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Where to put a repeater")));
        visitor.visitEveryPage();
        visitor.visit("/");

        assertThat(visitor.banner()).isVisible();
        assertThat(visitor.cookies()).isEmpty();
        assertThat(visitor.state().get("decided").asBoolean()).isFalse();
    }
}
