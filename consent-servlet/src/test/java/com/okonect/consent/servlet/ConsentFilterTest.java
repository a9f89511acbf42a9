package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.okonect.consent.Category;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.RawHttp.Response;
import com.okonect.consent.store.JdbcConsentStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.util.Files;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter as an application meets it, on a real Jetty over a socket. */
class ConsentFilterTest {

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private TestSite site = new TestSite("/");

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    @Test
    void onlyGrantedCookiesGoOutAndComeIn() throws Exception {
        RawHttp http = start(TestPolicies.shop());
        String carried = "; _pk_id.1=a; interests=b; wallet=c; offers=d; unknown=e";

        Response undecided = http.get("/sets", "Cookie: x=y" + carried);
        String selected = http.post("/consent", "choice=select&category=statistics&category=payment")
                .cookie("eu-consent")
                .orElseThrow();
        Response decided = http.get("/sets", "Cookie: " + selected + carried);

        assertThat(undecided.namesSet()).isEmpty();
        assertThat(undecided.text()).isEqualTo("read:");
        assertThat(decided.namesSet()).containsExactly("_pk_id.1", "wallet");
        assertThat(decided.text()).contains("_pk_id.1").contains("wallet").doesNotContain("offers");
    }

    @Test
    void inStrictModeNotEvenASessionCookieGoesOutBeforeAChoice() throws Exception {
        RawHttp http = start(TestPolicies.shopWith("\"evidenceRetention\"", "\"strict\": true, \"evidenceRetention\""));

        assertThat(http.get("/session").setCookies()).isEmpty();
        assertThat(http.get("/login").namesSet()).containsExactly("JSESSIONID");
        String refused =
                http.post("/consent", "choice=refuse").cookie("eu-consent").orElseThrow();
        assertThat(http.get("/session", "Cookie: " + refused).namesSet()).containsExactly("JSESSIONID");
    }

    @ParameterizedTest
    @CsvSource({"true, false, true", "false, true, false"})
    void theSettingForStrictModeGoesBeforeThePolicy(String policy, String setting, boolean session) throws Exception {
        site.with(TestSite.filter(
                        TestPolicies.shopWith(
                                "\"evidenceRetention\"", "\"strict\": " + policy + ", \"evidenceRetention\""),
                        store,
                        clock)
                .set("consent.strict", setting)
                .build());
        RawHttp http = pages().start();

        assertThat(http.get("/session").namesSet()).isEqualTo(session ? List.of("JSESSIONID") : List.of());
    }

    @Test
    void withoutAPolicyOnlyExemptCookiesPassAndThereIsNoBanner() throws Exception {
        RawHttp http = start(ConsentPolicy.none());

        assertThat(http.get("/sets").namesSet()).isEmpty();
        assertThat(http.get("/session").namesSet()).containsExactly("JSESSIONID");
        assertThat(http.get("/html").text()).isEqualTo("<body>html");
        assertThat(http.post("/consent", "choice=accept").status()).isEqualTo(409);
    }

    @Test
    void onlyAnErasureClearsTheSitesDataAndOnlyWhereThePolicySaysSo() throws Exception {
        RawHttp http = start(TestPolicies.shopWith(
                "\"evidenceRetention\"", "\"clearSiteData\": [\"storage\", \"cache\"], \"evidenceRetention\""));

        assertThat(http.post("/consent/erase", "").header("Clear-Site-Data")).contains("\"storage\", \"cache\"");
        for (String choice : List.of("accept", "refuse", "withdraw&category=marketing")) {
            assertThat(http.post("/consent", "choice=" + choice).header("Clear-Site-Data"))
                    .as(choice)
                    .isEmpty();
        }
        assertThat(http.send("POST", "/consent/erase", "").header("Clear-Site-Data"))
                .isEmpty();
    }

