package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinalHeadersTest {

    private static final String NAME = "Set-Cookie";

    private final ShopGuard shop = ShopGuard.enforcing();
    private final ServletContext context = mock(ServletContext.class);

    @Test
    void whatTheApplicationMaySetPassesUnchanged() {
        FinalHeaders headers = headers(shop);

        for (String value :
                List.of("lang=fr; Path=/; SameSite=Lax; Partitioned", "basket=1", "JSESSIONID=1; HttpOnly")) {
            assertThat(headers.allow(NAME, value)).isSameAs(value);
        }
        assertThat(headers.allow("sEt-CoOkIe", "offers=1")).isNull();
        assertThat(headers.allow(NAME, "unknown=1")).isNull();
        assertThat(headers.allow(NAME, "lang")).isNull();
        assertThat(headers.allow(NAME, "")).isNull();
    }

    @Test
    void lifetimesAreCutAndDeletionsWrittenAnew() {
        FinalHeaders headers = headers(shop);

        assertThat(headers.allow(NAME, "lang=fr; Max-Age=999999999; Path=/"))
                .isEqualTo("lang=fr; Path=/; Max-Age=2592000");
        assertThat(headers.allow(NAME, "offers=x; Max-Age=0"))
                .isEqualTo("offers=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @Test
    void otherHeadersPassWhereEveryContainerSendsThemAsTheyAre() {
        FinalHeaders headers = headers(shop);

        assertThat(headers.allow("X-Other", "a, b")).isEqualTo("a, b");
        assertThat(headers.allow("X-Empty", "")).isEmpty();
        assertThat(headers.allow("Set-Cookie2", "lang=fr")).isNull();
        assertThat(headers.allow("Set-Cookie: lang=fr;x", "y")).isNull();
        assertThat(headers.allow("Set-Cookie ", "lang=fr")).isNull();
        assertThat(headers.allow("", "lang=fr")).isNull();
        assertThat(headers.allow(null, "lang=fr")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: b=1", "a\nb", "a\0b", "a\u007Fb", "a\u010D\u010Ab"})
    void noHeaderHasCharactersThatAContainerWouldChange(String value) {
        assertThat(headers(shop).allow("X-Other", value)).isNull();
        assertThat(headers(shop).allow("Location", value)).isNull();
    }

    @Test
    void trailersKeepWhatMayPass() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("X-Sum", "1");
        fields.put("Set-Cookie", "offers=1");
        fields.put("set-cookie", "lang=fr");
        fields.put("X-Null", null);

        assertThat(headers(shop).allow(fields))
                .containsExactly(Map.entry("X-Sum", "1"), Map.entry("set-cookie", "lang=fr"));
        assertThat(headers(shop).allow((Map<String, String>) null)).isNull();
    }

    @Test
    void theLibrarysOwnCookiesPass() {
        HttpServletRequest request = request(shop);
        GuardedRequest guarded = new GuardedRequest(request, shop.settings);
        new GuardedResponse(new FakeResponse().proxy(), guarded).addOwnSetCookie("eu-consent=token; Path=/");
        FinalHeaders headers = new FinalHeaders(request, Layer.COMMIT);

        assertThat(headers.allow(NAME, "eu-consent=token; Path=/")).isEqualTo("eu-consent=token; Path=/");
        assertThat(headers.allow(NAME, "eu-consent=other; Path=/")).isNull();
    }

    @Test
    void aChoiceInThisRequestCounts() {
        HttpServletRequest request = request(shop);
        new GuardedRequest(request, shop.settings).visit().decide(shop.choose("marketing"));

        assertThat(new FinalHeaders(request, Layer.COMMIT).allow(NAME, "offers=1"))
                .isEqualTo("offers=1");
    }

    @Test
    void theConsentOfTheVisitorIsReadWhereNoFilterWasAsked() {
        HttpServletRequest request = request(shop, shop.consentCookie("marketing"));

        assertThat(new FinalHeaders(request, Layer.CONTAINER).allow(NAME, "offers=1"))
                .isEqualTo("offers=1");
    }

    @Test
    void anExpressRequestCountsHereToo() {
        HttpServletRequest request = request(shop);
        new GuardedRequest(request, shop.settings).visit().expressRequest("payment");

        assertThat(new FinalHeaders(request, Layer.COMMIT).allow(NAME, "checkout=1"))
                .isEqualTo("checkout=1");
        assertThat(headers(shop).allow(NAME, "checkout=1")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"COMMIT, COMMIT", "CONTAINER, CONTAINER"})
    void theLedgerSaysWhichLayerStoppedACookie(Layer layer, Layer counted) {
        new FinalHeaders(request(shop), layer).allow(NAME, "unknown=1");

        assertThat(shop.ledger.snapshot()).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("unknown");
            assertThat(entry.layer()).isEqualTo(counted);
            assertThat(entry.outcome()).isEqualTo(Ledger.Outcome.BLOCKED);
        });
    }

    @Test
    void whatTheWrappersLetPassIsCountedOnce() {
        HttpServletRequest request = request(shop);
        new GuardedResponse(new FakeResponse().proxy(), new GuardedRequest(request, shop.settings))
                .addHeader(NAME, "lang=fr");
        new FinalHeaders(request, Layer.COMMIT).allow(NAME, "lang=fr");

        assertThat(shop.ledger.snapshot())
                .singleElement()
                .satisfies(entry -> assertThat(entry.count()).isEqualTo(1));
    }

    @Test
    void noRedirectHasTheIdOfASessionThatIsClosed() {
        ShopGuard strict = ShopGuard.strict();

        assertThat(headers(strict).allow("Location", "/a;jsessionid=1F?b=c;d")).isEqualTo("/a?b=c;d");
        assertThat(headers(strict).allow("location", "https://h/a;x=1;JSESSIONID=2.n;y/b#c"))
                .isEqualTo("https://h/a;x=1;y/b#c");
        assertThat(headers(strict).allow("Location", "/a;x=1")).isEqualTo("/a;x=1");
        assertThat(headers(strict).allow("X-Other", "/a;jsessionid=1")).isEqualTo("/a;jsessionid=1");
        assertThat(headers(shop).allow("Location", "/a;jsessionid=1")).isEqualTo("/a;jsessionid=1");
        assertThat(new FinalHeaders(null, Layer.CONTAINER).allow("Location", "/a;b=c"))
                .isEqualTo("/a;b=c");
    }

    @Test
    void whereNoWrapperStandsTheApplicationReadsTheSameCookies() {
        assertThat(headers(shop).readable("lang=fr; offers=1; unknown=1")).isEqualTo("lang=fr");
        assertThat(headers(shop).readable("offers=1")).isNull();
        assertThat(headers(ShopGuard.observing()).readable("offers=1; unknown=1"))
                .isEqualTo("offers=1; unknown=1");
        assertThat(new FinalHeaders(null, Layer.CONTAINER).readable("lang=fr")).isNull();
    }

    @Test
    void observingLetsAllPass() {
        FinalHeaders headers = headers(ShopGuard.observing());

        assertThat(headers.allow(NAME, "unknown=1")).isEqualTo("unknown=1");
        assertThat(headers.allow(NAME, "nameless")).isEqualTo("nameless");
        assertThat(headers.allow("X-Other", "a\0b")).isEqualTo("a\0b");
    }

    @Test
    void whatFailsIsNotSent() {
        HttpServletRequest request = request(shop);
        when(context.getAttribute(CommitGuard.ATTRIBUTE)).thenThrow(new IllegalStateException("on purpose"));

        try (LogCapture log = new LogCapture(FinalHeaders.class)) {
            assertThat(new FinalHeaders(request, Layer.COMMIT).allow(NAME, "lang=fr"))
                    .isNull();
            assertThat(log.warnings()).isNotEmpty();
        }
    }

    @Test
    void withoutAStartedFilterOnlyWhatIsExemptOutOfTheBoxPasses() {
        HttpServletRequest request = request(null);
        SessionCookieConfig session = mock(SessionCookieConfig.class);
        when(session.getName()).thenReturn("MYSESSION");
        when(context.getSessionCookieConfig()).thenReturn(session);

        for (FinalHeaders headers :
                List.of(new FinalHeaders(request, Layer.CONTAINER), new FinalHeaders(null, Layer.CONTAINER))) {
            assertThat(headers.allow(NAME, "XSRF-TOKEN=1; Path=/")).isEqualTo("XSRF-TOKEN=1; Path=/");
            assertThat(headers.allow(NAME, "remember-me=1; Max-Age=60; Path=/")).isEqualTo("remember-me=1; Path=/");
            assertThat(headers.allow(NAME, "lang=fr")).isNull();
            assertThat(headers.allow(NAME, "eu-consent=forged")).isNull();
            assertThat(headers.allow(NAME, "lang=fr; Max-Age=0")).startsWith("lang=; Max-Age=0");
            assertThat(headers.allow(NAME, "XSRF-TOKEN=1\u0001")).isNull();
            assertThat(headers.allow("X-Other", "a\0b")).isNull();
            assertThat(headers.allow("X-Other", "a")).isEqualTo("a");
        }
        assertThat(new FinalHeaders(request, Layer.CONTAINER).allow(NAME, "MYSESSION=1"))
                .isEqualTo("MYSESSION=1");
        assertThat(new FinalHeaders(null, Layer.CONTAINER).allow(NAME, "JSESSIONID=1"))
                .isEqualTo("JSESSIONID=1");
    }

    /** As where the container and the application have a copy of the library each. */
    @Test
    void theDecisionMayComeFromAnotherCopyOfTheLibrary() {
        CommitGuard others = new CommitGuard(shop.settings);
        Function<HttpServletRequest, BinaryOperator<@Nullable String>> foreign = others::apply;
        HttpServletRequest request = request(shop);
        when(context.getAttribute(CommitGuard.ATTRIBUTE)).thenReturn(foreign);
        FinalHeaders headers = new FinalHeaders(request, Layer.CONTAINER);

        assertThat(headers.allow(NAME, "lang=fr")).isEqualTo("lang=fr");
        assertThat(headers.allow(NAME, "offers=1")).isNull();
    }

    private FinalHeaders headers(ShopGuard guard) {
        return new FinalHeaders(request(guard), Layer.COMMIT);
    }

    private HttpServletRequest request(@Nullable ShopGuard guard, String... cookieLines) {
        ServletContext own = guard == null || guard.equals(shop) ? context : mock(ServletContext.class);
        when(own.getAttribute(CommitGuard.ATTRIBUTE))
                .thenReturn(guard == null ? null : new CommitGuard(guard.settings));
        return new HttpServletRequestWrapper(shop.raw("/page", cookieLines).proxy()) {
            @Override
            public ServletContext getServletContext() {
                return own;
            }
        };
    }
}
