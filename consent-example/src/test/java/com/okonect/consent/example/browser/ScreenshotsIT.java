package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures for people to look at, in {@code target/screenshots}; and no page that is wider than its screen. */
class ScreenshotsIT extends BrowserTest {

    private static final Path PICTURES = Path.of(
                    System.getProperty("okonect.test.example.jar", "target/consent-example.jar"))
            .resolveSibling("screenshots");
    private static final List<String> UNDECIDED = List.of("/consent", "/consent/notice", "/wallet");
    private static final List<String> DECIDED = List.of(
            "/",
            "/consent",
            "/news",
            "/news/leak",
            "/shop",
            "/shop/hub",
            "/offers",
            "/wallet",
            "/messages",
            "/help",
            "/privacy",
            "/my-data",
            "/newsletter",
            "/nowhere");

    @ParameterizedTest
    @CsvSource({
        "desktop-light, 1280, 800, LIGHT, en",
        "phone-light, 360, 740, LIGHT, fr",
    })
    void everyPage(String name, int width, int height, ColorScheme scheme, String language) {
        Visitor visitor = visitor(width, height, scheme);

        look(visitor, name, language, UNDECIDED, DECIDED);
    }

    @ParameterizedTest
    @CsvSource({
        "desktop-dark, 1280, 800, DARK, fr",
        "phone-dark, 360, 740, DARK, en",
        "narrow-light, 320, 640, LIGHT, fr",
    })
    void theFirstPages(String name, int width, int height, ColorScheme scheme, String language) {
        Visitor visitor = visitor(width, height, scheme);

        look(visitor, name, language, List.of("/consent"), List.of("/", "/shop/hub"));
    }

    private Visitor visitor(int width, int height, ColorScheme scheme) {
        return visitor(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE));
    }

    private static void look(
            Visitor visitor, String name, String language, List<String> undecided, List<String> decided) {
        visitor.visit("/?lang=" + language);
        picture(visitor, name, "banner", false);
        undecided.forEach(path -> picture(visitor, name, path, "-undecided", language));
        visitor.visit("/?lang=" + language);
        Locator accept = visitor.page().locator("button[name=choice][value=accept]");
        accept.click();
        assertThat(accept).isHidden();
        decided.forEach(path -> picture(visitor, name, path, "", language));
    }

    private static void picture(Visitor visitor, String name, String path, String suffix, String language) {
        visitor.visit(path + "?lang=" + language);
        String picture = path.equals("/") ? "home" : path.substring(1).replace('/', '-');
        picture(visitor, name, picture + suffix, true);
    }

    private static void picture(Visitor visitor, String name, String picture, boolean whole) {
        Page page = visitor.page();
        page.waitForLoadState();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name).resolve(picture + ".png"))
                .setFullPage(whole));
        Object excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(excess).as("pixels that " + picture + " is too wide").isEqualTo(0);
    }
}
