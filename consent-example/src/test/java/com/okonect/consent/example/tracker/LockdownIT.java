package com.okonect.consent.example.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.RequestOptions;
import com.okonect.consent.example.browser.Browsers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a real Chromium: no request leaves for a host that is not granted, by whatever a page is made of. The same pages
 * without the lockdown show that the trackers in them do work, or this would prove nothing.
 */
class LockdownIT {

    /** What the page of trackers asks for, each by other means. */
    private static final String PLANTED = """
            added-image added-prefetch added-script added-style async-script audio background-image beacon
            blob-worker-fetch blob-worker-script data-image data-worker-fetch data-worker-script embed events fetch font
            form frame frame-pixel gtm gtm-pixel gtm-script icon image-object import imported-module imported-style
            input-image keepalive object-data-image markup-module markup-script markup-style object picture-image ping pixel poster-image
            prefetch preload-module preload-script redirected shared-worker-fetch shared-worker-script srcdoc-image
            srcset-image svg-image track video worker-fetch worker-script written-script xhr
            """;

    @TempDir
    private static Path directory;

    private static ThirdParties others;
    private static TrackerSite open;
    private static TrackerSite locked;
    private static Browsers browsers;

    private final List<BrowserContext> contexts = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        others = new ThirdParties();
        String policy = TrackerSite.policy(others, "");
        open = new TrackerSite(directory.resolve("open"), policy, Map.of());
        locked = new TrackerSite(directory.resolve("locked"), policy, Map.of("consent.lockdown", "true"));
        for (TrackerSite site : List.of(open, locked)) {
            for (String host : List.of("stats", "ads", "unknown", "cdn")) {
                site.put("/" + host, TrackerSite.trackers(others.origin(host)));
            }
        }
        browsers = Browsers.open();
    }

    @AfterAll
    static void stop() {
        browsers.close();
        locked.close();
        open.close();
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

    private Page visitor() {
        BrowserContext context = browsers.browser().newContext(new Browser.NewContextOptions().setLocale("en-GB"));
        contexts.add(context);
        return context.newPage();
    }

    /** Opens a page and waits until each of its trackers has loaded, or has failed to. */
    private static void open(Page page, TrackerSite site, String path) {
        page.navigate(site.url(path));
        page.waitForSelector("html[data-settled]");
    }

    private static Set<String> all(String host) {
        return Stream.of(PLANTED.strip().split("\\s+"))
                .map(kind -> host + "/" + kind)
                .collect(Collectors.toSet());
    }

    private static void choose(Page page, TrackerSite site, String choice) {
        int status = page.request()
                .post(
                        site.url("/consent"),
                        RequestOptions.create()
                                .setHeader("Sec-Fetch-Site", "same-origin")
                                .setHeader("Content-Type", "application/json")
                                .setData(choice))
                .status();
        assertThat(status).isEqualTo(200);
    }

    @Test
    void withoutTheLockdownEveryPlantedTrackerIsReached() {
        Page page = visitor();
        open(page, open, "/unknown");
        page.waitForCondition(() -> others.reached().containsAll(all("unknown")));

        assertThat(others.reached()).isEqualTo(all("unknown"));
    }

    @Test
    void anUndecidedVisitorsPageReachesNobody() {
        Page page = visitor();
        for (String host : List.of("/stats", "/ads", "/unknown")) {
            open(page, locked, host);
        }
        page.navigate("about:blank");

        assertThat(others.reached()).isEmpty();
    }

    @Test
    void aRefusingVisitorsPageReachesNobody() {
        Page page = visitor();
        choose(page, locked, "{\"choice\":\"refuse\"}");
        for (String host : List.of("/stats", "/ads", "/unknown")) {
            open(page, locked, host);
        }
        page.navigate("about:blank");

        assertThat(others.reached()).isEmpty();
    }

    @Test
    void afterAGrantExactlyItsOriginsAreReached() {
        Page page = visitor();
        choose(page, locked, "{\"choice\":\"select\",\"categories\":[\"statistics\"]}");
        for (String host : List.of("/stats", "/ads", "/unknown")) {
            open(page, locked, host);
        }
        Set<String> expected = all("stats");
        // Frames of data: addresses come back from the history with their old policy, so they are never let in.
        expected.removeIf(one -> one.endsWith("data-image"));
        page.waitForCondition(() -> others.reached().containsAll(expected));
        page.navigate("about:blank");

        assertThat(others.reached()).isEqualTo(expected);
    }

    @Test
    void whatTheVisitorWithdrawsIsHeldFromTheNextPageOn() {
        Page page = visitor();
        choose(page, locked, "{\"choice\":\"accept\"}");
        open(page, locked, "/stats");
        assertThat(others.hosts()).containsExactly("stats");

        choose(page, locked, "{\"choice\":\"withdraw\",\"categories\":[\"statistics\"]}");
        page.navigate(locked.url("/inner"));
        others.forget();
        page.goBack();
        page.waitForSelector("html[data-settled]");
        page.navigate("about:blank");

        assertThat(others.reached()).isEmpty();
    }

    @Test
    void anOpenPageIsLoadedAnewAfterAWithdrawal() {
        Page page = visitor();
        open(page, locked, "/stats");
        page.locator("#ok-layer button").nth(1).click();
        page.waitForCondition(() -> page.locator("#ok-layer").count() == 0);
        page.evaluate("window.same = true");
        page.evaluate("consent.open()");
        page.locator("dialog button[value=refuse]").click();
        page.waitForCondition(() -> {
            try {
                return Boolean.TRUE.equals(page.evaluate("!window.same"));
            } catch (PlaywrightException navigating) {
                return false;
            }
        });
        page.waitForSelector("html[data-settled]");

        assertThat(others.reached()).isEmpty();
    }

    @Test
    void whatIsExemptIsReachedByEverybody() {
        Page page = visitor();
        open(page, locked, "/cdn");

        assertThat(others.hosts()).containsExactly("cdn");
    }

    @Test
    void aPageThatSharedCachesMayKeepReachesNobodyWhateverIsGranted() {
        locked.put(
                "/shared",
                "text/html; charset=utf-8",
                TrackerSite.trackers(others.origin("stats")),
                Map.of("Cache-Control", "public, max-age=600"));
        Page page = visitor();
        choose(page, locked, "{\"choice\":\"accept\"}");
        open(page, locked, "/shared");
        page.navigate("about:blank");

        assertThat(others.reached()).as("by the page itself").allMatch(one -> one.contains("worker"));
        assertThat(others.reached())
                .as("its workers are not shared, and the category is granted")
                .noneMatch(one -> one.contains("blob") || one.contains("data"));
    }
}
