package com.okonect.consent.example.banner;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The buttons are one component, and nothing but a press on one of them decides. */
class FairnessIT extends BannerTest {

    private static final String HOSTILE = """
            <style>
            * { margin: 0; padding: 0; --button: #eee; --text: #fff; --line: 2px; --surface: red; --h: 0 }
            html { font-size: 62.5% }
            body { font: italic 1.6rem/1.9 Georgia, serif; color: #333; text-align: center; letter-spacing: .1em;
                   text-transform: uppercase; word-spacing: .5em; text-indent: 2em; cursor: wait }
            button { background: red; border-radius: 99px; width: 100%; opacity: .5; text-shadow: 1px 1px blue }
            body > section { padding: 4rem; border-top: 5px solid pink; display: block; position: static }
            h2 { font-size: 5rem; text-decoration: underline } h2::before { content: "#" }
            p { text-indent: 2em; font-weight: bold } a { color: orange; text-decoration: none }
            label { float: left; width: 40% } input { appearance: none; width: 100%; padding: 20px; display: block }
            body.home li::before { content: "→" } ul li { list-style: square; display: inline } form { background: yellow }
            .home button:focus { outline: none } body span { color: red }
            button[name=choice][value=accept] { font-size: 3em }
            </style>
            """;

    /** Everything that is computed for an element and its size. */
    @SuppressWarnings("unchecked") // what the script returns
    private static Map<String, Object> look(Locator element) {
        return new TreeMap<>((Map<String, Object>) element.evaluate("""
                e => {
                  const style = getComputedStyle(e), box = e.getBoundingClientRect(), look = {};
                  for (const name of style) if (!name.startsWith('--')) look[name] = style.getPropertyValue(name);
                  look.box = Math.round(box.width) + ' x ' + Math.round(box.height);
                  return look;
                }"""));
    }

    /** What of an element's look is not as expected. */
    private static Map<String, Object> difference(Locator element, Map<String, Object> expected) {
        Map<String, Object> difference = look(element);
        difference.entrySet().removeIf(e -> e.getValue().equals(expected.get(e.getKey())));
        return difference;
    }

    private static void assertEqual(List<Locator> buttons) {
        assertThat(buttons).hasSizeGreaterThanOrEqualTo(3);
        Map<String, Object> first = look(buttons.get(0));
        assertThat(buttons).allSatisfy(button -> {
            assertThat(difference(button, first)).isEmpty();
            BoundingBox box = button.boundingBox();
            assertThat(box.height).isGreaterThanOrEqualTo(44);
            assertThat(box.width).isGreaterThanOrEqualTo(44);
        });
    }

