package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a visitor with a usual browser does about cookies, and what follows. */
class ChoiceIT extends BrowserTest {

    private static final List<String> CATEGORIES =
            List.of("Statistics", "Personalised content", "Payment services", "Promotional messages");
    private static final List<String> EVERY_COOKIE =
            List.of("_pk_id.1.okonect", "eu-consent", "okonect_interests", "okonect_offers", "okonect_wallet");
    private static final List<String> LOOK = List.of(
            "color",
            "background-color",
            "font-size",
            "font-weight",
            "font-family",
            "text-transform",
            "text-decoration-line",
            "letter-spacing",
            "padding-top",
            "padding-right",
            "padding-bottom",
            "padding-left",
            "border-top-width",
            "border-top-style",
            "border-top-color",
            "border-top-left-radius",
            "box-shadow",
            "opacity",
            "cursor",
            "animation-name");

    @Test
    void aFirstVisitSetsNoCookieAtAll() {
        Visitor visitor = visitor();

        for (String path : Visitor.PAGES) {
            int status = visitor.visit(path);

            assertThat(status).as(path).isEqualTo(path.equals("/wallet") ? 403 : 200);
            assertThat(visitor.cookies()).as(path).isEmpty();
            assertThat(visitor.setCookies()).as(path).isEmpty();
        }
        visitor.visit("/");
        assertThat(visitor.attemptedByTheApplication()).containsExactly("_pk_id.1.okonect", "undeclared_probe");
        assertThat(visitor.state().get("decided").asBoolean()).isFalse();
        assertThat(visitor.scriptErrors()).isEmpty();
    }

    @Test
    void theBannerNamesEveryCategoryAndTicksNone() {
        Visitor visitor = visitor();

        visitor.visit("/");

        assertThat(visitor.banner()).isVisible();
        CATEGORIES.forEach(category -> assertThat(visitor.banner()).containsText(category));
        assertThat(visitor.banner().locator("input[type=checkbox]:checked")).hasCount(0);
    }

    @Test
    void theThreeButtonsAreEqual() {
        Visitor visitor = visitor();

        visitor.visit("/");

        List<Locator> buttons =
                List.of(visitor.button("Refuse all"), visitor.button("Accept all"), visitor.button("Customise"));
        assertThat(visitor.banner().getByRole(AriaRole.BUTTON)).hasCount(buttons.size());
        Map<String, Object> look = look(buttons.get(0));
        BoundingBox box = buttons.get(0).boundingBox();
        for (Locator button : buttons) {
            assertThat(button).isInViewport();
            assertThat(look(button)).isEqualTo(look);
            assertThat(button.boundingBox().width).isEqualTo(box.width);
            assertThat(button.boundingBox().height).isEqualTo(box.height);
        }
    }

    @Test
    void acceptingNeedsNoReloadAndLetsEveryDeclaredCookiePass() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.page().evaluate("window.samePage = true");

        visitor.choose("Accept all");

