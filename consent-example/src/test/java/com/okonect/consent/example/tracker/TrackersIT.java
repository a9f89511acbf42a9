package com.okonect.consent.example.tracker;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.okonect.consent.example.browser.Browsers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elements that wait, frames with something in their place, storage that goes, and products that are told; in Chromium. */
class TrackersIT {

    private static final String STRICT = "script-src 'nonce-abc' 'strict-dynamic'; object-src 'none'; base-uri 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";
    private static final String TAGS = """
            , "tags": {
              "gating": true,
              "googleConsentMode": { "ad_storage": "marketing", "ad_user_data": "marketing",
                                     "ad_personalization": "marketing", "analytics_storage": "statistics" },
              "matomo": "statistics",
              "microsoftUet": "marketing",
              "clarity": { "analytics_Storage": "statistics", "ad_Storage": "marketing" }
            }
            """;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Tags</title>
            <script nonce="abc">window.seen = JSON.stringify([...(window.dataLayer || [])].map(a => [...a]));</script>
            </head><body><main><h1>Tags</h1>
            <script type="text/plain" data-consent="statistics" nonce="abc" src="STATS/slow-script"></script>
            <script type="text/plain" data-consent="statistics" nonce="abc">(self.ran = self.ran || []).push('inline');</script>
            <script type="text/plain" data-consent="statistics" nonce="abc" src="STATS/second-script"></script>
            <script type="text/plain" data-consent="statistics" nonce="abc" data-type="module" src="STATS/module"></script>
            <script type="text/plain" data-consent="statistics" nonce="abc" async src="STATS/async-script"></script>
            <script type="text/plain" data-consent="marketing" nonce="abc" src="ADS/ad-script"></script>
            <script type="text/plain" data-consent="statistics marketing" nonce="abc" src="STATS/both-script"></script>
            <img data-consent="statistics" data-src="STATS/pixel" alt="">
            <link rel="stylesheet" data-consent="statistics" data-href="STATS/style">
            <iframe data-consent="marketing" data-src="ADS/frame" title="A film" width="400" height="300"></iframe>
            </main></body></html>
            """;

    @TempDir
    private static Path directory;

    private static ThirdParties others;
    private static TrackerSite site;
    private static TrackerSite plain;
    private static Browsers browsers;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        others = new ThirdParties();
        String html = PAGE.replace("STATS", others.origin("stats")).replace("ADS", others.origin("ads"));
        site = new TrackerSite(directory.resolve("tags"), TrackerSite.policy(others, TAGS), Map.of());
        plain = new TrackerSite(directory.resolve("plain"), TrackerSite.policy(others, ""), Map.of());
        for (TrackerSite one : List.of(site, plain)) {
            one.put("/tags", html);
            one.put("/strict", "text/html; charset=utf-8", html, Map.of("Content-Security-Policy", STRICT));
            one.put("/shared", "text/html; charset=utf-8", html, Map.of("Cache-Control", "public, max-age=60"));
        }
        browsers = Browsers.open();
    }

    @AfterAll
    static void stop() {
        browsers.close();
        plain.close();
        site.close();
        others.close();
    }

    @BeforeEach
    void forget() {
        others.forget();
    }

    @AfterEach
    void leave() {
        contexts.forEach(BrowserContext::close);
    }

    private Page visit(TrackerSite where, String path) {
        BrowserContext context = browsers.browser().newContext(new Browser.NewContextOptions().setLocale("en-GB"));
        contexts.add(context);
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.navigate(where.url(path));
        return page;
    }

    private static void press(Page page, int button) {
        page.locator("#ok-layer button").nth(button).click();
        assertThat(page.locator("#ok-layer")).hasCount(0);
    }

    private static void refuse(Page page) {
        press(page, 0);
    }

    private static void accept(Page page) {
        press(page, 1);
    }

    @SuppressWarnings("unchecked") // an array of texts
    private static List<String> ran(Page page) {
        return (List<String>) page.evaluate("self.ran || []");
    }

    /** Asks the page again and again, as strict policies let nobody do within it. */
    private static void until(Page page, String expression) {
        page.waitForCondition(() -> {
            try {
                return Boolean.TRUE.equals(page.evaluate(expression));
            } catch (PlaywrightException navigating) {
                return false;
            }
        });
    }

    private static void waitForAll(Page page) {
        page.waitForCondition(() -> ran(page).size() == 7);
    }

    @Test
    void whatWaitsRunsInOrderAfterAGrantOnceAndWithoutANewPage() {
        Page page = visit(site, "/strict");
        page.evaluate("window.same = true");
        assertThat(ran(page)).isEmpty();
        assertThat(others.reached()).isEmpty();
        accept(page);
        waitForAll(page);

        assertThat(ran(page))
                .containsExactlyInAnyOrder(
                        "slow-script", "inline", "second-script", "module", "async-script", "ad-script", "both-script");
        assertThat(ran(page).stream().filter(name -> !name.equals("module") && !name.equals("async-script")))
                .containsExactly("slow-script", "inline", "second-script", "ad-script", "both-script");
        page.waitForCondition(() -> others.reached().contains("stats/pixel")
                && others.reached().contains("stats/style")
                && others.reached().contains("ads/frame"));
        assertThat(page.evaluate("same")).isEqualTo(true);
        assertThat(page.evaluate(
                        "[...document.querySelectorAll('[data-consented]')].filter(e => e.localName == 'script')"
                                + ".every(e => e.nonce == 'abc')"))
                .isEqualTo(true);
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatComesLateRunsOnceToo() {
        Page page = visit(site, "/tags");
        String add = "document.body.append(Object.assign(document.createElement('div'), {id: 'late'}));"
                + "const s = document.createElement('script'); s.type = 'text/plain'; s.dataset.consent = 'statistics';"
                + "s.text = \"(self.ran = self.ran || []).push('late')\"; late.append(s);";
        page.evaluate("() => { " + add + " }");
        accept(page);
        waitForAtLeast(page, 8);
        page.evaluate("() => { document.body.prepend(late); }");
        page.evaluate("() => { const s = document.createElement('script'); s.type = 'text/plain';"
                + "s.dataset.consent = 'statistics'; s.text = \"self.ran.push('later')\"; document.body.append(s); }");
        waitForAtLeast(page, 9);

        assertThat(ran(page)).doesNotHaveDuplicates().contains("late", "later");
    }

    private static void waitForAtLeast(Page page, int count) {
        page.waitForCondition(() -> ran(page).size() >= count);
    }

    @Test
    void forAReturningVisitorItRunsAtOnceAndAfterAWithdrawalNotAnyMore() {
        Page page = visit(site, "/strict");
        accept(page);
        waitForAll(page);
        page.reload();
        waitForAll(page);
        assertThat(ran(page)).hasSize(7);

        page.navigate(site.url("/consent"));
        page.locator("button[value=refuse]").click();
        page.waitForCondition(() -> page.url().contains("saved"));
        page.navigate(site.url("/strict"));
        others.forget();
        page.reload();
        page.waitForLoadState();

        assertThat(ran(page)).isEmpty();
        assertThat(others.reached()).isEmpty();
        assertThat(complaints).isEmpty();
    }

    @Test
    void aWithdrawalWithinThePageLoadsItAnewWithoutWhatRan() {
        Page page = visit(site, "/tags");
        accept(page);
        waitForAll(page);
        page.evaluate("consent.open()");
        page.evaluate("window.same = true");
        page.locator("dialog button[value=refuse]").click();
        until(page, "!window.same && document.readyState == 'complete'");

        assertThat(ran(page)).isEmpty();
    }

    @Test
    void aPageFromASharedCacheAsksForTheState() {
        Page page = visit(site, "/shared");
        accept(page);
        waitForAll(page);
        page.reload();
        waitForAll(page);
        until(page, "[...dataLayer].length == 2");

        assertThat(page.evaluate("[...dataLayer].map(a => a[1] + ' ' + a[2].ad_storage).join()"))
                .isEqualTo("default denied,update granted");
    }

    @Test
    void aFrameIsLoadedOnceOrAlways() {
        Page page = visit(site, "/strict");
        refuse(page);
        Locator box = page.locator(".ok-frame");
        assertThat(box).isVisible();
        assertThat(box).containsText("A film");
        assertThat(box).containsText("ads.localhost");
        assertThat(box).containsText("Ads & Co");
        assertThat(box).containsText("Promotional messages");
        assertThat(page.locator("iframe[title='A film']")).isHidden();
        box.getByText("Load once").click();
        page.waitForCondition(() -> others.reached().contains("ads/frame"));
        assertThat(box).hasCount(0);
        assertThat(page.locator("iframe[title='A film']")).isVisible();
        assertThat(page.evaluate("document.activeElement.title")).isEqualTo("A film");

        page.reload();
        others.forget();
        assertThat(page.request().get(site.url("/consent/state")).text()).contains("\"marketing\":\"refused\"");
        box.getByText("Always allow").focus();
        page.keyboard().press("Enter");
        page.waitForCondition(() -> others.reached().contains("ads/frame"));
        assertThat(page.request().get(site.url("/consent/state")).text())
                .contains("\"marketing\":\"granted\"", "\"statistics\":\"refused\"");
        assertThat(page.request().get(site.url("/consent/records")).text()).contains("guard");
        page.waitForCondition(() -> !ran(page).isEmpty());
        assertThat(ran(page)).containsExactly("ad-script");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aFailureToRecordIsSaidAndTheFrameStaysAway() {
        Page page = visit(site, "/tags");
        refuse(page);
        page.route("**/consent", route -> route.abort());
        Locator box = page.locator(".ok-frame");
        assertThat(box).isVisible();
        assertThat(new AxeBuilder(page).include(".ok-frame").analyze().getViolations())
                .isEmpty();
        box.getByText("Always allow").click();

        assertThat(box.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .hasText("Your choice could not be saved. Please try again.");
        assertThat(others.reached()).isEmpty();
    }

    private static final String STORE = """
            async () => {
              for (const area of [localStorage, sessionStorage]) ['st_1', 'ads', 'basket', 'cdn'].forEach(n => area.setItem(n, 1));
              for (const n of ['st_1', 'ads', 'basket'])
                await new Promise(made => indexedDB.open(n).onsuccess = e => made(e.target.result.close()));
              for (const n of ['st_1', 'ads', 'basket']) await caches.open(n);
              ['_st1', '_ad', 'own'].forEach(n => { document.cookie = n + '=1;path=/tags'; document.cookie = n + '=1;path=/'; });
            }""";
    private static final String STORED = """
            async () => [...Object.keys(localStorage).sort(), '-', ...Object.keys(sessionStorage).sort(), '-',
              ...(await indexedDB.databases()).map(d => d.name).sort(), '-', ...(await caches.keys()).sort(), '-',
              ...document.cookie.split('; ').map(c => c.split('=')[0]).sort()].join(' ')""";

    @Test
    void afterARefusalWhatIsDeclaredGoesAndNothingElse() {
        for (TrackerSite where : List.of(site, plain)) {
            Page page = visit(where, "/tags");
            page.evaluate(STORE);
            page.locator("#ok-layer button").nth(0).click();
            assertThat(page.locator("#ok-layer")).hasCount(0);
            page.reload();
            until(
                    page,
                    "(async () => !(await indexedDB.databases()).some(d => d.name == 'st_1')"
                            + " && !(await caches.keys()).includes('st_1'))()");

            assertThat(page.evaluate(STORED)).isEqualTo("basket cdn - basket cdn - basket - basket - own own");
        }
    }

    @Test
    void whatComesBackGoesAgainAndWhatIsGrantedStays() {
        Page page = visit(site, "/tags");
        accept(page);
        page.evaluate(STORE);
        page.reload();
        page.waitForLoadState();
        assertThat((String) page.evaluate(STORED)).startsWith("ads basket cdn st_1 - ads basket cdn st_1 -");

        page.navigate(site.url("/consent"));
        page.locator("input[value=marketing]").uncheck();
        page.locator("button[value=select]").click();
        page.waitForCondition(() -> page.url().contains("saved"));
        page.navigate(site.url("/tags"));
        until(page, "(async () => !(await indexedDB.databases()).some(d => d.name == 'ads'))()");
        assertThat((String) page.evaluate(STORED)).startsWith("basket cdn st_1 - basket cdn st_1 - basket st_1");
        page.evaluate("localStorage.setItem('ads', 2)");
        page.reload();

        assertThat(page.evaluate("localStorage.getItem('ads')")).isNull();
    }

    @Test
    void productsKnowTheStateBeforeEveryTagAndHearOfChanges() {
        Page page = visit(site, "/strict");
        assertThat((String) page.evaluate("seen"))
                .isEqualTo("[[\"consent\",\"default\",{\"ad_personalization\":\"denied\",\"ad_storage\":\"denied\","
                        + "\"ad_user_data\":\"denied\",\"analytics_storage\":\"denied\",\"functionality_storage\":\"denied\","
                        + "\"personalization_storage\":\"denied\",\"security_storage\":\"denied\"}]]");
        assertThat(page.evaluate("JSON.stringify([_paq, uetq, clarity.q.map(a => [...a])])"))
                .isEqualTo("[[[\"requireConsent\"]],[\"consent\",\"default\",{\"ad_storage\":\"denied\"}],"
                        + "[[\"consentv2\",{\"ad_Storage\":\"denied\",\"analytics_Storage\":\"denied\"}]]]");
        accept(page);
        until(page, "dataLayer.length == 2");
        assertThat(page.evaluate(
                        "JSON.stringify([dataLayer[1][1], dataLayer[1][2].ad_storage, dataLayer[1][2].security_storage,"
                                + " _paq[1], uetq.slice(3), clarity.q[1][1]])"))
                .isEqualTo("[\"update\",\"granted\",\"denied\",[\"setConsentGiven\"],"
                        + "[\"consent\",\"update\",{\"ad_storage\":\"granted\"}],"
                        + "{\"ad_Storage\":\"granted\",\"analytics_Storage\":\"granted\"}]");
        page.reload();

        assertThat((String) page.evaluate("seen")).contains("\"default\"", "\"ad_storage\":\"granted\"");
        assertThat(page.evaluate("dataLayer.length")).as("no update").isEqualTo(1);
        assertThat(page.evaluate("JSON.stringify(_paq)")).isEqualTo("[[\"requireConsent\"],[\"setConsentGiven\"]]");
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatThePolicyDoesNotTurnOnIsNotThere() {
        Page page = visit(plain, "/tags");
        assertThat(page.evaluate("typeof dataLayer + typeof _paq + typeof uetq + typeof clarity + typeof consentTags"))
                .isEqualTo("undefined".repeat(5));
        accept(page);
        page.reload();

        assertThat(page.locator("script[src*=trackers]")).hasCount(0);
        assertThat(ran(page)).isEmpty();
    }

    @Test
    void aPageCanBringTheScriptItself() {
        plain.put(
                "/own",
                PAGE.replace("STATS", others.origin("stats"))
                        .replace("ADS", others.origin("ads"))
                        .replace("</head>", "<script src='/consent/assets/trackers.js' defer></script></head>"));
        Page page = visit(plain, "/own");
        accept(page);
        waitForAll(page);

        assertThat(ran(page)).hasSize(7);
    }
}
