package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cookies that are written through their declaration. */
class CookieDeclarationTest {

    private final TestSite site = new TestSite("/shop");
    private RawHttp http;

    @BeforeEach
    void start() throws Exception {
        http = site.with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), new FakeClock("2026-11-23T10:15:30Z"))
                        .build())
                .page("/set", (request, response) -> {
                    CookieDeclaration offers = CookieDeclaration.of(request, "offers");
                    response.addCookie(offers.cookie("spring"));
                    response.getWriter()
                            .write(offers + " " + offers.allowed() + " "
                                    + offers.category().orElseThrow());
                })
                .page(
                        "/pattern",
                        (request, response) -> response.addCookie(
                                CookieDeclaration.of(request, "_pk_id.1").cookie("1")))
                .page(
                        "/delete",
                        (request, response) -> response.addCookie(
                                CookieDeclaration.of(request, "offers").deletion()))
                .page(
                        "/exempt",
                        (request, response) -> response.getWriter()
                                .write(CookieDeclaration.of(request, "XSRF-TOKEN")
                                                .category() + ""))
                .page("/mistakes", (request, response) -> {
                    StringBuilder said = new StringBuilder();
                    for (String name : new String[] {"_ga", "_pk_id.*", "eu-consent"}) {
                        said.append(message(() -> CookieDeclaration.of(request, name)));
                    }
                    said.append(message(
                            () -> CookieDeclaration.of(request, "offers").cookie("a; Domain=evil")));
                    response.getWriter().write(said.toString());
                })
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    @Test
    void theCookieIsAsDeclared() throws Exception {
        String marketing = http.post("/shop/consent", "choice=grant&category=marketing")
                .cookie("eu-consent")
                .orElseThrow();

        Response set = http.get("/shop/set", "Cookie: " + marketing);

        assertThat(set.text()).isEqualTo("offers true marketing");
        assertThat(set.setCookies())
                .singleElement()
                .satisfies(cookie -> assertThat(cookie)
                        .startsWith("offers=spring")
                        .containsIgnoringCase("; Path=/shop")
                        .containsIgnoringCase("; Max-Age=2592000")
                        .containsIgnoringCase("; HttpOnly")
                        .containsIgnoringCase("; SameSite=Lax")
                        .doesNotContainIgnoringCase("Secure"));
    }

    @Test
    void withoutConsentItIsKeptBackAsEveryOther() throws Exception {
        Response set = http.get("/shop/set");

        assertThat(set.text()).isEqualTo("offers false marketing");
        assertThat(set.setCookies()).isEmpty();
    }

    @Test
    void aNameThatMatchesAPatternIsDeclared() throws Exception {
        String statistics = http.post("/shop/consent", "choice=grant&category=statistics")
                .cookie("eu-consent")
                .orElseThrow();

        assertThat(http.get("/shop/pattern", "Cookie: " + statistics).namesSet())
                .containsExactly("_pk_id.1");
    }

    @Test
    void deletingNeedsNoConsent() throws Exception {
        assertThat(http.get("/shop/delete").setCookies())
                .singleElement()
                .satisfies(cookie -> assertThat(cookie).startsWith("offers=").containsIgnoringCase("Max-Age=0"));
    }

    @Test
    void anExemptCookieHasNoCategory() throws Exception {
        assertThat(http.get("/shop/exempt").text()).isEqualTo("Optional.empty");
    }

    @Test
    void whatIsNotDeclaredOrCannotBeHeldIsAMistakeThatSaysWhatToWrite() throws Exception {
        assertThat(http.get("/shop/mistakes").text())
                .contains("does not declare the cookie '_ga'")
                .contains("{ \"name\": \"_ga\", \"lifetime\"")
                .contains("does not declare the cookie '_pk_id.*'")
                .contains("does not declare the cookie 'eu-consent'")
                .contains("cannot hold the value given for 'offers'")
                .doesNotContain("evil");
    }

    private static String message(Runnable mistaken) {
        try {
            mistaken.run();
            return "no mistake";
        } catch (IllegalArgumentException e) {
            return e.getMessage() + "\n";
        }
    }
}
