package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures for people to look at, in {@code target/screenshots}; and no page that is wider than its screen. */
class ScreenshotsIT extends BrowserTest {

    private static final Path PICTURES = Path.of(
                    System.getProperty("consent.example.jar", "target/consent-example.jar"))
            .resolveSibling("screenshots");
    private static final List<String> PAGES =
            List.of("/", "/news", "/shop", "/shop/hub", "/offers", "/messages", "/help", "/privacy", "/my-data");
    private static final List<String> LIBRARY = List.of("/consent", "/consent/notice", "/wallet");

    @ParameterizedTest
    @CsvSource({
        "desktop-light, 1280, 800, LIGHT, en",
        "desktop-dark, 1280, 800, DARK, fr",
        "phone-light, 360, 740, LIGHT, fr",
        "phone-dark, 360, 740, DARK, en",
        "narrow, 320, 640, LIGHT, fr",
    })
    void pages(String name, int width, int height, ColorScheme scheme, String language) {
        Visitor visitor = visitor(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));

        visitor.visit("/?lang=" + language);
        picture(visitor, name, "banner", false);
        LIBRARY.forEach(path -> picture(visitor, name, path, language));
        visitor.visit("/?lang=" + language);
        visitor.page().locator("button[name=choice][value=accept]").click();
        assertThat(visitor.page().locator("button[name=choice][value=accept]")).isHidden();
        PAGES.forEach(path -> picture(visitor, name, path, language));
        picture(visitor, name, "/wallet", language);
    }

    private static void picture(Visitor visitor, String name, String path, String language) {
        visitor.visit(path + "?lang=" + language);
        picture(visitor, name, path.equals("/") ? "home" : path.substring(1).replace('/', '-'), true);
    }

    private static void picture(Visitor visitor, String name, String picture, boolean whole) {
        Page page = visitor.page();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name).resolve(picture + ".png"))
                .setFullPage(whole));
        Object excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(excess).as("pixels that " + picture + " is too wide").isEqualTo(0);
    }
}
