package com.okonect.consent.example.banner;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.Media;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WCAG 2.2, level AA, and RGAA as far as a program can see; consent-servlet/docs/accessibility.md says what stands for what. */
class AccessibilityIT extends BannerTest {

    private static final List<String> TAGS =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4");

    private static List<String> violations(Page page) {
        List<Rule> rules = new AxeBuilder(page).withTags(TAGS).analyze().getViolations();
        return rules.stream()
                .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                        + rule.getNodes().stream().map(node -> node.getHtml()).toList())
                .toList();
    }

    private void everyScheme(Consumer<Browser.NewContextOptions> look) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (ForcedColors forced : List.of(ForcedColors.NONE, ForcedColors.ACTIVE)) {
                look.accept(desktop().setColorScheme(scheme).setForcedColors(forced));
                look.accept(phone().setColorScheme(scheme).setForcedColors(forced));
            }
        }
    }

    @Test
    void axeFindsNothingOnTheFirstLayerAndInTheSelection() {
        everyScheme(options -> {
            Page page = visit(options, "/");
            assertThat(violations(page)).isEmpty();
            buttons(page).get(2).click();
            assertThat(violations(page)).isEmpty();
        });
    }

    @Test
    void axeFindsNothingOnTheSettingsTheNoticeAndProblemPages() {
        everyScheme(options -> {
            Page page = visit(options, "/consent");
            page.locator("summary").all().forEach(Locator::click);
            assertThat(violations(page)).isEmpty();
            page.locator("button[value=accept]").click();
            assertThat(page.locator(".ok-saved")).isVisible();
            assertThat(violations(page)).isEmpty();
            for (String path : List.of(
                    "/consent/notice",
                    "/consent/nowhere",
                    "/consent?lang=fr",
                    "/consent?lang=ar",
                    "/consent/notice?lang=ar")) {
                page.navigate(site.url(path));
                assertThat(violations(page)).as(path).isEmpty();
            }
        });
    }

    @Test
    void axeFindsNothingOnThePageThatAsksForAMissingConsent() {
        everyScheme(options -> {
            Page page = visit(options, "/recommendations");
            assertThat(page.locator("h1")).hasText("This needs your consent");
            assertThat(violations(page)).isEmpty();
        });
    }

    /** 1.3.2, 1.4.10: from right to left. */
    @Test
    void arabicRunsFromRightToLeft() {
        site.put("/ar", BannerSite.page("", "ar").replace("<html ", "<html dir=\"rtl\" "));
        for (Browser.NewContextOptions options : List.of(desktop(), phone())) {
            Page page = visit(options, "/ar");
            assertThat(layer(page)).hasAttribute("dir", "rtl");
            assertThat(layer(page)).hasAttribute("lang", "ar");
            assertThat(buttons(page).get(0)).hasText("رفض الكل");
            BoundingBox banner = layer(page).boundingBox();
            BoundingBox list = layer(page).locator("li").first().boundingBox();
            assertThat(list.x + list.width)
                    .as("the first purpose is on the right")
                    .isGreaterThan(banner.x + banner.width / 2);
            assertInSight(page, page.viewportSize().width, page.viewportSize().height);
            assertThat(violations(page)).isEmpty();
            buttons(page).get(2).click();
            assertThat(violations(page)).isEmpty();
            page.evaluate("consent.open()");
            assertThat(page.locator("dialog")).hasAttribute("dir", "rtl");
            assertThat(violations(page)).isEmpty();
            page.navigate(site.url("/consent?lang=ar"));
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(page.viewportSize().width);
        }
    }

    @Test
    void axeFindsNothingInTheSettingsOverThePage() {
        everyScheme(options -> {
            Page page = visit(options, "/");
            page.evaluate("consent.open()");
            assertThat(page.locator("dialog")).isVisible();
            page.locator("dialog summary").first().click();
            assertThat(violations(page)).isEmpty();
        });
    }

    /** 1.4.10: 320 CSS pixels are 400 % of 1280. */
    @ParameterizedTest
    @CsvSource({"320, 640", "320, 256", "640, 360", "1280, 800", "256, 480"})
    void theButtonsAreInSightAndNothingScrollsSideways(int width, int height) {
        Page page = visit(new Browser.NewContextOptions().setViewportSize(width, height), "/");
        assertInSight(page, width, height);
        assertThat(layer(page).locator(".ok-text").evaluate("e => e.clientHeight"))
                .isInstanceOf(Integer.class);
        assertThat((int) layer(page).locator(".ok-text").evaluate("e => e.clientHeight"))
                .isGreaterThanOrEqualTo(40);
        assertThat((boolean) layer(page).locator(".ok-text a").evaluate("""
                        e => {
                          e.scrollIntoView();
                          const box = e.getBoundingClientRect(), text = e.closest('.ok-text').getBoundingClientRect();
                          return box.top >= text.top - 1 && box.bottom <= text.bottom + 1;
                        }"""))
                .as("the text scrolls to its end")
                .isTrue();
        buttons(page).get(2).click();
        assertInSight(page, width, height);

        for (String path : List.of("/consent", "/consent/notice")) {
            page.navigate(site.url(path));
            page.locator("summary").all().forEach(Locator::click);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(width);
        }
    }

    private static void assertInSight(Page page, int width, int height) {
        for (Locator button : buttons(page)) {
            BoundingBox box = button.boundingBox();
            assertThat(box.x).isGreaterThanOrEqualTo(0);
            assertThat(box.y).isGreaterThanOrEqualTo(0);
            assertThat(box.x + box.width).isLessThanOrEqualTo(width);
            assertThat(box.y + box.height).isLessThanOrEqualTo(height);
        }
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        assertThat(
                        (boolean)
                                layer(page)
                                        .evaluate(
                                                "e => [e, ...e.querySelectorAll('*')].every(x => x.scrollWidth <= x.clientWidth + 1 || x.clientWidth == 0)"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"corner", "centre"})
    void everyPlacementIsInReachAndClean(String placement, @TempDir Path home) throws Exception {
        try (BannerSite themed = BannerSite.themed(home, "{ \"placement\": \"" + placement + "\" }")) {
            for (Browser.NewContextOptions options :
                    List.of(desktop(), phone(), new Browser.NewContextOptions().setViewportSize(320, 256))) {
                Page page = visit(options, "/");
                page.navigate(themed.url("/"));
                assertThat(layer(page)).hasClass("ok-" + placement);
                assertInSight(page, page.viewportSize().width, page.viewportSize().height);
                if (page.viewportSize().width < 480) {
                    BoundingBox box = layer(page).boundingBox();
                    assertThat(box.y + box.height).isEqualTo(page.viewportSize().height);
                    assertThat(box.width).isEqualTo(page.viewportSize().width);
                }
                assertThat(violations(page)).isEmpty();
                buttons(page).get(2).click();
                assertInSight(page, page.viewportSize().width, page.viewportSize().height);
                assertThat(violations(page)).isEmpty();
            }
        }
    }

    /** 1.4.12. */
    @Test
    void textSpacingCutsNothingOff() {
        for (Browser.NewContextOptions options : List.of(desktop(), phone())) {
            Page page = visit(options, "/");
            page.addStyleTag(new Page.AddStyleTagOptions()
                    .setContent(
                            "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
                                    + "p{margin-bottom:2em!important}"));
            for (Locator button : buttons(page)) {
                assertThat((boolean) button.evaluate(
                                "e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight"))
                        .isTrue();
                BoundingBox box = button.boundingBox();
                assertThat(box.y + box.height).isLessThanOrEqualTo(page.viewportSize().height);
            }
        }
    }

    /** 2.1.1, 2.1.2, 2.4.3, 2.4.7. */
    @Test
    void theKeyboardReachesEverythingInOrderAndLeaves() {
        Page page = visit(desktop(), "/");
        assertThat(page.evaluate("document.activeElement.tagName"))
                .as("no focus is stolen")
                .isEqualTo("BODY");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            page.keyboard().press("Tab");
            order.add((String) page.evaluate("document.activeElement.textContent"));
            assertThat((String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                    .isNotEqualTo("none");
        }
        assertThat(order).containsExactly("All cookies and partners", "Refuse all", "Accept all", "Customise", "Shop");

        page.keyboard().press("Shift+Tab");
        page.keyboard().press("Space");
        assertThat((String) page.evaluate("document.activeElement.value")).isEqualTo("statistics");
        page.keyboard().press("Space");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Space");
        while (!"select".equals(page.evaluate("document.activeElement.value"))) {
            page.keyboard().press("Tab");
        }
        page.keyboard().press("Enter");
        assertThat(layer(page)).hasCount(0);
        assertThat(state(page))
                .contains("\"statistics\":\"granted\"", "\"payment\":\"granted\"", "\"marketing\":\"refused\"");
    }

    /** 4.1.3, 2.4.3. */
    @Test
    void aChoiceIsAnnouncedAndTheFocusGoesOnAtThePage() {
        Page page = visit(desktop(), "/");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");

        assertThat(page.getByRole(com.microsoft.playwright.options.AriaRole.STATUS))
                .hasText("Your choice is saved.");
        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Shop");
    }

    /** 2.4.11. */
    @Test
    void theBannerDoesNotHideWhatHasTheFocus() {
        for (Browser.NewContextOptions options : List.of(desktop(), phone())) {
            Page page = visit(options, "/");
            page.locator("header a").first().focus();
            for (int i = 0; i < 44; i++) {
                page.keyboard().press("Tab");
                assertThat((boolean) page.evaluate("""
                                () => {
                                  const e = document.activeElement, box = e.getBoundingClientRect();
                                  const layer = document.getElementById('ok-layer').getBoundingClientRect();
                                  return e == document.body || e.closest('#ok-layer') != null
                                      || box.bottom <= layer.top || box.top >= layer.bottom;
                                }""")).as("after %d tabs", i).isTrue();
            }
        }
    }

    /** 2.4.3, 2.1.2. */
    @Test
    void theSettingsOverThePageTakeTheFocusAndGiveItBack() {
        Page page = visit(desktop(), "/");
        buttons(page).get(1).click();
        assertThat(layer(page)).hasCount(0);
        page.reload();
        page.addScriptTag(new Page.AddScriptTagOptions().setUrl("/consent/assets/load.js"));
        page.evaluate("consent.ready");
        page.locator("#open").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog")).isVisible();
        assertThat(page.locator("dialog h1")).hasText("Cookie settings");
        assertThat(page.locator("dialog input:checked")).hasCount(5);
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).hasCount(0);
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("open");
        assertThat(state(page)).doesNotContain("refused");

        page.keyboard().press("Enter");
        page.locator("dialog input[value=payment]").uncheck();
        page.locator("dialog button[value=select]").click();
        assertThat(page.locator("dialog")).hasCount(0);
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("open");
        assertThat(state(page)).contains("\"payment\":\"refused\"", "\"statistics\":\"granted\"");
        assertThat(complaints).isEmpty();
    }

    @Test
    void nothingMovesAndNothingShifts() {
        Page page = visit(desktop(), "/");
        assertThat((boolean) layer(page)
                        .evaluate("e => [e, ...e.querySelectorAll('*')].every(x => { const s = getComputedStyle(x);"
                                + " return s.animationName == 'none' && s.transitionDuration == '0s' })"))
                .isTrue();
        Object shift = page.evaluate("""
                () => new Promise(done => {
                  let sum = 0;
                  new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })
                      .observe({type: 'layout-shift', buffered: true});
                  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
                })""");
        assertThat(((Number) shift).doubleValue()).isZero();
        Object before = page.locator("h1").evaluate("e => e.getBoundingClientRect().top");
        buttons(page).get(0).click();
        assertThat(layer(page)).hasCount(0);
        assertThat(page.locator("h1").evaluate("e => e.getBoundingClientRect().top"))
                .isEqualTo(before);
    }

    @Test
    void paperHasNoBanner() {
        Page page = visit(desktop(), "/");
        String room = "getComputedStyle(document.documentElement).paddingBottom";
        assertThat(page.evaluate(room)).isNotEqualTo("0px");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));

        assertThat(layer(page)).isHidden();
        assertThat(page.evaluate(room)).as("nor the room for it").isEqualTo("0px");
    }
}