        assertThat(visitor.page().evaluate("window.samePage")).isEqualTo(true);
        assertThat(visitor.cookies()).containsExactly("eu-consent");
        visitor.visitEveryPage();
        assertThat(visitor.cookies()).containsExactlyElementsOf(EVERY_COOKIE);
        visitor.visit("/");
        assertThat(visitor.banner()).isHidden();
        assertThat(visitor.seenByTheApplication()).containsExactlyElementsOf(EVERY_COOKIE);
        assertThat(visitor.knownToTheApplication().values()).containsOnly("granted");
        assertThat(visitor.state().get("id").isTextual()).isTrue();
        assertThat(visitor.scriptErrors()).isEmpty();
    }

    @Test
    void refusingLeavesNoCookieButTheChoice() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.page().evaluate("window.samePage = true");

        visitor.choose("Refuse all");

        assertThat(visitor.page().evaluate("window.samePage")).isEqualTo(true);
        visitor.visitEveryPage();
        assertThat(visitor.cookies()).containsExactly("eu-consent");
        assertThat(visitor.setCookies()).isEmpty();
        visitor.visit("/");
        assertThat(visitor.banner()).isHidden();
        assertThat(visitor.knownToTheApplication().values()).containsOnly("refused");
    }

    @Test
    void visitorsWhoRefuseCannotBeToldApart() {
        LocalDate day;
        Visitor one;
        Visitor other;
        do { // once more, should midnight fall between the two
            day = LocalDate.now(ZoneOffset.UTC);
            one = visitor();
            one.visit("/");
            one.choose("Refuse all");
            other = visitor();
            other.visit("/shop");
            other.choose("Refuse all");
        } while (!day.equals(LocalDate.now(ZoneOffset.UTC)));

        assertThat(value(one, "eu-consent")).isEqualTo(value(other, "eu-consent"));
        assertThat(one.state().get("id").isNull()).isTrue();
        assertThat(one.get("/consent/records").status()).isEqualTo(404);
    }

    @Test
    void selectingOneCategoryLetsItsCookiesPassAndNoOther() {
        Visitor visitor = visitor();
        visitor.visit("/");

        visitor.button("Customise").click();
        visitor.category("Statistics").check();
        visitor.choose("Save my choice");

        visitor.visitEveryPage();
        assertThat(visitor.cookies()).containsExactly("_pk_id.1.okonect", "eu-consent");
        visitor.visit("/news");
        assertThat(visitor.knownToTheApplication())
                .containsEntry("statistics", "granted")
                .containsEntry("personalisation", "refused")
                .containsEntry("payment", "refused")
                .containsEntry("marketing", "refused");
    }

    @Test
    void withdrawingExpiresTheCookiesInTheSameAnswer() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.choose("Accept all");
        visitor.visitEveryPage();
        assertThat(visitor.cookie("okonect_offers").map(cookie -> cookie.httpOnly))
                .contains(true);

        visitor.visit("/");
        visitor.page().getByRole(AriaRole.LINK, link("Cookie settings")).click();
        visitor.category("Promotional messages").uncheck();
        List<String> answer = visitor.chooseAndListen(visitor.button("Save my choice"));

        assertThat(answer)
                .anySatisfy(value -> assertThat(value).startsWith("eu-consent="))
                .anySatisfy(value ->
                        assertThat(value).startsWith("okonect_offers=;").contains("Max-Age=0"));
        assertThat(visitor.cookies())
                .containsExactly("_pk_id.1.okonect", "eu-consent", "okonect_interests", "okonect_wallet");
        visitor.visit("/offers");
        assertThat(visitor.seenByTheApplication()).doesNotContain("okonect_offers");
        assertThat(visitor.knownToTheApplication())
                .containsEntry("marketing", "refused")
                .containsEntry("statistics", "granted");
    }

    @Test
    void aWithdrawnCookieThatComesBackIsNotSeenByTheApplication() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.choose("Refuse all");

        visitor.page().evaluate("document.cookie = 'okonect_offers=0123456789abcdef; path=/'");
        visitor.page().evaluate("document.cookie = 'undeclared_probe=0123456789abcdef; path=/'");
        visitor.visit("/offers");

        assertThat(visitor.seenByTheApplication()).containsExactly("eu-consent");
    }

    @Test
    void onlyAButtonGrantsNeitherScrollingNorEscapeNorBrowsing() {
        Visitor visitor = visitor();
        Page page = visitor.page();
        visitor.visit("/");

        page.mouse().wheel(0, 2_000);
        page.keyboard().press("PageDown");
        page.keyboard().press("End");
        page.keyboard().press("Escape");
        page.mouse().click(5, 5);
        page.getByRole(AriaRole.LINK, link("Shop")).first().click();
        page.waitForURL("**/shop");
        page.goBack();
        page.reload();
        visitor.visitEveryPage();
        visitor.visit("/");

        assertThat(visitor.banner()).isVisible();
        assertThat(visitor.cookies()).isEmpty();
        assertThat(visitor.state().get("decided").asBoolean()).isFalse();
    }

    @Test
    void theRecordIsThereAndGoesWithErasure() {
        Visitor visitor = visitor();
        visitor.visit("/");
        visitor.choose("Accept all");
        assertThat(visitor.records().get("records")).hasSize(1);

        visitor.visit("/my-data");
        List<String> answer = visitor.chooseAndListen(visitor.button("Erase and refuse"));

        assertThat(answer).anySatisfy(value -> assertThat(value).startsWith("eu-consent="));
        assertThat(visitor.get("/consent/records").status()).isEqualTo(404);
        assertThat(visitor.state().get("id").isNull()).isTrue();
        assertThat(visitor.state().get("categories"))
                .allSatisfy(state -> assertThat(state.asText()).isEqualTo("refused"));
    }

    @Test
    void theBannerSpeaksTheLanguageOfThePage() {
        Visitor visitor = visitor();

        visitor.visit("/?lang=fr");

        assertThat(visitor.page()
                        .getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Votre choix sur les cookies")))
                .isVisible();
        assertThat(visitor.page().locator("html")).hasAttribute("lang", "fr");
        visitor.page().getByRole(AriaRole.LINK, link("English")).click();
        assertThat(visitor.banner()).isVisible();
    }

    private static Page.GetByRoleOptions link(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static String value(Visitor visitor, String cookie) {
        return visitor.cookie(cookie).map(found -> found.value).orElseThrow();
    }

    private static Map<String, Object> look(Locator button) {
        Map<String, Object> look = new LinkedHashMap<>();
        LOOK.forEach(property ->
                look.put(property, button.evaluate("(e, p) => getComputedStyle(e).getPropertyValue(p)", property)));
        return look;
    }
}