    @Test
    void theButtonsLookTheSameInEveryScheme() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (ForcedColors forced : List.of(ForcedColors.NONE, ForcedColors.ACTIVE)) {
                for (Browser.NewContextOptions size : List.of(desktop(), phone())) {
                    Page page = visit(size.setColorScheme(scheme).setForcedColors(forced), "/");
                    assertEqual(buttons(page));
                    page.navigate(site.url("/consent"));
                    assertEqual(page.locator("button[name=choice]").all());
                }
            }
        }
        assertThat(complaints).isEmpty();
    }

    @Test
    void theStyleOfASiteChangesNothing() {
        site.put("/plain", BannerSite.page(""));
        site.put("/hostile", BannerSite.page(HOSTILE).replace("<body>", "<body class=\"home\">"));
        for (Browser.NewContextOptions size : List.of(desktop(), phone())) {
            Page plain = visit(size, "/plain");
            Page hostile = visit(size, "/hostile");
            List<Locator> expected =
                    layer(plain).locator("css=:scope, *:not([type=hidden])").all();
            List<Locator> actual =
                    layer(hostile).locator("css=:scope, *:not([type=hidden])").all();
            assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(20);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(difference(actual.get(i), look(expected.get(i))))
                        .as(actual.get(i).toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void onlyAPressOnAButtonDecides() {
        site.put("/wait", BannerSite.page(""));
        Page page = visit(desktop(), "/wait");
        page.keyboard().press("Escape");
        page.mouse().wheel(0, 2_000);
        page.keyboard().press("End");
        page.mouse().click(5, 5);
        for (int i = 0; i < 4; i++) {
            page.keyboard().press("Tab");
            for (String key : List.of("a", "y", "1", "Escape", "ArrowDown")) {
                page.keyboard().press(key);
            }
        }
        for (String path : List.of("/a", "/b", "/c", "/wait")) {
            page.navigate(site.url(path));
        }
        page.goBack();

        assertThat(decided(page)).isFalse();
        assertThat(layer(page)).isVisible();
        assertThat(page.context().cookies()).isEmpty();
    }

    @Test
    void aBannerThatIsHiddenIsNoConsent() {
        site.put("/hidden", BannerSite.page("<style>#ok-layer { display: none !important }</style>"));
        Page page = visit(desktop(), "/hidden");
        assertThat(layer(page)).isHidden();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");

        assertThat(state(page)).contains("\"decided\":false").doesNotContain("granted");
        assertThat(page.context().cookies()).isEmpty();
    }

    /** Enter and Space press every button. */
    @Test
    void bothKeysPressEveryButton() {
        for (String key : List.of("Enter", "Space")) {
            for (int button = 0; button < 3; button++) {
                Page page = visit(desktop(), "/");
                buttons(page).get(button).focus();
                page.keyboard().press(key);
                if (button == 2) {
                    assertThat(layer(page).locator("input[type=checkbox]:visible"))
                            .hasCount(5);
                } else {
                    assertThat(layer(page)).hasCount(0);
                    assertThat(decided(page)).isTrue();
                }
            }
        }
    }

    /** There is no time in which the banner is seen and deaf. */
    @Test
    void aPressInTheFirstFrameCounts() {
        for (String choice : List.of("refuse", "accept")) {
            Page page = visit(desktop(), "/a");
            page.context().clearCookies();
            page.addInitScript("""
                    const look = () => {
                      const button = document.querySelector('#ok-layer [value=CHOICE]');
                      if (button) button.click(); else requestAnimationFrame(look);
                    };
                    requestAnimationFrame(look);""".replace("CHOICE", choice));
            page.navigate(site.url("/b"));
            assertThat(layer(page)).hasCount(0);
            assertThat(state(page))
                    .contains(choice.equals("accept") ? "\"payment\":\"granted\"" : "\"payment\":\"refused\"");
        }
    }

    @Test
    void refusingTakesAsManyPressesAsAccepting() {
        for (String name : List.of("Refuse all", "Accept all")) {
            Page page = visit(desktop(), "/");
            int tabs = 0;
            while (!focused(page).equals(name)) {
                page.keyboard().press("Tab");
                assertThat(++tabs).isLessThanOrEqualTo(name.startsWith("Refuse") ? 2 : 3);
            }
            page.keyboard().press("Enter");
            assertThat(layer(page)).hasCount(0);
            assertThat(decided(page)).isTrue();
        }
    }

    private static String focused(Page page) {
        return (String) page.evaluate("document.activeElement.textContent");
    }

    @Test
    void nothingIsTickedAndWhatIsTickedIsSaved() {
        Page page = visit(desktop(), "/");
        assertThat(layer(page).locator("input:checked")).hasCount(0);
        buttons(page).get(2).click();
        assertThat(layer(page).locator("input[type=checkbox]:visible")).hasCount(5);
        assertThat(layer(page).locator("input:checked")).hasCount(0);
        page.mouse().move(0, 0);
        assertEqual(buttons(page));

        layer(page).locator("input[value=payment]").check();
        buttons(page).get(2).click();
        assertThat(layer(page)).hasCount(0);
        assertThat(state(page))
                .contains("\"payment\":\"granted\"", "\"statistics\":\"refused\"", "\"marketing\":\"refused\"");
        assertThat(complaints).isEmpty();
    }

    @Test
    void theChoiceHoldsOnTheNextPage() {
        for (int button = 0; button < 2; button++) {
            Page page = visit(desktop(), "/");
            buttons(page).get(button).click();
            assertThat(layer(page)).hasCount(0);
            page.navigate(site.url("/a"));
            assertThat(layer(page)).hasCount(0);
            assertThat(page.locator("script, style, link")).hasCount(0);
            assertThat(page.locator("#ok-link a")).hasText("Cookie settings");
        }
    }

    @Test
    void everyChoiceWorksWithoutScripts() {
        for (String name : List.of("Refuse all", "Accept all")) {
            Page page = visit(desktop().setJavaScriptEnabled(false), "/a?b=c");
            page.getByText(name, new Page.GetByTextOptions().setExact(true)).click();
            assertThat(page).hasURL(site.url("/a?b=c"));
            assertThat(layer(page)).hasCount(0);
            assertThat(state(page))
                    .contains(name.startsWith("R") ? "\"payment\":\"refused\"" : "\"payment\":\"granted\"");
        }
        Page page = visit(desktop().setJavaScriptEnabled(false), "/a?b=c");
        page.getByText("Customise").click();
        assertThat(page).hasURL(site.url("/consent?lang=en&return=%2Fa%3Fb%3Dc"));
        page.locator("input[value=statistics]").check();
        page.getByText("Save my choice").click();
        assertThat(page).hasURL(site.url("/a?b=c"));
        assertThat(state(page)).contains("\"statistics\":\"granted\"", "\"payment\":\"refused\"");
        page.navigate(site.url("/consent"));
        assertThat(page.locator("input:checked")).hasCount(1);
        page.getByText("Refuse all").click();
        assertThat(page.locator(".ok-saved")).hasText("Your choice is saved.");
        assertThat(page.locator("input:checked")).hasCount(0);
    }

    @Test
    void aVisitorWhoHasNotDecidedStoresNothing() {
        Page page = visit(desktop(), "/");
        page.waitForLoadState();

        assertThat(page.context().cookies()).isEmpty();
        assertThat(page.evaluate("localStorage.length + sessionStorage.length")).isEqualTo(0);
    }
}
