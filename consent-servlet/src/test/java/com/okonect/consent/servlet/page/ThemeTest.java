package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.okonect.consent.policy.Notice;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThemeTest {

    private static final String GREEN = """
            { "placement": "corner", "radius": "0.5em", "prefix": "shop",
              "light": { "button": "#0b5d2a", "buttonText": "#fefefe" },
              "dark": { "surface": "#000000" } }
            """;

    @Test
    void theLibrarysOwnLookHasNoFault() {
        assertThat(Theme.parse("{}")).isEqualTo(Theme.DEFAULT);
        assertThat(Theme.parse("{\"light\":{},\"dark\":{}}")).isEqualTo(Theme.DEFAULT);
    }

    @Test
    void whatAThemeLeavesOutIsTheLibrarys() {
        Theme theme = Theme.parse(GREEN);

        assertThat(theme.placement()).isEqualTo(Theme.Placement.CORNER);
        assertThat(theme.light().button()).isEqualTo("#0b5d2a");
        assertThat(theme.light().text()).isEqualTo(Theme.DEFAULT.light().text());
        assertThat(theme.dark().surface()).isEqualTo("#000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                             | not JSON",
                "[]                                            | $: is not an object",
                "{\"light\":1}                                 | $.light: is not an object",
                "{\"accept\":\"#00ff00\"}                      | $.accept: unknown; allowed are placement",
                "{\"light\":{\"accept\":\"#00ff00\"}}          | $.light.accept: unknown; allowed are surface",
                "{\"placement\":\"top\"}                       | $.placement: 'top' is none; allowed are bar, corner and centre",
                "{\"radius\":\"1em;color:red\"}                | $.radius: '1em;color:red' is not a length",
                "{\"prefix\":\"a b\"}                          | $.prefix: 'a b' is not 1 to 12 small letters",
                "{\"light\":{\"text\":\"red\"}}                | $.light.text: 'red' is not a colour",
                "{\"light\":{\"text\":\"#777777\"}}            | $.light.text: the contrast with surface is 4.48 to 1, it has to be 4.5",
                "{\"light\":{\"soft\":\"#999999\"}}            | $.light.soft: the contrast with surface",
                "{\"light\":{\"buttonText\":\"#1f3a63\"}}      | $.light.buttonText: the contrast with button is 1.00 to 1",
                "{\"dark\":{\"button\":\"#20283a\",\"buttonText\":\"#ffffff\"}} | $.dark.button: the contrast with surface",
            })
    void faultsStopIt(String json, String fault) {
        assertThatThrownBy(() -> Theme.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault.strip());
    }

    @Test
    void everyFaultIsListed() {
        assertThatThrownBy(() -> Theme.parse("{\"placement\":\"x\",\"light\":{\"text\":\"y\",\"z\":1}}"))
                .hasMessageContainingAll("$.placement", "$.light.text", "$.light.z");
    }

    @Test
    void contrastIsThatOfTheStandard() {
        assertThat(Theme.contrast("#000000", "#ffffff")).isCloseTo(21, within(0.001));
        assertThat(Theme.contrast("#777777", "#ffffff")).isCloseTo(4.478, within(0.001));
        assertThat(Theme.contrast("#1f3a63", "#1f3a63")).isEqualTo(1);
    }

    @Test
    void aThemeDressesBannerAndPages() {
        PageFixture site = themed(GREEN);
        String css = content(site, site.pages.assets().styleName());
        String pageCss = content(site, site.pages.assets().pageStyleName());
        Notice notice = site.notice("en");
        Markup banner =
                Markup.fragment(site.pages.banner(notice, site.service.undecided(), "/", PageFixture.CHOICE_ID));

        assertThat(css).contains("--shop-btn:#0b5d2a", "--shop-btn-fg:#fefefe", "--shop-bg:#000000");
        assertThat(pageCss).contains("#0b5d2a", "#000000").doesNotContain("{{");
        assertThat(banner.all("//section[@id='shop-layer'][@class='shop-corner']"))
                .hasSize(1);
        assertThat(Pages.layoutId(site.settings)).isNotEqualTo(Pages.layoutId());
    }

    @ParameterizedTest
    @CsvSource({"bar, :root:has", "corner, auto 1em", "centre, fit-content"})
    void theStyleHasTheRulesOfItsPlacementAlone(String placement, String itsOwn) {
        PageFixture site = themed("{\"placement\":\"" + placement + "\"}");

        String css = content(site, site.pages.assets().styleName());

        assertThat(Stream.of(":root:has", "auto 1em", "fit-content").filter(css::contains))
                .containsExactly(itsOwn);
        assertThat(css).doesNotContain("{{", "\n", ";}");
    }

    /** What puts a style into one line counts on it. */
    @ParameterizedTest
    @ValueSource(strings = {"layer.css", "page.css", "frames.css"})
    void everyLineOfAStyleEndsWhereOneMayEnd(String file) {
        String style = Templates.resource(file).replaceAll("(?s)/\\*.*?\\*/", "");

        assertThat(Templates.compact(style).lines()).isNotEmpty().allMatch(line -> line.matches(".*[{},;]"));
    }

    @Test
    void aPrefixReplacesEveryNameOfOurs() {
        PageFixture site = themed("{\"prefix\":\"shop\"}");
        Notice notice = site.notice("en");
        for (String text : List.of(
                content(site, site.pages.assets().styleName()),
                content(site, site.pages.assets().pageStyleName()),
                content(site, site.pages.assets().scriptName()),
                site.pages.banner(notice, site.service.undecided(), "/", PageFixture.CHOICE_ID),
                site.pages.settings(notice, site.service.undecided(), SettingsView.of(PageFixture.CHOICE_ID, null)),
                site.pages.notice(notice))) {
            assertThat(text).contains("shop-").doesNotContainPattern("\\bok-");
        }
    }

    private static PageFixture themed(String theme) {
        return new PageFixture(
                PageFixture.POLICY,
                new PageSettings("", "/consent", true, Theme.parse(theme), PageSettings.OwnTemplates.NONE));
    }

    private static String content(PageFixture site, String asset) {
        return new String(
                site.pages.assets().find(asset).orElseThrow().content(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aSitesOwnFairTemplateIsUsed() {
        String own = Templates.resource("banner.mustache").replace("<h2 id", "<h2 class=\"mine\" id");
        PageFixture site = templated("banner", own);

        assertThat(Markup.fragment(site.pages.banner(
                                site.notice("fr"), site.service.undecided(), "/", PageFixture.CHOICE_ID))
                        .all("//h2[@class='mine']"))
                .hasSize(1);
        assertThat(Pages.layoutId(site.settings)).isNotEqualTo(Pages.layoutId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "class=\"ok-button\" type=\"submit\" name=\"choice\" value=\"{{accept}}\" | class=\"big\" type=\"submit\" name=\"choice\" value=\"{{accept}}\" | differ in more than their value",
                "<button class=\"ok-button\" type=\"submit\" name=\"choice\" value=\"{{refuse}}\"> | <button> | it has 0 buttons with name=\"choice\" and value=\"refuse\"",
                "name=\"category\" value=\"{{id}}\" hidden=\"\" | name=\"category\" value=\"{{id}}\" checked=\"checked\" | a box is ticked before a choice",
                "name=\"category\" value=\"{{id}}\" hidden=\"\" | name=\"category\" value=\"{{id}}\" checked=\"\" | a box is ticked before a choice",
                "{{description}} | x | it does not say of the category 'statistics'",
                "{{>hidden}} | x | it has no hidden field 'notice'",
                "<h2 id | <h2 style=\"font-size:1px\" id | it has style attributes",
                "</h2> | x | it is not well-formed as XML",
                "<label for | <i><label for | it is not well-formed as XML"
            })
    void anUnfairTemplateStopsTheStart(String part, String instead, String fault) {
        String own = Templates.resource("banner.mustache").replace(part, instead);

        assertThatThrownBy(() -> templated("banner", own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("banner.mustache: ")
                .hasMessageContaining(fault);
    }

    @Test
    void unfairSettingsStopTheStartToo() {
        String own = Templates.resource("settings.mustache")
                .replace("value=\"refuse\"", "value=\"refuse\" hidden=\"hidden\"");

        assertThatThrownBy(() -> templated("settings", own)).hasMessageContaining("settings.mustache: the buttons");
    }

    private static PageFixture templated(String name, String text) {
        PageSettings.OwnTemplates own = wanted -> wanted.equals(name) ? Optional.of(text) : Optional.empty();
        return new PageFixture(PageFixture.POLICY, new PageSettings("", "/consent", true, Theme.DEFAULT, own));
    }
}
