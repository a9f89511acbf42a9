package com.okonect.consent.example.banner;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.okonect.consent.example.browser.Browsers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One site and one browser for a test class; each visitor is a new one. */
abstract class BannerTest {

    @TempDir
    private static Path directory;

    static BannerSite site;
    private static Browsers browsers;

    private final List<BrowserContext> contexts = new ArrayList<>();
    final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        site = new BannerSite(directory.resolve("home"), "en", "fr", "ar");
        browsers = Browsers.open();
    }

    @AfterAll
    static void stop() {
        try {
            browsers.close();
        } finally {
            site.close();
        }
    }

    @AfterEach
    void leave() {
        contexts.forEach(BrowserContext::close);
    }

    static Browser.NewContextOptions desktop() {
        return new Browser.NewContextOptions().setViewportSize(1280, 800);
    }

    static Browser.NewContextOptions phone() {
        return new Browser.NewContextOptions().setViewportSize(320, 640);
    }

    /** A new visitor's browser, with one page open. What it complains about is kept. */
    Page visit(Browser.NewContextOptions options, String path) {
        BrowserContext context = browsers.browser().newContext(options.setLocale("en-GB"));
        contexts.add(context);
        Page page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.navigate(site.url(path));
        return page;
    }

    static Locator layer(Page page) {
        return page.locator("#ok-layer");
    }

    static List<Locator> buttons(Page page) {
        return layer(page).locator("button").all();
    }

    static String state(Page page) {
        return page.request().get(site.url("/consent/state")).text();
    }

    static boolean decided(Page page) {
        return state(page).contains("\"decided\":true");
    }
}
