package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.RawHttp.Response;
import com.okonect.consent.servlet.guard.Ledger;
import com.okonect.consent.servlet.guard.Visit;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of the lockdown, over a socket. What browsers make of them is tested in a browser. */
class LockdownTest {

    private static final String CSP = "Content-Security-Policy";
    private static final String PAGE = "Sec-Fetch-Dest: document";
    private static final String POLICY = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example" },
              "evidenceRetention": "P12M",
              "exempt": [ { "name": "EXTRA", "reason": "interface", "lifetime": "session" } ],
              "providers": [
                { "id": "stats", "origins": ["https://stats.example", "wss://stats.example"] },
                { "id": "ads", "origins": ["https://*.ads.example"] },
                { "id": "cdn", "origins": ["https://cdn.example"], "exempt": "interface" },
                { "id": "bank", "origins": ["https://bank.example"], "exempt": "payment", "routes": ["/checkout/*"] }
              ],
              "categories": [
                { "id": "statistics", "providers": ["stats"] },
                { "id": "marketing", "cookies": [ { "name": "_ad", "provider": "ads", "lifetime": "P3M" } ] }
              ]
            }
            """;
    private static final String GRANT = "choice=select&category=statistics";

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final AtomicReference<Ledger> ledger = new AtomicReference<>();
    private TestSite site = new TestSite("/");

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    private RawHttp start(String policy, String... settings) throws Exception {
        ConsentFilter.Builder builder = TestSite.filter(ConsentPolicy.parse(policy), new MemoryStore(), clock);
        for (int i = 0; i < settings.length; i += 2) {
            builder.set(settings[i], settings[i + 1]);
        }
        site.with(builder.build());
        site.page("/html", (request, response) -> html(response, "a page"));
        site.page("/checkout/pay", (request, response) -> html(response, "pay"));
        site.page("/asked", (request, response) -> {
            Consents.expressRequest(request, "bank");
            html(response, "x");
        });
        site.page("/own", (request, response) -> {
            // As frameworks do it: a policy of their own only where there is none.
            if (!response.containsHeader(CSP)
                    && response.getHeader(CSP) == null
                    && response.getHeaders(CSP).isEmpty()
                    && !response.getHeaderNames().contains(CSP)) {
                response.setHeader(CSP, "default-src 'self'");
                response.addHeader(CSP, "img-src *");
            }
            html(response, "x");
        });
        site.page("/reset", (request, response) -> {
            response.setHeader(CSP, "default-src 'none'");
            response.reset();
            html(response, "x");
        });
        site.page("/error", (request, response) -> response.sendError(404));
        site.page("/moved", (request, response) -> response.sendRedirect("/html"));
        site.page("/async", (request, response) -> {
            var async = request.startAsync();
            async.start(() -> {
                try {
                    html((HttpServletResponse) async.getResponse(), "x");
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                async.complete();
            });
        });
        site.page("/public", (request, response) -> {
            response.setHeader("Cache-Control", "public, max-age=60");
            html(
                    response,
                    "<!DOCTYPE html><html><head><title>x</title></head><body><a href='/consent'>c</a></body></html>");
        });
        site.page("/tagged", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=600");
            response.setHeader("ETag", "\"1\"");
            if ("\"1\"".equals(request.getHeader("If-None-Match"))) {
                response.setStatus(304);
            } else {
                html(response, "x");
            }
        });
        site.page("/script", (request, response) -> {
            response.setHeader("Cache-Control", "max-age=600");
            response.setContentType("text/javascript");
            response.getWriter().write("1");
        });
        site.page("/ledger", (request, response) -> {
            ledger.set(
                    ((Visit) request.getAttribute(Visit.ATTRIBUTE)).settings().ledger());
        });
        RawHttp http = site.start();
        http.get("/ledger");
        return http;
    }

    private RawHttp locked() throws Exception {
        return start(POLICY, "consent.lockdown", "true");
    }

    private static void html(HttpServletResponse response, String text) throws java.io.IOException {
        response.setContentType("text/html; charset=utf-8");
        response.getWriter().write(text);
    }

    private static String choose(RawHttp http, String form) throws Exception {
        return "Cookie: " + http.post("/consent", form).cookie("eu-consent").orElseThrow();
    }

    /** The hosts that the lockdown's own line lets through; there is exactly one such line. */
    private static Set<String> hosts(Response response) {
        return hosts(response, CSP);
    }

    private static Set<String> hosts(Response response, String header) {
        List<String> lines = response.all(header).stream()
                .filter(line -> line.contains("/consent/reports"))
                .toList();
        assertThat(lines).hasSize(1);
        Set<String> hosts = new TreeSet<>();
        Matcher matcher = Pattern.compile("[a-z]+://[^ ;]+").matcher(lines.get(0));
        while (matcher.find()) {
            hosts.add(matcher.group());
        }
        return hosts;
    }

    @Test
    void withoutTheSettingThereIsNoPolicy() throws Exception {
        RawHttp http = start(POLICY);

        assertThat(http.get("/html", PAGE).all(CSP)).isEmpty();
        assertThat(http.get("/html", PAGE).all(CSP + "-Report-Only")).isEmpty();
        assertThat(http.send("POST", "/consent/reports", "{}", "Content-Type: application/csp-report")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void thePolicyFollowsTheChoice() throws Exception {
        RawHttp http = locked();

        assertThat(hosts(http.get("/html", PAGE))).containsExactly("https://cdn.example");
        assertThat(hosts(http.get("/html", PAGE, choose(http, "choice=refuse"))))
                .containsExactly("https://cdn.example");
        assertThat(hosts(http.get("/html", PAGE, choose(http, GRANT))))
                .containsExactly("https://cdn.example", "https://stats.example", "wss://stats.example");
        assertThat(hosts(http.get("/html", PAGE, choose(http, "choice=accept"))))
                .containsExactly(
                        "https://*.ads.example", "https://cdn.example", "https://stats.example", "wss://stats.example");
        assertThat(hosts(http.get("/html", PAGE, "Cookie: eu-consent=forged"))).containsExactly("https://cdn.example");
    }

    @Test
    void onlyHostsAreRestricted() throws Exception {
        assertThat(locked().get("/html", PAGE).all(CSP))
                .containsExactly(
                        "default-src 'self' data: blob: filesystem: mediastream: 'unsafe-inline' 'unsafe-eval'"
                                + " https://cdn.example; frame-src 'self' blob: filesystem: https://cdn.example; report-uri /consent/reports");
    }

    @Test
    void theApplicationsOwnPolicyStaysAsItIs() throws Exception {
        RawHttp http = locked();

        List<String> lines = http.get("/own", PAGE).all(CSP);
        assertThat(lines).hasSize(3).contains("default-src 'self'", "img-src *");
        assertThat(hosts(http.get("/reset", PAGE))).isNotEmpty();
        assertThat(http.get("/reset", PAGE).all(CSP)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/error", "/nothing", "/moved", "/async", "/html"})
    void everyAnswerHasIt(String path) throws Exception {
        RawHttp http = locked();

        assertThat(hosts(http.get(path, PAGE))).containsExactly("https://cdn.example");
        assertThat(hosts(http.get(path))).containsExactly("https://cdn.example");
    }

    @Test
    void whatIsExemptOnRequestIsOpenThereAndNowhereElse() throws Exception {
        RawHttp http = locked();

        assertThat(hosts(http.get("/checkout/pay", PAGE))).contains("https://bank.example");
        assertThat(hosts(http.get("/html", PAGE))).doesNotContain("https://bank.example");
    }

    @Test
    void inStrictModeWhatIsExemptWaitsToo() throws Exception {
        RawHttp http = start(POLICY, "consent.lockdown", "true", "consent.strict", "true");

        assertThat(hosts(http.get("/html", PAGE))).isEmpty();
        assertThat(hosts(http.get("/html", PAGE, choose(http, "choice=refuse"))))
                .containsExactly("https://cdn.example");
    }

    @Test
    void aPageForOneVisitorIsKeptByNoCacheAndAnsweredAnew() throws Exception {
        RawHttp http = locked();

        Response page = http.get("/tagged", PAGE, "If-None-Match: \"1\"");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.all("Cache-Control")).containsExactly("private, no-store");
        Response image = http.get("/tagged", "Sec-Fetch-Dest: image", "If-None-Match: \"1\"");
        assertThat(image.status()).isEqualTo(304);
        assertThat(hosts(image)).containsExactly("https://cdn.example");
    }

    @Test
    void withoutOriginsThatAChoiceOpensCachesAreLeftAlone() throws Exception {
        RawHttp http = start(
                POLICY.replace("\"providers\": [\"stats\"]", "\"cookies\": []").replace("\"provider\": \"ads\", ", ""),
                "consent.lockdown",
                "true");

        assertThat(http.get("/tagged", PAGE, "If-None-Match: \"1\"", choose(http, GRANT))
                        .status())
                .isEqualTo(304);
        assertThat(http.get("/tagged", PAGE, choose(http, GRANT)).all("Cache-Control"))
                .containsExactly("max-age=600");
    }

    @Test
    void whatSharedCachesMayKeepIsTheSameForEveryVisitor() throws Exception {
        RawHttp http = locked();
        String granted = choose(http, "choice=accept");

        Response undecided = http.get("/public", PAGE);
        Response accepted = http.get("/public", PAGE, granted);

        assertThat(accepted.text()).isEqualTo(undecided.text());
        assertThat(accepted.all(CSP)).isEqualTo(undecided.all(CSP));
        assertThat(accepted.all("Cache-Control")).containsExactly("public, max-age=60");
        assertThat(hosts(accepted)).containsExactly("https://cdn.example");
    }

    @ParameterizedTest
    @CsvSource({
        "document, true",
        "iframe, true",
        "object, true",
        "worker, true",
        "sharedworker, true",
        "serviceworker, false",
        "script, false",
        "empty, false",
        "image, false"
    })
    void onlyPagesAndTheirWorkersGetWhatIsGranted(String destination, boolean gets) throws Exception {
        RawHttp http = locked();
        Response response = http.get("/script", "Sec-Fetch-Dest: " + destination, choose(http, GRANT));

        assertThat(hosts(response).contains("https://stats.example")).isEqualTo(gets);
        assertThat(response.all("Cache-Control")).containsExactly(gets ? "private, no-store" : "max-age=600");
    }

    @Test
    void withoutFetchMetadataTheTypeSaysWhatIsAPage() throws Exception {
        RawHttp http = locked();
        String granted = choose(http, GRANT);

        assertThat(hosts(http.get("/html", granted))).contains("https://stats.example");
        assertThat(hosts(http.get("/script", granted))).doesNotContain("https://stats.example");
    }

    @Test
    void theHostsThatShareAChoiceAreTheSite() throws Exception {
        RawHttp http = start(POLICY, "consent.lockdown", "true", "consent.cookie.domain", "shop.example");

        assertThat(http.get("/html", PAGE).header(CSP).orElseThrow()).contains(" shop.example *.shop.example ");
    }

    @Test
    void onASecurePageReportsGoThroughTheReportingApiToo() throws Exception {
        RawHttp http = start(POLICY, "consent.lockdown", "true", "consent.cookie.secure", "always");
        Response page = http.get("/html", PAGE);

        assertThat(page.header(CSP).orElseThrow()).endsWith("; report-uri /consent/reports; report-to okonect-consent");
        assertThat(page.all("Reporting-Endpoints")).containsExactly("okonect-consent=\"/consent/reports\"");
    }

    @ParameterizedTest
    @CsvSource({"report-only, enforce", "true, observe"})
    void theReportOnlyVariantBlocksNothingAndLeavesCachesAlone(String lockdown, String mode) throws Exception {
        RawHttp http = start(POLICY, "consent.lockdown", lockdown, "consent.mode", mode);
        Response page = http.get("/tagged", "Sec-Fetch-Dest: iframe", "If-None-Match: \"1\"");

        assertThat(page.status()).isEqualTo(304);
        assertThat(page.all(CSP)).isEmpty();
        assertThat(hosts(page, CSP + "-Report-Only")).containsExactly("https://cdn.example");
        assertThat(page.all("Cache-Control")).containsExactly("max-age=600");
    }

    private static Response report(RawHttp http, String blocked) throws Exception {
        return report(http, blocked, "http://localhost:8080/a;jsessionid=1?q=secret");
    }

    private static Response report(RawHttp http, String blocked, String page) throws Exception {
        String body = "{\"csp-report\":{\"document-uri\":\"" + page + "\",\"blocked-uri\":\"" + blocked
                + "\",\"disposition\":\"enforce\",\"effective-directive\":\"img-src\"}}";
        return http.send("POST", "/consent/reports", body, "Content-Type: application/csp-report");
    }

    private List<Ledger.Entry> counted() {
        return ledger.get().snapshot();
    }

    @Test
    void reportsOfOriginsReachTheLedger() throws Exception {
        RawHttp http = locked();

        assertThat(report(http, "https://who.example/pixel?id=1").status()).isEqualTo(204);
        assertThat(report(http, "https://who.example").status()).isEqualTo(204);
        report(http, "https://eu.ads.example/x");
        http.send(
                "POST",
                "/consent/reports",
                "[{\"type\":\"csp-violation\",\"body\":{\"documentURL\":\"http://localhost/b\",\"blockedURL\":\"https://new.example/x\",\"disposition\":\"report\"}},"
                        + "{\"type\":\"deprecation\",\"body\":{}}]",
                "Content-Type: application/reports+json");

        assertThat(counted())
                .extracting(
                        Ledger.Entry::name,
                        e -> String.valueOf(e.category()),
                        Ledger.Entry::outcome,
                        e -> e.endpoint() + " " + e.count())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "https://eu.ads.example", "marketing", Ledger.Outcome.BLOCKED, "/a 1"),
                        org.assertj.core.groups.Tuple.tuple(
                                "https://new.example", "null", Ledger.Outcome.WOULD_BE_BLOCKED, "/b 1"),
                        org.assertj.core.groups.Tuple.tuple(
                                "https://who.example", "null", Ledger.Outcome.BLOCKED, "/a 2"));
        assertThat(counted().toString()).doesNotContain("secret", "pixel", "jsessionid");
    }

    @Test
    void whatIsNoReportOfAnotherHostIsNotCounted() throws Exception {
        RawHttp http = locked();

        for (String blocked :
                List.of("inline", "eval", "data", "", "about:blank", "https://a b", "http://localhost/x")) {
            assertThat(report(http, blocked).status()).isEqualTo(204);
        }
        report(http, "https://who.example", "https://elsewhere.example/");
        http.send("POST", "/consent/reports", "[]", "Content-Type: application/reports+json");
        http.send("POST", "/consent/reports", "7", "Content-Type: application/csp-report");

        assertThat(counted()).isEmpty();
    }

    @Test
    void badReportsAreRefused() throws Exception {
        RawHttp http = locked();
        String type = "Content-Type: application/csp-report";

        assertThat(http.get("/consent/reports").status()).isEqualTo(405);
        assertThat(http.send("POST", "/consent/reports", "{", type).status()).isEqualTo(400);
        assertThat(http.send("POST", "/consent/reports", "[".repeat(5_000), type)
                        .status())
                .isEqualTo(400);
        assertThat(http.send("POST", "/consent/reports", "{}", "Content-Type: text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(http.send("POST", "/consent/reports", "{}", type, "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(http.send("POST", "/consent/reports", " ".repeat(17_000), type)
                        .status())
                .isEqualTo(413);
        assertThat(counted()).isEmpty();
    }

    @Test
    void aFloodOfReportsIsRefusedUnreadAndTheLedgerStaysBounded() throws Exception {
        RawHttp http = locked();
        int refused = 0;
        for (int i = 0; i < 120; i++) {
            refused += report(http, "https://host" + i + ".example").status() == 429 ? 1 : 0;
        }
        assertThat(refused).isEqualTo(20);

        clock.advance(Duration.ofSeconds(10));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                report(http, "https://more" + round + "-" + i + ".example");
            }
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(counted()).hasSize(201);
        assertThat(counted().get(0).name()).isEqualTo(Ledger.OTHERS);
        assertThat(counted().get(0).count()).isEqualTo(100);
    }
}
