package com.okonect.consent.example.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.OperatorServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator's pages as people see them. */
class OperatorPagesIT {

    private static final List<String> TAGS =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
    private static final String POLICY = """
            {
              "controller": { "name": "OKONECT" },
              "languages": ["en"],
              "evidenceRetention": "P12M",
              "categories": [ { "id": "statistics", "cookies": [ { "name": "visits", "lifetime": "P1Y" } ] } ]
            }
            """;

    @TempDir
    private static Path folder;

    private static Browsers browsers;
    private static Server server;
    private static String site;

    @BeforeAll
    static void start() throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        FilterHolder filter = new FilterHolder(ConsentFilter.builder()
                .policy(ConsentPolicy.parse(POLICY))
                .set("consent.home", folder.resolve("home").toString())
                .build());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        context.addServlet(
                new ServletHolder(new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                        request.getSession();
                        response.addHeader("Set-Cookie", "visits=1");
                        response.addHeader("Set-Cookie", "a-long-name-that-is-not-declared-anywhere=1; Max-Age=60");
                    }
                }),
                "/sets");
        ServletHolder operator = new ServletHolder(new OperatorServlet());
        operator.setInitParameter("requireUser", "false");
        context.addServlet(operator, "/operator/*");
        server.setHandler(context);
        server.start();
        site = "http://localhost:" + connector.getLocalPort();
        browsers = Browsers.open();
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            browsers.close();
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void theLedgerIsAccessibleFitsASmallScreenAndKeepsItsOwnPolicy(ColorScheme scheme) {
        List<String> faults = new ArrayList<>();
        try (BrowserContext context = browsers.browser()
                .newContext(
                        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(320, 640))) {
            Page page = context.newPage();
            page.onConsoleMessage(message -> {
                if (message.text().contains("Content Security Policy")) {
                    faults.add(message.text());
                }
            });
            page.navigate(site + "/sets");
            page.navigate(site + "/operator");

            assertThat(page.url()).isEqualTo(site + "/operator/ledger");
            assertThat(page.locator("tbody tr").count()).isEqualTo(3);
            assertThat(page.locator("pre").textContent()).contains("a-long-name-that-is-not-declared-anywhere");
            assertThat(page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor"))
                    .isEqualTo(scheme == ColorScheme.DARK ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)");
            assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            List<Rule> violations =
                    new AxeBuilder(page).withTags(TAGS).analyze().getViolations();
            assertThat(violations)
                    .as(violations.stream()
                            .map(rule -> rule.getId() + " " + rule.getNodes())
                            .toList()
                            .toString())
                    .isEmpty();
            assertThat(faults).isEmpty();
        }
    }
}
