package com.okonect.consent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.okonect.consent.Category;
import com.okonect.consent.TestPolicies;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConsentPolicyTest {

    private static final String MINIMUM = "{ \"evidenceRetention\": \"P12M\" }";

    @Test
    void theExampleOfTheContractIsAPolicy() {
        ConsentPolicy policy = ConsentPolicy.parse("""
                {
                  "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example", "policyUrl": "/privacy",
                                  "authority": "CNIL, https://www.cnil.fr" },
                  "languages": ["fr", "en"],
                  "strict": true,
                  "choiceLifetime": "P6M",
                  "evidenceRetention": "P12M",
                  "exempt": [
                    { "name": "JSESSIONID", "reason": "authentication", "lifetime": "session",
                      "purpose": { "en": "Keeps you logged in", "fr": "Vous garde connecté" } },
                    { "name": "checkout", "reason": "payment", "routes": ["/checkout/*"], "lifetime": "session",
                      "purpose": { "en": "Holds the order that you are paying", "fr": "Garde la commande que vous payez" } }
                  ],
                  "providers": [
                    { "id": "matomo", "name": "Matomo", "role": "processor", "country": "FR",
                      "policyUrl": "https://matomo.example", "origins": ["https://stats.example"] }
                  ],
                  "categories": [
                    { "id": "statistics",
                      "cookies": [ { "name": "_pk_id.*", "provider": "matomo", "lifetime": "P13M",
                                     "purpose": { "en": "…", "fr": "…" } } ],
                      "storage": ["_pk_*"] },
                    { "id": "assistance", "title": { "en": "Live help", "fr": "Assistance" },
                      "description": { "en": "…", "fr": "…" }, "consequence": { "en": "…", "fr": "…" } }
                  ]
                }
                """);

        assertThat(policy.strict()).isTrue();
        assertThat(policy.languages()).containsExactly(Locale.FRENCH, Locale.ENGLISH);
        assertThat(policy.choiceLifetime()).isEqualTo(Period.ofMonths(6));
        assertThat(policy.evidenceRetention()).isEqualTo(Period.ofMonths(12));
        assertThat(policy.categories())
                .extracting(CategoryDeclaration::category)
                .containsExactly(Category.STATISTICS, Category.of("assistance"));
        assertThat(policy.canGrant()).isTrue();
        assertThat(policy.cookie("JSESSIONID"))
                .isInstanceOfSatisfying(
                        ExemptCookie.class,
                        cookie -> assertThat(cookie.preset()).isFalse());
    }

    @Test
    void theDefaultsAreThese() {
        ConsentPolicy policy = ConsentPolicy.parse(MINIMUM);

        assertThat(policy.languages()).containsExactly(Locale.ENGLISH, Locale.FRENCH);
        assertThat(policy.strict()).isFalse();
        assertThat(policy.choiceLifetime()).isEqualTo(Period.ofMonths(6));
        assertThat(policy.controller()).isEmpty();
        assertThat(policy.canGrant()).isFalse();
        assertThat(policy.clearSiteData()).isEmpty();
        assertThat(policy.consentCookieName()).isEqualTo("eu-consent");
        assertThat(policy.sessionCookieName()).isEqualTo("JSESSIONID");
    }

    @Test
    void aCategoryCanBeChosenForEachProviderOnItsOwn() {
        ConsentPolicy policy = ConsentPolicy.parse("""
                {
                  "evidenceRetention": "P1Y",
                  "providers": [ { "id": "ads", "name": "Ads & Co" }, { "id": "net", "name": "Net" },
                                 { "id": "other", "name": "Other" } ],
                  "categories": [
                    { "id": "marketing", "perProvider": true, "providers": ["net"], "storage": ["seen"],
                      "cookies": [ { "name": "_ads", "provider": "ads", "lifetime": "P3M" },
                                   { "name": "offers", "lifetime": "P1M" } ] },
                    { "id": "statistics", "cookies": [ { "name": "_o", "provider": "other", "lifetime": "P1D" } ] }
                  ]
                }
                """);

        assertThat(policy.categories())
                .extracting(category -> category.category().id())
                .containsExactly("marketing", "marketing-ads", "marketing-net", "statistics");
        assertThat(policy.cookie("_ads"))
                .isInstanceOfSatisfying(
                        ConsentBoundCookie.class,
                        cookie -> assertThat(cookie.category().id()).isEqualTo("marketing-ads"));
        assertThat(policy.cookie("offers"))
                .isInstanceOfSatisfying(
                        ConsentBoundCookie.class,
                        cookie -> assertThat(cookie.category()).isEqualTo(Category.MARKETING));
        assertThat(policy.categories().get(1).declaration().elements()).containsExactly("cookie:_ads", "provider:ads");
        assertThat(policy.categories().get(2).declaration().elements()).containsExactly("provider:net");
        assertThat(policy.categories().get(0).declaration().elements())
                .containsExactly("cookie:offers", "storage:seen");
        assertThat(policy.notice(Locale.FRENCH, "").content().toString())
                .contains("title=Messages promotionnels (Ads & Co)", "title=Messages promotionnels (Net)");
    }

    @Test
    void aChoiceForEachProviderNeedsProvidersAndUsableIds() {
        InvalidPolicyException fault =
                catchThrowableOfType(InvalidPolicyException.class, () -> ConsentPolicy.parse("""
                        {
                          "evidenceRetention": "P1Y",
                          "providers": [ { "id": "A very long name" } ],
                          "categories": [
                            { "id": "statistics", "perProvider": true },
                            { "id": "marketing", "perProvider": true, "providers": ["A very long name"] }
                          ]
                        }
                        """));

        assertThat(fault.faults())
                .anyMatch(f -> f.startsWith("$.categories[0].perProvider: no provider takes part"))
                .anyMatch(f -> f.startsWith("$.categories[1].perProvider: 'marketing-A very long name' would be"));
    }

    @Test
    void everyFaultIsListedWithItsPlace() {
        InvalidPolicyException fault =
                catchThrowableOfType(InvalidPolicyException.class, () -> ConsentPolicy.parse("""
                        {
                          "controler": {},
                          "controller": { "name": "", "policyUrl": "javascript:alert(1)", "contact": "a@b.example" },
                          "languages": ["en", "tlh"],
                          "strict": "yes",
                          "choiceLifetime": "soon",
                          "clearSiteData": ["storage", "cookies", "storage"],
                          "exempt": [
                            { "name": "a b", "reason": "because", "lifetime": "P0D", "routes": ["shop", "/a*b"] }
                          ],
                          "providers": [ { "id": "p" }, { "id": "p", "role": "friend", "country": "Paris",
                                           "origins": ["https://x.example/path"] } ],
                          "categories": [
                            { "id": "Stats", "cookies": [
                                { "name": "dup", "lifetime": "P1D", "purpose": { "de": "…" } },
                                { "name": "dup", "lifetime": "P1D", "provider": "nobody" },
                                { "name": "*", "lifetime": "P1D" } ] },
                            { "id": "help" }
                          ]
                        }
                        """));

        assertThat(fault.faults())
                .anyMatch(f -> f.startsWith("$.controler: unknown; allowed are"))
                .anyMatch(f -> f.startsWith("$.controller.name:"))
                .anyMatch(f -> f.startsWith("$.controller.policyUrl:"))
                .anyMatch(f -> f.startsWith("$.controller.contact:"))
                .anyMatch(f -> f.startsWith("$.languages[1]: 'tlh' is not shipped"))
                .anyMatch(f -> f.startsWith("$.strict:"))
                .anyMatch(f -> f.startsWith("$.choiceLifetime: 'soon'"))
                .anyMatch(f -> f.startsWith(
                        "$.clearSiteData[1]: 'cookies' cannot be cleared here; allowed are cache, storage"))
                .anyMatch(f -> f.startsWith("$.clearSiteData[2]: the directive 'storage' is there already"))
                .anyMatch(f -> f.startsWith("$.evidenceRetention: missing"))
                .anyMatch(f -> f.startsWith("$.exempt[0].name: 'a b'"))
                .anyMatch(f -> f.startsWith("$.exempt[0].reason: 'because' is not a reason; allowed are choice"))
                .anyMatch(f -> f.startsWith("$.exempt[0].lifetime:"))
                .anyMatch(f -> f.startsWith("$.exempt[0].routes[0]:"))
                .anyMatch(f -> f.startsWith("$.exempt[0].routes[1]:"))
                .anyMatch(f -> f.startsWith("$.providers[1]: the id 'p'"))
                .anyMatch(f -> f.startsWith("$.providers[1].role:"))
                .anyMatch(f -> f.startsWith("$.providers[1].country:"))
                .anyMatch(f -> f.startsWith("$.providers[1].origins[0]:"))
                .anyMatch(f -> f.startsWith("$.categories[0].id: 'Stats'"))
                .anyMatch(f -> f.startsWith("$.categories[0].cookies[0].purpose: has no text in the language en"))
                .anyMatch(f -> f.startsWith("$.categories[0].cookies[1].name: 'dup' is declared at"))
                .anyMatch(f -> f.startsWith("$.categories[0].cookies[1].provider:"))
                .anyMatch(f -> f.startsWith("$.categories[0].cookies[2].name:"))
                .anyMatch(f -> f.startsWith("$.categories[1].title: missing"));
        assertThat(fault.getMessage()).contains(fault.faults());
    }

    @Test
    void moreCategoriesThanACookieHoldsAreAFault() {
        StringBuilder categories = new StringBuilder();
        for (int i = 100; i < 200; i++) {
            String id = "a-rather-long-name-" + i;
            categories
                    .append(i == 100 ? "" : ",")
                    .append("{\"id\":\"" + id + "\",\"title\":\"t\",\"description\":\"d\",\"consequence\":\"c\"}");
        }

        assertThatThrownBy(() ->
                        ConsentPolicy.parse("{\"evidenceRetention\":\"P1Y\",\"categories\":[" + categories + "]}"))
                .hasMessageContaining("$.categories: are too many for one cookie");
    }

    @Test
    void timesThatNoCalendarReachesAreFaults() {
        assertThatThrownBy(
                        () -> ConsentPolicy.parse("{\"evidenceRetention\":\"P1Y\",\"choiceLifetime\":\"P999999999Y\"}"))
                .hasMessageContaining("$.choiceLifetime");
        assertThatThrownBy(() -> Lifetime.parse("P999999999Y")).hasMessageContaining("P999999999Y");
        assertThatThrownBy(() -> Lifetime.parse("PT999999999H")).hasMessageContaining("PT999999999H");
    }

    @Test
    void measuringWithoutConsentNeedsEveryConditionAttestedAndLastsThirteenMonths() {
        assertThat(TestPolicies.measuringShop().measuresAudience()).isTrue();
        assertThat(TestPolicies.shop().measuresAudience()).isFalse();
        assertThatThrownBy(() -> ConsentPolicy.parse("""
                        { "evidenceRetention": "P1Y", "categories": [ { "id": "audience" } ],
                          "exempt": [ { "name": "visits", "reason": "audience", "lifetime": "P14M",
                                        "attested": ["sole-purpose"] } ] }
                        """))
                .hasMessageContaining("$.exempt[0].attested: the reason audience needs")
                .hasMessageContaining("$.exempt[0].lifetime: 'P14M' is longer than the 13 months")
                .hasMessageContaining("$.categories[0].id: 'audience' is the name");
    }

    @Test
    void whatIsNotJsonIsSaidWithLineAndColumn() {
        assertThatThrownBy(() -> ConsentPolicy.parse("{\n  \"a\": }"))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> ConsentPolicy.parse("")).isInstanceOf(InvalidPolicyException.class);
        assertThatThrownBy(() -> ConsentPolicy.parse("[]")).isInstanceOf(InvalidPolicyException.class);
        assertThatThrownBy(() -> ConsentPolicy.parse("{\"a\":1,\"a\":2}"))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("uplicate");
    }

    @Test
    void namesMatchExactlyOrByOneStar() {
        ConsentPolicy policy = TestPolicies.shop();

        assertThat(policy.cookie("_pk_id.1.ab")).isEqualTo(policy.cookie("_pk_id."));
        assertThat(category(policy, "_pk_id.1")).isEqualTo(Category.STATISTICS);
        assertThat(category(policy, "offers")).isEqualTo(Category.MARKETING);
        assertThat(policy.cookie("Offers")).isNull();
        assertThat(policy.cookie("offers2")).isNull();
        assertThat(policy.cookie("_pk_id")).isNull();
        assertThat(policy.cookie("")).isNull();
    }

    @Test
    void theMostExactDeclarationWins() {
        ConsentPolicy policy = TestPolicies.shopWith(
                "{ \"name\": \"offers\"",
                "{ \"name\": \"_pk_*\", \"lifetime\": \"P1D\" }, { \"name\": \"_pk_id.exact\", \"lifetime\": \"P1D\" },"
                        + " { \"name\": \"offers\"");

        assertThat(category(policy, "_pk_id.1")).isEqualTo(Category.STATISTICS);
        assertThat(category(policy, "_pk_ses")).isEqualTo(Category.MARKETING);
        assertThat(category(policy, "_pk_id.exact")).isEqualTo(Category.MARKETING);
    }

    @Test
    void commonServersCookiesAreExemptUnlessThePolicySaysOtherwise() {
        ConsentPolicy policy = TestPolicies.shop();
        for (String name : List.of(
                "JSESSIONID",
                "JSESSIONIDSSO",
                "SESSION",
                "XSRF-TOKEN",
                "CSRF-TOKEN",
                "remember-me",
                "rememberMe",
                "OAuth_Token_Request_State",
                "_shibsession_64656661",
                "mod_auth_openidc_session",
                "AWSALBCORS",
                "ROUTEID")) {
            assertThat(policy.cookie(name)).as(name).isInstanceOf(ExemptCookie.class);
        }

        ConsentPolicy own = TestPolicies.shopWith("\"name\": \"offers\"", "\"name\": \"SESSION\"");
        assertThat(category(own, "SESSION")).isEqualTo(Category.MARKETING);
        assertThat(policy.named("eu-consent", "SID").cookie("SID")).isInstanceOf(ExemptCookie.class);
        assertThat(policy.named("eu-consent", "SID").cookie("JSESSIONID")).isNull();
    }

    @Test
    void theNoticeIsTheSameForTheSamePolicyLanguageAndLayout() {
        Notice one = TestPolicies.shop().notice(Locale.ENGLISH, "1");

        assertThat(TestPolicies.shop().notice(Locale.ENGLISH, "1").json()).isEqualTo(one.json());
        assertThat(TestPolicies.shop().notice(Locale.ENGLISH, "2").hash()).isNotEqualTo(one.hash());
        assertThat(TestPolicies.shop().notice(Locale.FRENCH, "1").hash()).isNotEqualTo(one.hash());
        assertThat(one.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void theNoticeNamesEveryCookieWithPurposeProviderLifetimeAndThirdParties() {
        String json = new String(TestPolicies.shop().notice(Locale.ENGLISH, "").json(), StandardCharsets.UTF_8);

        assertThat(json)
                .contains("\"name\":\"_pk_id.*\",\"purpose\":\"Counts visits\",\"provider\":\"Matomo\"")
                .contains("\"lifetime\":\"13 months\",\"lifetimeIso\":\"P13M\",\"thirdParty\":true")
                .contains("\"name\":\"offers\"")
                .contains("\"name\":\"eu-consent\"")
                .contains("\"name\":\"JSESSIONID\"")
                .contains("\"name\":\"checkout\"")
                .contains("\"reason\":\"payment\"")
                .doesNotContain("AWSALB")
                .doesNotContain("{controller}")
                .doesNotContain("{choice-lifetime}");
    }

    @Test
    void theOrderInWhichADeclarationIsWrittenDoesNotCount() {
        Declaration one = declaration("[{\"name\":\"a\",\"lifetime\":\"P1D\"},{\"name\":\"b\",\"lifetime\":\"P1D\"}]");
        Declaration other =
                declaration("[{\"name\":\"b\",\"lifetime\":\"P2D\"},{\"name\":\"a\",\"lifetime\":\"P1D\"}]");

        assertThat(one.fingerprint()).isEqualTo(other.fingerprint()).hasSize(8);
    }

    @Test
    void aLifetimeIsCountedFromNow() {
        Instant now = Instant.parse("2026-01-31T00:00:00Z");

        assertThat(Lifetime.parse("P1M").maxAge(now)).hasValue(28L * 24 * 3600);
        assertThat(Lifetime.parse("PT30M").maxAge(now)).hasValue(1800);
        assertThat(Lifetime.SESSION.maxAge(now)).isEmpty();
        assertThatThrownBy(() -> Lifetime.parse("P-1D")).hasMessageContaining("P-1D");
        assertThatThrownBy(() -> Lifetime.parse("forever")).hasMessageContaining("forever");
    }

    @Test
    void routesCoverWhatIsBelowThem() {
        ExemptCookie checkout =
                (ExemptCookie) Objects.requireNonNull(TestPolicies.shop().cookie("checkout"));

        assertThat(checkout.isRoute("/checkout")).isTrue();
        assertThat(checkout.isRoute("/checkout/pay")).isTrue();
        assertThat(checkout.isRoute("/checkouts")).isFalse();
        assertThat(checkout.isRoute("/shop/checkout/")).isFalse();
    }

    private static Declaration declaration(String cookies) {
        return ConsentPolicy.parse("{\"evidenceRetention\":\"P1Y\",\"categories\":[{\"id\":\"statistics\",\"cookies\":"
                        + cookies + "}]}")
                .categories()
                .get(0)
                .declaration();
    }

    private static Category category(ConsentPolicy policy, String cookie) {
        return ((ConsentBoundCookie) Objects.requireNonNull(policy.cookie(cookie))).category();
    }
}
