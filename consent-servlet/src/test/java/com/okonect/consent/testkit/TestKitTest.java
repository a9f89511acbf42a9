package com.okonect.consent.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.RawHttp;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.mockito.Mockito;

/** What the kit tells the tests of a site. */
class TestKitTest {

    private static final ExtensionContext CONTEXT = Mockito.mock(ExtensionContext.class);

    private final ConsentAssertions assertions = ConsentAssertions.of(TestPolicies.shop());
    private final Server server = new Server(0);

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void declaredCookiesAndDeletionsPass() {
        assertions.assertDeclared(List.of(
                "offers=1; Max-Age=60",
                "_pk_id.7=1",
                "JSESSIONID=1",
                "eu-consent=1",
                "other=; Max-Age=0",
                "third=; Expires=Thu, 01 Jan 1970 00:00:10 GMT"));
    }

    /** As Selenium and Playwright list what is in a browser. */
    @Test
    void namesAloneAreEnough() {
        assertions.assertNoneBeforeConsent(List.of("JSESSIONID", "checkout", "eu-consent"));
        assertions.assertOnlyGranted(List.of("_pk_id.7"), "statistics");
        assertThatThrownBy(() -> assertions.assertNoneBeforeConsent(List.of("_pk_id.7")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'_pk_id.7' (statistics)");
    }

    @Test
    void whatIsNotDeclaredFailsWithTheJsonToPaste() {
        assertThatThrownBy(() -> assertions.assertDeclared(List.of("offers=1", "_ga=1; Path=/", "\"x\"=1")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "{ \"name\": \"_ga\", \"lifetime\": \"session\", \"purpose\": { \"en\": \"...\" } }")
                .hasMessageContaining("{ \"name\": \"\\\"x\\\"\"")
                .hasMessageNotContaining("offers");
    }

    @Test
    void whatNeedsConsentFailsBeforeIt() {
        assertions.assertNoneBeforeConsent(List.of("JSESSIONID=1", "checkout=1"));
        assertThatThrownBy(() -> assertions.assertNoneBeforeConsent(List.of("offers=1")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'offers' (marketing)");
        assertThatThrownBy(() -> assertions.assertOnlyGranted(List.of("offers=1", "wallet=1"), "marketing"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'wallet' (payment)")
                .hasMessageNotContaining("offers");
    }

    @Test
    void whatIsDeclaredAndSetNowhereFails() {
        assertions.assertAllUsed(List.of("checkout=1", "_pk_id.1=1", "interests=1", "wallet=1", "offers=1"));
        assertThatThrownBy(() -> assertions.assertAllUsed(List.of("checkout=1", "_pk_id.1=1", "wallet=1")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'interests', 'offers'");
    }

    @Test
    void theExtensionFailsTheTestThatSawItAndTheClassThatSawTooLittle() {
        ConsentExtension consent = ConsentExtension.of(TestPolicies.shop()).requireAllUsed();

        consent.sees(List.of("_ga=1"));
        assertThatThrownBy(() -> consent.afterEach(CONTEXT)).hasMessageContaining("_ga");
        consent.sees(List.of("offers=1"));
        consent.afterEach(CONTEXT);
        assertThatThrownBy(() -> consent.seesBeforeConsent(List.of("wallet=1"))).hasMessageContaining("wallet");
        assertThatThrownBy(() -> consent.afterAll(CONTEXT))
                .hasMessageContaining("'checkout', '_pk_id.*', 'interests'")
                .hasMessageNotContaining("offers");
    }

    @Test
    void aVisitorDecidesOnTheRunningSite() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(
                new FilterHolder(ConsentFilter.builder()
                        .policy(TestPolicies.shop())
                        .store(new MemoryStore())
                        .keys(SigningKeys.random())
                        .clock(new FakeClock("2026-11-23T10:15:30Z"))
                        .build()),
                "/*",
                EnumSet.allOf(DispatcherType.class));
        context.addServlet(new ServletHolder(new Shop()), "/");
        server.setHandler(context);
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        RawHttp http = new RawHttp(port);
        TestVisitor visitor = TestVisitor.at(URI.create("http://localhost:" + port + "/consent"));

        String selected = visitor.select("payment");
        String refused = visitor.refuseAll();
        String accepted = visitor.acceptAll();

        List<String> before = http.get("/").setCookies();
        assertions.assertNoneBeforeConsent(before);
        assertions.assertOnlyGranted(http.get("/", "Cookie: " + selected).setCookies(), "payment");
        assertThat(http.get("/", "Cookie: " + selected).namesSet()).containsExactly("wallet");
        assertThat(http.get("/", "Cookie: " + refused).namesSet()).isEmpty();
        assertThat(http.get("/", "Cookie: " + accepted).namesSet()).containsExactly("wallet", "offers");
        assertThatThrownBy(() -> visitor.select("adverts"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("answered 400");
    }

    private static final class Shop extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.addCookie(new Cookie("wallet", "1"));
            response.addCookie(new Cookie("offers", "1"));
        }
    }
}
