package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.Category;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.servlet.RawHttp.Response;
import com.okonect.consent.servlet.guard.Layer;
import com.okonect.consent.servlet.guard.Ledger;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.security.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The operator's pages on a real Jetty. */
class OperatorServletTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final TestSite site = new TestSite("/shop");
    private final ServletHolder operator = new ServletHolder(new OperatorServlet());

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    private RawHttp start(String... settings) throws Exception {
        ConsentFilter.Builder filter = TestSite.filter(TestPolicies.shop(), new MemoryStore(), clock);
        for (String setting : settings) {
            filter.set(setting, setting.equals("consent.mode") ? "observe" : "true");
        }
        site.with(filter.build());
        // What the log-in of an application does for the servlets behind it.
        Filter logIn = (request, response, chain) -> {
            HttpServletRequest http = (HttpServletRequest) request;
            Principal user = http.getHeader("User") == null ? null : () -> "someone";
            chain.doFilter(
                    new HttpServletRequestWrapper(http) {
                        @Override
                        public Principal getUserPrincipal() {
                            return user;
                        }
                    },
                    response);
        };
        site.context().addFilter(new FilterHolder(logIn), "/*", EnumSet.allOf(DispatcherType.class));
        site.context().addServlet(operator, "/operator/*");
        return site.page("/sets", (request, response) -> {
                    response.addHeader("Set-Cookie", "<b>&\"=secret; Max-Age=86401");
                    response.addHeader("Set-Cookie", "_pk_id.1=secret");
                    response.addHeader("Set-Cookie", "JSESSIONID=secret");
                    request.getCookies();
                })
                .start();
    }

    @Test
    void detailsOfRequestsAreWithinTheApplication() {
        for (String elsewhere : List.of("letters", "//elsewhere.example/", "https://elsewhere.example/")) {
            ServletHolder holder = new ServletHolder(new OperatorServlet());
            holder.setInitParameter("requestDetails", elsewhere);
            TestSite other = new TestSite("/shop")
                    .with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), clock)
                            .build());
            other.context().addServlet(holder, "/operator/*");
            holder.setInitOrder(1);

            assertThatThrownBy(other::start).hasStackTraceContaining("requestDetails", elsewhere);
        }
    }

    @Test
    void whoHasNotLoggedInSeesNothing() throws Exception {
        RawHttp http = start();
        http.get("/shop/sets");

        for (String path : List.of("", "/", "/ledger", "/ledger.json", "/operator.css", "/none")) {
            Response answer = http.get("/shop/operator" + path);
            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(answer.text()).as(path).doesNotContain("_pk_id");
        }
        for (String method : List.of("HEAD", "POST", "OPTIONS", "DELETE")) {
            assertThat(http.send(method, "/shop/operator/ledger", null).status())
                    .as(method)
                    .isEqualTo(403);
        }
    }

    @Test
    void withoutAMappingThereIsNoPage() throws Exception {
        RawHttp http = start();

        assertThat(http.get("/shop/consent/ledger", "User: a").status()).isEqualTo(404);
    }

    @Test
    void whereSomethingElseGuardsThePathNoUserIsNeeded() throws Exception {
        operator.setInitParameter("requireUser", "false");

        assertThat(start().get("/shop/operator/ledger").status()).isEqualTo(200);
    }

    @Test
    void anythingElseThanYesOrNoStopsTheStart() {
        operator.setInitParameter("requireUser", "no");
        operator.setInitOrder(1);

        assertThatThrownBy(this::start).hasMessageContaining("'no'; allowed are true and false");
    }

    @Test
    void thePageShowsEveryCookieEscapedWithTheJsonToPasteAndNeverAValue() throws Exception {
        RawHttp http = start();
        http.get("/shop/sets", "Cookie: offers=secret; another=secret");

        Response page = http.get("/shop/operator/ledger", "User: a");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'self';")
                .doesNotContain("unsafe", "script");
        assertThat(page.text())
                .contains("<code>_pk_id.*</code>", "<td>statistics</td>", "<td>blocked</td>", "<td>not granted</td>")
                .contains("<code>offers</code>", "<td>hidden</td>")
                .contains("<code>JSESSIONID</code>", "<td>exempt: authentication</td>", "<td>set</td>")
                .contains("only browsers have sent it") // another
                .contains("<code>&lt;b&gt;&amp;&quot;</code>")
                .contains("&quot;lifetime&quot;: &quot;P2D&quot;")
                .contains("<code>/shop/sets</code>", "2026-11-23 10:15:30")
                .contains("<html lang=\"en\">", "<th scope=\"col\">", "aria-current=\"page\"")
                .doesNotContain("secret", "<b>", "<script", "style=\"", "eu-consent-banner");
        assertThat(http.get("/shop/operator/operator.css", "User: a").header("Content-Type"))
                .contains("text/css;charset=utf-8");
    }

    @Test
    void theAddressOfTheServletLeadsToTheFirstPage() throws Exception {
        RawHttp http = start();

        for (String path : List.of("/shop/operator", "/shop/operator/")) {
            Response answer = http.get(path, "User: a");
            assertThat(answer.status()).isEqualTo(303);
            assertThat(URI.create(path).resolve(answer.header("Location").orElseThrow()))
                    .hasToString("/shop/operator/ledger");
        }
        assertThat(http.get("/shop/operator/none", "User: a").status()).isEqualTo(404);
        assertThat(http.send("POST", "/shop/operator/ledger", "", "User: a").status())
                .isEqualTo(405);
        assertThat(http.send("HEAD", "/shop/operator/ledger", null, "User: a").status())
                .isEqualTo(200);
    }

    @Test
    void programsReadTheSame() throws Exception {
        RawHttp http = start("consent.mode");
        http.get("/shop/sets", "Cookie: offers=secret");

        Response answer = http.get("/shop/operator/ledger.json", "User: a");
        JsonNode document = JSON.readTree(answer.text());

        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.text()).doesNotContain("secret");
        assertThat(document.get("mode").asText()).isEqualTo("observe");
        assertThat(document.get("cookies"))
                .extracting(cookie -> cookie.get("name").asText() + " "
                        + cookie.get("outcome").asText())
                .containsExactly(
                        "<b>&\" would-be-blocked",
                        "JSESSIONID passed",
                        "_pk_id.* would-be-blocked",
                        "offers would-be-hidden");
        JsonNode undeclared = document.get("cookies").get(0);
        assertThat(undeclared.get("declared").asBoolean()).isFalse();
        assertThat(undeclared.get("reason").asText()).isEqualTo("undeclared");
        assertThat(undeclared.get("layer").asText()).isEqualTo("wrapper");
        assertThat(undeclared.get("count").asInt()).isEqualTo(1);
        assertThat(undeclared.get("first").asText()).isEqualTo("2026-11-23T10:15:30Z");
        assertThat(JSON.readTree(undeclared.get("declaration").asText())
                        .get("name")
                        .asText())
                .isEqualTo("<b>&\"");
    }

    @Test
    void codeReadsTheSame() throws Exception {
        AtomicReference<List<LedgerEntry>> read = new AtomicReference<>();
        RawHttp http = start();
        http.get("/shop/sets");
        read.set(Consents.ledger(site.context().getServletContext()));
        http.get("/shop/sets");

        assertThat(read.get()).extracting(LedgerEntry::count).containsOnly(1L);
        assertThat(read.get()).filteredOn(LedgerEntry::declared).hasSize(2);
        LedgerEntry blocked = read.get().stream()
                .filter(entry -> entry.name().equals("_pk_id.*"))
                .findFirst()
                .orElseThrow();
        assertThat(blocked)
                .isEqualTo(new LedgerEntry(
                        "_pk_id.*",
                        Category.STATISTICS,
                        null,
                        LedgerEntry.Outcome.BLOCKED,
                        "not-granted",
                        LedgerEntry.Layer.WRAPPER,
                        "/shop/sets",
                        1,
                        clock.instant(),
                        clock.instant(),
                        null));
        assertThat(read.get())
                .filteredOn(entry -> entry.name().equals("JSESSIONID"))
                .extracting(LedgerEntry::exempt)
                .containsExactly(ExemptReason.AUTHENTICATION);
        assertThatThrownBy(() -> read.get().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatIsSaidToCodeIsAllThatIsKnown() {
        assertThat(Arrays.stream(LedgerEntry.Outcome.values()).map(Enum::name))
                .isEqualTo(Stream.of(Ledger.Outcome.values()).map(Enum::name).toList());
        assertThat(Arrays.stream(LedgerEntry.Layer.values()).map(Enum::name))
                .isEqualTo(Stream.of(Layer.values()).map(Enum::name).toList());
    }

    @Test
    void inDevelopmentResponsesExplain() throws Exception {
        Response answer = start("consent.explain").get("/shop/sets");

        assertThat(answer.all("Consent-Dropped"))
                .containsExactly("\"<b>&\\\"\"; reason=undeclared", "\"_pk_id.1\"; reason=not-granted");
        assertThat(answer.namesSet()).containsExactly("JSESSIONID");
    }
}
