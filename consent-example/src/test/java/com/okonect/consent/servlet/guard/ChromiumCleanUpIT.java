package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.okonect.consent.example.browser.Browsers;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a withdrawal and an erasure leave in a real Chromium. The cookies come from another port of the same host, which
 * no filter guards: browsers do not tell ports apart.
 */
class ChromiumCleanUpIT {

    /** Of the site s.localhost, as a browser sees it. */
    private static final String HOST = "www.shop.s.localhost";

    private static final String PAGE = "/a/b/page";
    private static final int MOST_VISITS = 12;
    private static final String POLICY = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example" },
              "languages": ["en"],
              "evidenceRetention": "P12M",
              "clearSiteData": ["storage"],
              "exempt": [
                { "name": "lang", "reason": "interface", "lifetime": "P30D", "purpose": { "en": "Language" } }
              ],
              "categories": [
                { "id": "statistics",
                  "cookies": [ { "name": "_pk_id.*", "lifetime": "P13M", "purpose": { "en": "Counts visits" },
                                 "paths": ["/stats"] } ] }
              ]
            }
            """;

    @TempDir
    private static Path folder;

    private static final Ticking clock = new Ticking();
    private static Browsers browsers;
    private static LineServer lines;
    private static Server server;
    private static int port;

    private BrowserContext context;
    private Page page;

    /** The clean-up shares the room of a response by the second; a test does not wait for it. */
    private static final class Ticking extends Clock {

        private Duration ahead = Duration.ZERO;

        synchronized void tick() {
            ahead = ahead.plusSeconds(7);
        }

        @Override
        public synchronized Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return Clock.systemUTC().getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        lines = new LineServer();
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        ServletContextHandler site = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        FilterHolder filter = new FilterHolder(ConsentFilter.builder()
                .policy(ConsentPolicy.parse(POLICY))
                .clock(clock)
                .set("consent.home", folder.resolve("home").toString())
                // localhost is a secure place for browsers, though it is not on TLS
                .set("consent.cookie.secure", "always")
                .build());
        filter.setAsyncSupported(true);
        site.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        site.addServlet(
                new ServletHolder(new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        response.setContentType("text/html;charset=utf-8");
                        response.getWriter().write("<!doctype html><title>t</title><body><p>page");
                    }
                }),
                "/*");
        server.setHandler(site);
        server.start();
        port = connector.getLocalPort();
        browsers = Browsers.open();
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            browsers.close();
        } finally {
            server.stop();
            lines.close();
        }
    }

    @BeforeEach
    void open() {
        context = browsers.browser().newContext();
        page = context.newPage();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void whatIsNotGrantedGoesFromEveryPlaceAndNothingElseDoes() {
        List<String> everywhere = everywhere();
        set(everywhere);
        set(List.of("unknown=1; Path=/", "lang=fr; Path=/; Domain=s.localhost"));
        assertThat(places("_pk_id.1")).hasSize(everywhere.size());

        int visits = visitUntilGone("_pk_id.1");

        assertThat(visits).isPositive();
        assertThat(places("unknown")).hasSize(1);
        assertThat(places("lang")).hasSize(1);
    }

    @Test
    void whatWasGrantedGoesWithTheAnswerToTheWithdrawal() {
        visit();
        choose("choice=grant&category=statistics");
        set(List.of("_pk_id.1=1; Path=/; Domain=s.localhost", "_pk_id.1=1; Secure; Partitioned; Path=/stats"));
        visit();
        assertThat(places("_pk_id.1")).hasSize(2);

        choose("choice=withdraw&category=statistics");

        assertThat(places("_pk_id.1")).isEmpty();
        assertThat(places("eu-consent")).hasSize(1);
    }

    @Test
    void anErasureClearsTheStorageAndLeavesTheRefusal() {
        visit();
        assertThat(page.locator("form[action='/consent']").count())
                .as("forms of a banner")
                .isPositive();
        choose("choice=accept");
        set(List.of("_pk_id.1=1; Path=/", "unknown=1; Path=/"));
        visit();
        page.evaluate("() => localStorage.setItem('_pk_seen', '1')");
        choose("choice=refuse");
        assertThat(page.evaluate("() => localStorage.length")).isEqualTo(1);

        page.evaluate("() => fetch('/consent/erase', { method: 'POST' })");

        page.waitForCondition(() -> page.evaluate("() => localStorage.length").equals(0));
        assertThat(places("_pk_id.1")).isEmpty();
        assertThat(places("unknown")).hasSize(1);
        assertThat(places("eu-consent")).hasSize(1);
        visit();
        assertThat(page.locator("form[action='/consent']").count())
                .as("forms of a banner")
                .isZero();
    }

    private static List<String> everywhere() {
        List<String> everywhere = new ArrayList<>();
        for (String domain : List.of("", "; Domain=" + HOST, "; Domain=shop.s.localhost", "; Domain=s.localhost")) {
            for (String path : List.of("/", "/stats", "/a", "/a/", "/a/b", "/a/b/")) {
                for (String rest : List.of("", "; Secure; HttpOnly; Partitioned")) {
                    everywhere.add("_pk_id.1=1; Path=" + path + domain + rest);
                }
            }
        }
        return everywhere;
    }

    private void set(List<String> cookies) {
        lines.answer(HOST, cookies);
        page.navigate(lines.url(HOST, PAGE));
    }

    private void visit() {
        page.navigate("http://" + HOST + ":" + port + PAGE);
    }

    private int visitUntilGone(String name) {
        int visits = 0;
        while (!places(name).isEmpty()) {
            assertThat(visits++).as("visits, with %s left", places(name)).isLessThan(MOST_VISITS);
            visit();
            clock.tick();
        }
        return visits;
    }

    private void choose(String form) {
        page.evaluate(
                "form => fetch('/consent', { method: 'POST', body: new URLSearchParams(form) })"
                        + ".then(answer => answer.text())",
                form);
    }

    private List<String> places(String name) {
        CDPSession session = context.newCDPSession(page);
        List<String> places = new ArrayList<>();
        for (JsonElement element :
                session.send("Network.getAllCookies", new JsonObject()).getAsJsonArray("cookies")) {
            JsonObject cookie = element.getAsJsonObject();
            if (cookie.get("name").getAsString().equals(name)) {
                places.add(cookie.get("domain").getAsString()
                        + cookie.get("path").getAsString()
                        + (cookie.has("partitionKey") ? " partitioned" : ""));
            }
        }
        session.detach();
        return places;
    }
}
