package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Notice;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class PagesTest {

    private static final String HOSTILE = "\\\"><script>alert(1)</script>{{texts.title}}&amp;'`=";

    private final PageFixture site = new PageFixture();

    private Markup banner(String language, Consent consent) {
        return Markup.fragment(
                site.pages.banner(site.notice(language), consent, "/shop?a=1&b=2", PageFixture.CHOICE_ID));
    }

    private Markup settings(Consent consent) {
        return Markup.page(
                site.pages.settings(site.notice("en"), consent, SettingsView.of(PageFixture.CHOICE_ID, "/shop")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void bannerListsEveryPurposeWithWhatItDoesAndWhatARefusalMeans(String language) {
        Markup banner = banner(language, site.service.undecided());
        List<Map<String, Object>> categories = categories(site.notice(language));

        assertThat(banner.all("//li")).hasSize(5);
        for (int i = 0; i < categories.size(); i++) {
            assertThat(banner.texts("//li").get(i))
                    .contains((String) categories.get(i).get("title"))
                    .contains((String) categories.get(i).get("description"))
                    .contains((String) categories.get(i).get("consequence"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void bannerSaysWhoAsksHowManyTakePartHowToWithdrawAndForHowLong(String language) {
        Markup banner = banner(language, site.service.undecided());
        Map<String, String> texts = texts(site.notice(language));

        assertThat(banner.text())
                .contains("OKONECT", texts.get("intro"), texts.get("freedom"), texts.get("partners"), "6 mo");
        assertThat(texts.get("partners")).contains("2");
        assertThat(banner.values("//a", "href")).containsExactly("/consent/notice?lang=" + language);
    }

    @Test
    void refusingAcceptingAndCustomisingAreOneComponent() {
        List<Element> buttons = banner("en", site.service.undecided()).all("//button");

        assertThat(buttons).hasSize(3);
        assertThat(buttons).allSatisfy(button -> {
            assertThat(button.getAttribute("class")).isEqualTo("ok-button");
            assertThat(button.getAttribute("type")).isEqualTo("submit");
            assertThat(button.hasAttribute("style")).isFalse();
            assertThat(button.getParentNode()).isSameAs(buttons.get(0).getParentNode());
        });
        assertThat(buttons.stream().map(b -> b.getAttribute("value"))).startsWith("refuse", "accept");
    }

    @Test
    void settingsHaveEqualButtonsToo() {
        Markup settings = settings(site.service.undecided());

        assertThat(settings.values("//button[@name='choice']", "value")).containsExactly("refuse", "accept", "select");
        assertThat(settings.values("//button[@name='choice']", "class")).containsOnly("ok-button");
    }

    @Test
    void nothingIsTickedBeforeAChoice() {
        assertThat(banner("en", site.service.undecided()).all("//input[@checked]"))
                .isEmpty();
        assertThat(settings(site.service.undecided()).all("//input[@checked]")).isEmpty();
    }

    @Test
    void settingsShowTheChoiceThatHolds() {
        Consent consent = site.choose(site.service.undecided(), "select", "statistics", "payment");
        Markup settings = settings(consent);

        assertThat(settings.values("//input[@checked]", "value")).containsExactly("statistics", "payment");
        assertThat(settings.texts("//p[contains(@class,'ok-state')]"))
                .containsExactly("Accepted", "Refused", "Accepted", "Refused", "Refused");
    }

    @Test
    void settingsShowTheVisitorsOwnRecord() {
        Consent consent = site.choose(site.service.undecided(), "accept");
        Markup settings = settings(consent);

        assertThat(settings.text()).contains(consent.id().orElseThrow(), "November 1, 2026", "May 1, 2027");
        assertThat(settings.values("//a", "href")).contains("/consent/records");
        assertThat(settings.values("//form", "action")).containsExactly("/consent", "/consent/erase");
    }

    @Test
    void whoOnlyRefusedIsToldThatNothingIsKept() {
        Markup settings = settings(site.choose(site.service.undecided(), "refuse"));

        assertThat(settings.text()).contains("No identifier and no record is kept about you.");
        assertThat(settings.values("//form", "action")).containsExactly("/consent");
        assertThat(settings(site.service.undecided()).text()).contains("You have not made a choice yet.");
    }

    @Test
    void settingsListEveryCookieAndProvider() {
        assertThat(settings(site.service.undecided()).text())
                .contains("_pk_id.*", "13 months", "Matomo", "seen", "_ads", "Ads & Co", "Joint controller", "_pk_*");
    }

    @Test
    void noticeNamesTheControllerEveryCookieAndTheExemptOnesWithTheirReason() {
        Markup notice = Markup.page(site.pages.notice(site.notice("en")));

        assertThat(notice.text())
                .contains("OKONECT", "privacy@okonect.example", "CNIL, https://www.cnil.fr")
                .contains("_pk_id.*", "seen", "_ads", "Matomo", "Ads & Co")
                .contains("eu-consent", "It remembers your choice about cookies.", "JSESSIONID", "checkout")
                .contains(
                        texts(site.notice("en")).get("rights"),
                        texts(site.notice("en")).get("retention"));
    }

    @Test
    void formsCarryWhatTheChoiceNeeds() {
        Markup banner = banner("en", site.service.undecided());
        Map<String, String> hidden = new HashMap<>();
        banner.all("//form[@method='post']//input[@type='hidden']")
                .forEach(i -> hidden.put(i.getAttribute("name"), i.getAttribute("value")));

        assertThat(hidden)
                .containsOnly(
                        Map.entry("return", "/shop?a=1&b=2"),
                        Map.entry("choiceId", PageFixture.CHOICE_ID.toString()),
                        Map.entry("notice", site.notice("en").hash()),
                        Map.entry("method", "banner"));
    }

    @Test
    void customisingWithoutScriptLeadsToTheSettingsAndShowsNoIdInTheAddress() {
        Markup banner = banner("fr", site.service.undecided());
        Element customise = banner.all("//button").get(2);
        Element form = banner.one("//form[@id='" + customise.getAttribute("form") + "']");

        assertThat(form.getAttribute("method")).isEqualTo("get");
        assertThat(form.getAttribute("action")).isEqualTo("/consent");
        assertThat(customise.hasAttribute("name")).isFalse();
        assertThat(banner.values("//form[@id='ok-more']/input", "name")).containsExactly("lang", "return");
    }

    @Test
    void whoHasDecidedTheRestIsAskedForTheNewCategoryAlone() {
        PageFixture grown = new PageFixture(
                PageFixture.POLICY.replace(
                        "{ \"id\": \"payment\" },",
                        "{ \"id\": \"payment\" },"
                                + "{ \"id\": \"community\", \"title\": \"Forum\", \"description\": \"d\", \"consequence\": \"c\" },"));
        Consent all = grown.choose(grown.service.undecided(), "grant", "statistics");
        Consent allButOne = grown.choose(all, "withdraw", "personalisation", "payment", "marketing", "assistance");
        Markup banner = Markup.fragment(grown.pages.banner(grown.notice("en"), allButOne, "/", PageFixture.CHOICE_ID));

        assertThat(banner.texts("//li//b")).containsExactly("Forum");
        assertThat(banner.values("//button", "value")).startsWith("withdraw", "grant");
        assertThat(banner.values("//input[@type='hidden'][@name='category'][not(@disabled)]", "value"))
                .containsExactly("community");
        assertThat(banner.values("//input[@type='hidden'][@name='category'][@disabled]", "value"))
                .containsExactly("statistics");
    }

    @Test
    void hostileNamesAreShownAndNothingElse() {
        PageFixture hostile = new PageFixture(PageFixture.POLICY
                .replace("\"OKONECT\"", '"' + HOSTILE + '"')
                .replace("\"Matomo\"", '"' + HOSTILE + '"')
                .replace("\"Tells visits apart\"", '"' + HOSTILE + '"')
                .replace("\"Live help\"", '"' + HOSTILE + '"'));
        Notice notice = hostile.notice("en");
        Consent consent = hostile.service.undecided();
        UUID id = PageFixture.CHOICE_ID;
        String path = "/\"><script>alert(1)</script>'";

        String shown = HOSTILE.replace("\\\"", "\"");
        for (String page : List.of(
                "<html>" + hostile.pages.banner(notice, consent, path, id) + "</html>",
                hostile.pages.settings(notice, consent, SettingsView.of(id, path)),
                hostile.pages.notice(notice),
                hostile.pages.required(notice, List.of(Category.of("assistance")), path, id))) {
            Markup read = Markup.page(page);
            assertThat(read.all("//script[not(@src)]")).isEmpty();
            assertThat(read.text()).contains(shown);
        }
        Markup problem = Markup.page(
                hostile.pages.problem(notice, Problem.BAD_REQUEST, "<script>alert(1)</script>", List.of(), path));
        assertThat(problem.all("//script")).isEmpty();
        assertThat(problem.text()).contains("<script>alert(1)</script>");
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void everyProblemHasWordsInEveryLanguage(Problem problem) {
        for (String language : List.of("en", "fr")) {
            assertThat(site.pages.title(site.notice(language), problem)).isNotBlank();
            if (problem != Problem.CONSENT_REQUIRED) {
                Markup page =
                        Markup.page(site.pages.problem(site.notice(language), problem, "a detail", List.of(), "/shop"));
                assertThat(page.text()).contains(String.valueOf(problem.status()));
                assertThat(page.values("//a", "href")).containsExactly("/shop", "/consent?lang=" + language);
                assertThat(page.text().contains("a detail"))
                        .as("the detail, for readers of English alone")
                        .isEqualTo(language.equals("en"));
            }
        }
    }

    @Test
    void whatWasNotRecordedIsNamedInTheLanguageOfThePage() {
        Markup page = Markup.page(site.pages.problem(
                site.notice("fr"), Problem.NOT_RECORDED, "a detail", List.of(Category.MARKETING), "/shop"));

        assertThat(page.texts("//li")).contains("Messages promotionnels").doesNotContain("Statistiques");
    }

    /** Read from the schema, which lists the languages that a policy may name. */
    static Stream<String> shippedLanguages() throws Exception {
        try (var schema = PagesTest.class.getResourceAsStream("/META-INF/consent.schema.json")) {
            List<String> tags = new ArrayList<>();
            new ObjectMapper()
                    .readTree(schema)
                    .at("/properties/languages/items/enum")
                    .forEach(tag -> tags.add(tag.textValue()));
            assertThat(tags).hasSizeGreaterThanOrEqualTo(37);
            return tags.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shippedLanguages")
    void everyLanguageHasEveryPageInItsDirection(String language) throws Exception {
        PageFixture one = new PageFixture(PageFixture.POLICY
                .replace("[\"en\", \"fr\"]", "[\"" + language + "\"]")
                .replaceAll("\\{ \"en\": (\"[^\"]*\"), \"fr\": \"[^\"]*\" }", "$1"));
        Notice notice = one.notice(language);
        Properties english = problemTexts("en");
        Properties texts = problemTexts(language);
        String direction = Set.of("ar", "he").contains(language) ? "rtl" : "ltr";

        assertThat(notice.language().toLanguageTag()).isEqualTo(language);
        assertThat(texts.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        assertThat(texts.values())
                .allSatisfy(text -> assertThat((String) text).isNotBlank().doesNotContain("\ufffd", "{"));
        for (Problem problem : Problem.values()) {
            assertThat(texts).containsKey(problem.words() + ".title").containsKey(problem.words() + ".explanation");
        }
        for (String html : List.of(
                one.pages.settings(notice, one.service.undecided(), SettingsView.of(PageFixture.CHOICE_ID, "/")),
                one.pages.notice(notice),
                one.pages.problem(notice, Problem.NOT_RECORDED, null, List.of(Category.MARKETING), "/"),
                one.pages.required(notice, List.of(Category.MARKETING), "/", PageFixture.CHOICE_ID),
                one.pages.layer(notice, one.service.undecided(), "/", PageFixture.CHOICE_ID))) {
            Markup page = Markup.page(html);
            assertThat(page.one("/html").getAttribute("lang")).isEqualTo(language);
            assertThat(page.one("/html").getAttribute("dir")).isEqualTo(direction);
            assertThat(page.text()).doesNotContain("{", "}");
        }
        assertThat(banner(one, language).one("//section").getAttribute("dir")).isEqualTo(direction);
    }

    private static Markup banner(PageFixture of, String language) {
        return Markup.page("<html>"
                + of.pages.banner(of.notice(language), of.service.undecided(), "/", PageFixture.CHOICE_ID)
                + "</html>");
    }

    private static Properties problemTexts(String language) throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(Templates.resource("problem_" + language + ".properties")));
        return properties;
    }

    @Test
    void whatNeedsConsentSaysWhichAndAsksForThatAlone() {
        Markup page = Markup.page(site.pages.required(
                site.notice("en"), List.of(Category.PERSONALISATION), "/recommendations", PageFixture.CHOICE_ID));

        assertThat(page.texts("//h2")).containsExactly("Personalised content");
        assertThat(page.values("//input[@name='category']", "value")).containsExactly("personalisation");
        assertThat(page.values("//button[@name='choice']", "value")).containsExactly("grant");
        assertThat(page.values("//input[@name='method']", "value")).containsExactly("guard");
        assertThat(page.values("//button", "class")).hasSize(3).containsOnly("ok-button");
    }

    @Test
    void pagesSayTheirLanguageAndOfferTheOthers() {
        Markup page = Markup.page(site.pages.settings(
                site.notice("fr"), site.service.undecided(), SettingsView.of(PageFixture.CHOICE_ID, "/a?b=c&d")));

        assertThat(page.one("/html").getAttribute("lang")).isEqualTo("fr");
        assertThat(page.one("/html").getAttribute("dir")).isEqualTo("ltr");
        assertThat(page.values("//nav//a", "href"))
                .containsExactly(
                        "/consent?lang=en&return=%2Fa%3Fb%3Dc%26d", "/consent?lang=fr&return=%2Fa%3Fb%3Dc%26d");
        assertThat(page.texts("//nav//a[@aria-current]")).containsExactly("Français");
    }

    @Test
    void namesStayClearOfWhatBlockersHide() {
        String names = "";
        Notice notice = site.notice("en");
        for (String page : List.of(
                "<html>" + site.pages.banner(notice, site.service.undecided(), "/", PageFixture.CHOICE_ID) + "</html>",
                site.pages.settings(notice, site.service.undecided(), SettingsView.of(PageFixture.CHOICE_ID, null)))) {
            Markup read = Markup.page(page);
            names += read.values("//*", "class") + " " + read.values("//*", "id");
        }
        names += site.pages.assets().scriptName() + site.pages.assets().styleName();

        assertThat(names.toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("cookie", "consent", "gdpr", "banner", "cmp");
    }

    @Test
    void noPageHasInlineScriptOrStyle() {
        Notice notice = site.notice("en");
        for (String page : List.of(
                "<html>" + site.pages.banner(notice, site.service.undecided(), "/", PageFixture.CHOICE_ID) + "</html>",
                site.pages.settings(notice, site.service.undecided(), SettingsView.of(PageFixture.CHOICE_ID, null)),
                site.pages.notice(notice))) {
            Markup read = Markup.page(page);
            assertThat(read.all("//style")).isEmpty();
            assertThat(read.all("//script[not(@src)]")).isEmpty();
            assertThat(read.all("//@style/..")).isEmpty();
            assertThat(page).doesNotContainPattern(Pattern.compile("\\son[a-z]+="));
        }
    }

    @Test
    void pagesReferToAssetsThatAreThere() {
        Markup banner = banner("en", site.service.undecided());
        Markup settings = settings(site.service.undecided());

        for (String address : List.of(
                banner.one("//script").getAttribute("src"),
                banner.one("//link").getAttribute("href"),
                settings.one("//link").getAttribute("href"))) {
            assertThat(address).startsWith("/consent/assets/");
            assertThat(site.pages.assets().find(address.substring("/consent/assets/".length())))
                    .isPresent();
        }
        assertThat(site.pages.assets().find("../Pages.class")).isEmpty();
    }

    @Test
    void layoutIdIsTheSameForTheSameTemplates() {
        assertThat(Pages.layoutId()).isEqualTo(Pages.layoutId()).hasSize(8);
        assertThat(site.notice("en").content()).containsEntry("layout", Pages.layoutId());
    }

    /** The policy clears storage, so that its pages have a script of their own. */
    @Test
    void layoutIdIsTheSameForEveryPolicy() {
        assertThat(new Layout(site.service.policy(), site.settings).id()).isEqualTo(Pages.layoutId(site.settings));
        assertThat(new Layout(ConsentPolicy.none(), site.settings).id()).isEqualTo(Pages.layoutId(site.settings));
    }

    @Test
    void everythingStandsBelowTheContextPath() {
        PageFixture below = new PageFixture(PageFixture.POLICY, PageSettings.of("/app", "/privacy/choices"));
        Notice notice = below.notice("en");

        for (String page : List.of(
                "<html>" + below.pages.banner(notice, below.service.undecided(), "/app/x", PageFixture.CHOICE_ID)
                        + "</html>",
                below.pages.settings(notice, below.service.undecided(), SettingsView.of(PageFixture.CHOICE_ID, null)),
                below.pages.notice(notice))) {
            Markup read = Markup.page(page);
            assertThat(read.values("//form", "action")).allMatch(a -> a.startsWith("/app/privacy/choices"));
            assertThat(read.values("//link", "href")).allMatch(a -> a.startsWith("/app/privacy/choices/assets/"));
            assertThat(read.values("//a[starts-with(@href,'/')]", "href"))
                    .allMatch(a -> a.startsWith("/app/") || a.equals("/privacy"));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> categories(Notice notice) {
        return (List<Map<String, Object>>) notice.content().get("categories");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(Notice notice) {
        return (Map<String, String>) notice.content().get("texts");
    }
}
