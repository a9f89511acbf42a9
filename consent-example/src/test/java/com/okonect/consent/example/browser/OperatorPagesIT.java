package com.okonect.consent.example.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
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
import org.junit.jupiter.params.provider.CsvSource;
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

    private static final String IN_FRAME = """
            frame => {
              const view = document.querySelector(frame).contentWindow, shown = view.document;
              return %s;
            }""";

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
    @CsvSource({"phone, 375, 740", "desktop, 1280, 800"})
    void noticesAreShownAsOnAPhoneAndOnADesktop(String device, int width, int height) {
        try (BrowserContext context = browsers.browser().newContext()) {
            Page page = context.newPage();
            page.navigate(site + "/operator/notices");
            for (String part : List.of("banner", "settings", "notice")) {
                String frame = "." + device + " iframe[src*='of=" + part + "']";
                page.locator(frame).scrollIntoViewIfNeeded();
                page.waitForFunction(
                        "frame => { const shown = document.querySelector(frame).contentDocument;"
                                + " return shown.URL != 'about:blank' && shown.readyState == 'complete'; }",
                        frame);

                assertThat(page.evaluate(IN_FRAME.formatted("[view.innerWidth, view.innerHeight]"), frame))
                        .as(part)
                        .isEqualTo(List.of(width, height));
                assertThat(page.evaluate(
                                IN_FRAME.formatted("shown.documentElement.scrollWidth <= view.innerWidth"), frame))
                        .as(part)
                        .isEqualTo(true);
            }
            // What the visitor has to reach without scrolling.
            assertThat(page.evaluate(
                            IN_FRAME.formatted("[...shown.querySelectorAll('button')].map(button =>"
                                    + " button.getBoundingClientRect()).filter(box => box.height > 0 && box.left >= 0"
                                    + " && box.right <= view.innerWidth && box.bottom <= view.innerHeight).length"),
                            "." + device + " iframe[src*='of=banner']"))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"375, LIGHT", "375, DARK", "1280, LIGHT", "1280, DARK"})
    void thePagesOfChoicesNoticesAndRecordsAreAccessibleAndFit(int width, ColorScheme scheme) {
        try (BrowserContext context = browsers.browser()
                .newContext(
                        new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 800))) {
            Page page = context.newPage();
            page.navigate(site + "/");
            context.request()
                    .post(
                            site + "/consent",
                            RequestOptions.create()
                                    .setHeader("Origin", site)
                                    .setForm(FormData.create().set("choice", "accept")));
            for (String path : List.of("choices", "notices", "records", "records?export=csv", "records?verify=now")) {
                page.navigate(site + "/operator/" + path);
                assertThat(violationsAroundFrames(page)).as(path).isEqualTo(List.of());
                assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                        .as(path)
                        .isEqualTo(true);
            }
            for (String part : List.of("banner", "settings", "notice")) {
                page.navigate(site + "/operator/preview?of=" + part);
                assertThat(violationsAroundFrames(page)).as(part).isEqualTo(List.of());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"CSV, consent-records.csv", "JSON, consent-records.json"})
    void anExportIsDownloadedAndWatchedWithoutScripts(String format, String file) {
        try (BrowserContext context =
                browsers.browser().newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = context.newPage();
            page.navigate(site + "/operator/records");
            Download download =
                    page.waitForDownload(() -> page.getByText("As " + format).click());

            assertThat(download.suggestedFilename()).isEqualTo(file);
            assertThat(page.getByRole(AriaRole.STATUS).textContent()).startsWith("Exported: ");
            assertThat(download.failure()).isNull();
        }
    }

    /** Axe waits for ever for frames in which no script runs; what they show is looked at as pages of their own. */
    private static Object violationsAroundFrames(Page page) {
        page.evaluate(AxeBuilder.getAxeScript());
        return page.evaluate(
                "async tags => (await axe.run(document, { iframes: false, runOnly: tags })).violations"
                        + ".map(rule => rule.id + ': ' + rule.nodes.map(node => node.html))",
                page.url().contains("preview") ? TAGS.subList(0, TAGS.indexOf("best-practice")) : TAGS);
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