    @Test
    void observingBlocksNothingShowsNoBannerAndRecordsNothing() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock)
                .set("consent.mode", "observe")
                .build());
        RawHttp http = pages().start();

        assertThat(http.get("/sets").namesSet()).contains("_pk_id.1", "interests", "wallet", "offers", "unknown");
        assertThat(http.get("/html").text()).isEqualTo("<body>html");
        assertThat(http.post("/consent", "choice=accept").status()).isEqualTo(409);
        assertThat(http.get("/consent").text()).doesNotContain("name=\"choice\"");
        assertThat(http.post("/consent/erase", "").status()).isEqualTo(303);
        assertThat(store.records).isEmpty();
    }

    @Test
    void aServletThatRequiresConsentIsAnsweredByAPageThatGrantsJustThat() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        RawHttp http = pages().servlet("/saved-card", new SavedCard()).start();

        Response page = http.get("/saved-card?id=1");
        Response problem = http.get("/saved-card", "Accept: application/json");
        String granted = http.post("/consent", "choice=grant&category=payment")
                .cookie("eu-consent")
                .orElseThrow();

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.text())
                .contains("value=\"grant\"")
                .contains("value=\"payment\"")
                .contains("/saved-card?id");
        assertThat(page.text()).doesNotContain("value=\"marketing\"");
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.header("Content-Type")).contains("application/problem+json");
        assertThat(problem.text()).contains("\"missing\":[\"payment\"]");
        assertThat(http.get("/saved-card", "Cookie: " + granted).text()).startsWith("card");
    }

    @Test
    void aServletThatRequiresConsentIsNotReachedByForwardOrInclude() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        RawHttp http = pages().servlet("/saved-card", new SavedCard())
                .page(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/saved-card").forward(request, response))
                .page("/include", (request, response) -> {
                    response.getWriter().write("before,");
                    request.getRequestDispatcher("/saved-card").include(request, response);
                    response.getWriter().write("after");
                })
                .start();

        assertThat(http.get("/forward").status()).isEqualTo(403);
        assertThat(http.get("/include").text()).isEqualTo("before,after");
    }

    @Test
    void allowingWhatAServletRequiresComesBackToIt() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        RawHttp http = pages().servlet("/saved-card", new SavedCard())
                .page("/", (request, response) -> response.getWriter().write("home"))
                .page(
                        "/cards",
                        (request, response) ->
                                request.getRequestDispatcher("/saved-card").forward(request, response))
                .start();

        Response asked = http.get("/saved-card?id=1&of=%C3%A9", "Accept: text/html");

        assertThat(GuardPage.allow(http, asked).text()).startsWith("card true id=1&of=%C3%A9");
        assertThat(GuardPage.decline(http, asked).text()).isEqualTo("home");
        assertThat(http.get("/saved-card", "Accept: text/html").status()).isEqualTo(403);
        // What was forwarded to has no address for visitors, and a form cannot be sent again.
        assertThat(http.get("/cards?all", "Accept: text/html").text()).contains("value=\"/cards?all\"");
        assertThat(http.post("/saved-card", "pay=1", "Referer: http://localhost/basket?b", "Host: localhost")
                        .text())
                .contains("value=\"/basket?b\"");
        assertThat(http.post("/saved-card", "pay=1", "Referer: http://elsewhere.example/basket")
                        .text())
                .contains("value=\"/saved-card\"");
        assertThat(store.records).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: application/json",
                "Accept: application/problem+json",
                "Accept: application/vnd.api+json",
                "Accept: */*\r\nSec-Fetch-Dest: empty",
                "Accept: */*\r\nX-Requested-With: XMLHttpRequest",
                "Accept: */*\r\nContent-Type: application/json; charset=utf-8"
            })
    void programsThatLackConsentGetProblemDetails(String headers) throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        RawHttp http = pages().servlet("/saved-card", new SavedCard()).start();

        Response problem = http.get("/saved-card", headers.split("\r\n"));

        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.header("Content-Type")).hasValue("application/problem+json");
        assertThat(problem.text()).contains("\"status\":403").contains("\"missing\":[\"payment\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\nSec-Fetch-Dest: document",
                "Accept: text/html, */*\r\nSec-Fetch-Dest: empty",
                "Accept: */*",
                "X: y"
            })
    void visitorsWhoLackConsentGetAPage(String headers) throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        RawHttp http = pages().servlet("/saved-card", new SavedCard()).start();

        assertThat(http.get("/saved-card", headers.split("\r\n")).text()).contains("value=\"grant\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/*"})
    void noConsentIsRequiredForAWholeSite(String pattern) {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        site.servlet(pattern, new SavedCard());

        assertThatThrownBy(() -> site.start())
                .hasStackTraceContaining("SavedCard requires consent and is mapped to '" + pattern + "'");
    }

    /** The guard writes its page by itself: an error page that requires a consent, too, is not asked for. */
    @Test
    void anErrorPageThatRequiresConsentIsNoLoop() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        site.context().setErrorHandler(new ErrorPageErrorHandler());
        ((ErrorPageErrorHandler) site.context().getErrorHandler()).addErrorPage(400, 599, "/saved-card");
        RawHttp http = pages().servlet("/saved-card", new SavedCard())
                .page("/fails", (request, response) -> response.sendError(500))
                .start();

        assertThat(http.get("/saved-card").status()).isEqualTo(403);
        assertThat(http.get("/fails").text()).startsWith("card false");
    }

    @Test
    void measurementWithoutConsentStopsWhenTheVisitorObjectsAndIsNeverProlonged() throws Exception {
        site.with(TestSite.filter(TestPolicies.measuringShop(), store, clock).build());
        RawHttp http = pages().page("/count", (request, response) -> {
                    response.addHeader("Set-Cookie", "visits=7; Max-Age=63072000");
                    response.getWriter().write(String.valueOf(request.getCookies() == null));
                })
                .start();

        assertThat(http.get("/count").setCookies()).containsExactly("visits=7; Max-Age=34128000");
        assertThat(http.get("/count", "Cookie: visits=6").setCookies()).isEmpty();
        assertThat(http.get("/consent").text()).contains("value=\"withdraw\"");

        Response objected = http.post("/consent", "choice=withdraw&category=audience", "Cookie: visits=6");
        String objection = objected.cookie("eu-consent").orElseThrow();
        Response later = http.get("/count", "Cookie: " + objection + "; visits=6");

        assertThat(objected.setCookies()).anyMatch(line -> line.startsWith("visits=;"));
        assertThat(later.namesSet()).isEmpty();
        assertThat(later.setCookies()).anyMatch(line -> line.startsWith("visits=;"));
        assertThat(store.records).isEmpty();
    }

    @Test
    void aDomainThatIsNotTheHostsIsLeftOut() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock)
                .set("consent.cookie.domain", "shop.example")
                .build());
        RawHttp http = pages().start();

        assertThat(http.post("/consent", "choice=accept", "Host: www.shop.example")
                        .setCookies()
                        .get(0))
                .contains("; Domain=shop.example;");
        assertThat(http.post("/consent", "choice=accept", "Host: other.example")
                        .setCookies()
                        .get(0))
                .doesNotContain("Domain=");
    }

    @Test
    void codeCanRequireConsentItself() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        RawHttp http = site.page("/card", (request, response) -> {
                    response.setContentType("text/html");
                    if (Consents.require(request, response, "payment")) {
                        response.getWriter().write("<body>card");
                    }
                })
                .page("/adverts", (request, response) -> Consents.require(request, response, "adverts"))
                .start();

        Response page = http.get("/card", "Accept: text/html");
        Response problem = http.get("/card", "Accept: application/problem+json");
        String granted = http.post("/consent", "choice=grant&category=payment")
                .cookie("eu-consent")
                .orElseThrow();

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.text()).contains("value=\"payment\"").doesNotContain("value=\"accept\"");
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.text()).contains("\"missing\":[\"payment\"]");
        assertThat(http.get("/card", "Cookie: " + granted).text()).contains("card");
        assertThat(http.get("/adverts").text()).contains("which the policy does not declare");
    }

    @Test
    void theInitializerPutsTheFilterFirst() throws Exception {
        site.context().addServletContainerInitializer(new ConsentInitializer());
        site.context()
                .setInitParameter("consent.home", Files.newTemporaryFolder().getPath());
        FilterHolder own = new FilterHolder((request, response, chain) -> {
            ((HttpServletResponse) response).addCookie(new Cookie("offers", "1"));
            chain.doFilter(request, response);
        });
        site.context().addFilter(own, "/*", EnumSet.of(DispatcherType.REQUEST));
        RawHttp http = pages().start();

        assertThat(http.get("/sets").namesSet()).isEmpty();
        assertThat(http.get("/consent/state").status()).isEqualTo(200);
    }

    @Test
    void beingRegisteredTwiceStopsTheStart() {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());

        assertThatThrownBy(() -> site.start()).hasStackTraceContaining("registered twice");
    }

    @Test
    void aBadSettingStopsTheStartWithItsName() {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock)
                .set("consent.mode", "maybe")
                .build());

        assertThatThrownBy(() -> site.start())
                .hasStackTraceContaining("consent.mode is 'maybe': allowed are enforce and observe");
    }

    @Test
    void aStartThatFailsForALackOfClassesLeavesTheStoreToTheNext(@TempDir Path home) throws Exception {
        ServletContext context = mock(ServletContext.class);
        when(context.getContextPath()).thenReturn("");
        when(context.getInitParameterNames()).thenReturn(Collections.emptyEnumeration());
        when(context.getResourceAsStream(anyString())).thenThrow(new NoClassDefFoundError("one.of.ours"));
        FilterConfig config = mock(FilterConfig.class);
        when(config.getServletContext()).thenReturn(context);
        when(config.getInitParameterNames()).thenReturn(Collections.emptyEnumeration());
        ConsentFilter filter = ConsentFilter.builder()
                .policy(TestPolicies.shop())
                .set("consent.home", home.toString())
                .build();

        assertThatThrownBy(() -> filter.init(config)).isInstanceOf(NoClassDefFoundError.class);

        JdbcConsentStore.embedded(home, SigningKeys.load(home.resolve("keys")), clock)
                .close();
    }

    @Test
    void aStoreInCodeNeedsKeysInCodeOrInTheSettings() {
        site.with(
                ConsentFilter.builder().policy(TestPolicies.shop()).store(store).build());

        assertThatThrownBy(() -> site.start()).hasStackTraceContaining("consent.keys is not set");
    }

    @Test
    void theStatementOnGpcIsPublishedWhereItIsSwitchedOn() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, clock)
                .set("consent.gpc", "true")
                .build());
        RawHttp http = pages().start();

        assertThat(http.get("/.well-known/gpc.json").text()).isEqualTo("{\"gpc\":true,\"lastUpdate\":\"2026-11-23\"}");
    }

    @Test
    void belowAContextPathTheCookieStaysThere() throws Exception {
        site = new TestSite("/shop");
        RawHttp http = start(TestPolicies.shop());

        Response accepted = http.post("/shop/consent", "choice=accept");

        assertThat(accepted.setCookies().get(0)).contains("; Path=/shop;");
        assertThat(accepted.header("Location")).contains("/shop/");
    }

    private RawHttp start(ConsentPolicy policy) throws Exception {
        site.with(TestSite.filter(policy, store, clock).build());
        return pages().start();
    }

    private TestSite pages() {
        return site.page("/sets", ConsentFilterTest::sets)
                .page("/html", (request, response) -> {
                    response.setContentType("text/html");
                    response.getWriter().write("<body>html");
                })
                .page("/session", (request, response) -> request.getSession())
                .page("/login", (request, response) -> {
                    Consents.expressRequest(request, "authentication");
                    request.getSession();
                });
    }

    private static void sets(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (String name : List.of("_pk_id.1", "interests", "wallet", "offers", "unknown")) {
            response.addCookie(new Cookie(name, "1"));
        }
        Cookie[] cookies = request.getCookies();
        response.getWriter()
                .write("read:"
                        + Arrays.stream(cookies == null ? new Cookie[0] : cookies)
                                .map(Cookie::getName)
                                .filter(name -> !name.equals("eu-consent"))
                                .collect(Collectors.joining(",")));
    }

    @RequiresConsent("payment")
    static final class SavedCard extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter()
                    .write("card " + Consents.of(request).allows(Category.PAYMENT) + " " + request.getQueryString());
        }
    }
}
