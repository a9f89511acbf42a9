package com.okonect.consent.example.browser;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.options.Cookie;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.testkit.ConsentAssertions;
import com.okonect.consent.testkit.TestVisitor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The test kit with a browser, by Playwright: it gives and takes names and values, as every driver of browsers has them. */
class KitInBrowserIT extends BrowserTest {

    private final ConsentAssertions assertions;

    KitInBrowserIT() throws IOException {
        assertions = ConsentAssertions.of(ConsentPolicy.read(Path.of("src/main/webapp/WEB-INF/consent.json")));
    }

    @Test
    void theCookiesInABrowserAreHeldAgainstThePolicy() throws Exception {
        Visitor visitor = visitor();
        visitor.visitEveryPage();
        assertions.assertNoneBeforeConsent(visitor.cookies());

        String[] cookie = TestVisitor.at(URI.create(example().url("/consent")))
                .select("statistics")
                .split("=", 2);
        visitor.page()
                .context()
                .addCookies(List.of(
                        new Cookie(cookie[0], cookie[1]).setUrl(example().url("/"))));
        visitor.visitEveryPage();

        assertions.assertOnlyGranted(visitor.cookies(), "statistics");
        assertThatThrownBy(() -> assertions.assertNoneBeforeConsent(visitor.cookies()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(statistics)");
    }
}
