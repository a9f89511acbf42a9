package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedResponseTest {

    private final ShopGuard guard = ShopGuard.enforcing();
    private final FakeResponse raw = new FakeResponse();
    private final GuardedRequest request = guard.request("/");
    private final GuardedResponse response = new GuardedResponse(raw.proxy(), request);

    @Test
    void allowedCookiesArriveAsHeaderLinesAndOthersNowhere() {
        Cookie lang = new Cookie("lang", "fr");
        lang.setAttribute("SameSite", "Strict");
        response.addCookie(lang);
        response.addCookie(new Cookie("unknown", "1"));
        response.addCookie(new Cookie("_pk_id.1", "1"));
        response.addCookie(null);
        response.addHeader("set-COOKIE", "basket=1; Path=/");
        response.addHeader("Set-Cookie", "offers=1");
        response.setHeader("Set-Cookie", "offers=1");
        response.setHeader("X-Other", "kept");

        assertThat(raw.headers)
                .containsExactly(
                        "Set-Cookie: lang=fr; SameSite=Strict", "set-COOKIE: basket=1; Path=/", "X-Other: kept");
        assertThat(raw.cookies).isEmpty();
    }

    @Test
    void aCookieThatIsChangedAfterwardsIsSentAsItWas() {
        Cookie cookie = new Cookie("lang", "fr");
        response.addCookie(cookie);

        cookie.setValue("leak");
        cookie.setPath("/leak");

        assertThat(raw.headers).containsExactly("Set-Cookie: lang=fr");
    }

    @Test
    void numbersAndDatesAreNoCookies() {
        response.setIntHeader("Set-Cookie", 5);
        response.addIntHeader("Set-Cookie", 6);
        response.setDateHeader("Set-Cookie", 0);
        response.addDateHeader("set-cookie2", 0);
        response.setIntHeader("Set-Cookie:", 7);
        response.addIntHeader("X-Count", 8);
        response.setDateHeader("X-Date", 9);

        assertThat(raw.headers).containsExactly("X-Count: 8", "X-Date: 9");
    }

    @Test
    void theOldHeaderIsDropped() {
        response.addHeader("Set-Cookie2", "lang=fr");
        response.setHeader("SET-COOKIE2", "lang=fr");

        assertThat(raw.headers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie:",
                "Set-Cookie: leak=1;x",
                "Set-Cookie ",
                "Set-Cookie\t",
                " Set-Cookie",
                "Set-Cookie\u0000",
                "Set-Cookie\u000B",
                "Set-Coo\u212Aie",
                "X\r\nSet-Cookie",
                ""
            })
    void aNameThatIsNoTokenIsNotSent(String name) {
        response.addHeader(name, "leak=1");
        response.setHeader(name, "leak=1");
        response.addHeader(null, "leak=1");
        response.addIntHeader(name, 1);
        response.setDateHeader(name, 1);

        assertThat(raw.headers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: leak=1", "a\n", "a\u0000", "a\u007F", "\u010D\u010ASet-Cookie: leak=1"})
    void aValueThatAContainerWouldChangeIsNotSent(String value) throws Exception {
        response.addHeader("X-Foo", value);
        response.setHeader("X-Foo", value);
        response.setContentType("text/html" + value);
        response.setCharacterEncoding(value);

        assertThat(raw.headers).isEmpty();
        assertThat(raw.contentType).isNull();
    }

    @Test
    void aRefusedHeaderIsLoggedOnce() {
        try (LogCapture log = new LogCapture(Ledger.class)) {
            response.addHeader("X-Foo", "secret\r\n");
            response.addHeader("X-Foo", "secret\r\n");
            response.addHeader("X-B\r\nar", "secret");

            assertThat(log.warnings()).hasSize(2).noneMatch(line -> line.contains("secret") || line.contains("\n"));
        }
    }

    @Test
    void theLocationOfARedirectIsEncodedWhereAHeaderCannotHoldIt() throws Exception {
        response.sendRedirect("/a?b=\u65E5\r\nSet-Cookie: leak=1&c=%41\u00E9");

        assertThat(raw.redirect).isEqualTo("/a?b=%E6%97%A5%0D%0ASet-Cookie: leak=1&c=%41\u00E9");
    }

    @Test
    void trailersAreGuardedWhenTheyAreSent() {
        response.setTrailerFields(() -> Map.of(
                "Set-Cookie",
                "offers=1",
                "set-cookie",
                "lang=fr",
                "X-Sum",
                "1",
                "X-Bad",
                "a\r\n",
                "Set-Cookie:",
                "x=1"));

        assertThat(raw.trailers.get()).isEqualTo(Map.of("set-cookie", "lang=fr", "X-Sum", "1"));
        response.setTrailerFields(null);
        assertThat(raw.trailers).isNull();
    }

    @Test
    void ownCookiesPassAndOutliveAResetAndAReplacement() {
        response.addOwnSetCookie("eu-consent=signed; Path=/");
        response.addHeader("X-Foo", "1");

        response.reset();
        assertThat(raw.headers).containsExactly("Set-Cookie: eu-consent=signed; Path=/");

        response.setHeader("Set-Cookie", "lang=fr");
        assertThat(raw.headers)
                .containsExactlyInAnyOrder("Set-Cookie: lang=fr", "Set-Cookie: eu-consent=signed; Path=/");

        response.setHeader("Set-Cookie", "offers=1");
        assertThat(raw.headers).hasSize(2);

        response.setHeader("Set-Cookie", null);
        assertThat(raw.headers).containsExactly("Set-Cookie: eu-consent=signed; Path=/");
    }

    @Test
    void aCommittedResponseIsGuardedAllTheSame() {
        assertThat(response.isCommitted()).isTrue();

        response.addCookie(new Cookie("unknown", "1"));

        assertThat(raw.headers).isEmpty();
    }

    @Test
    void noSessionIdIsWrittenIntoAnAddressWhereTheSessionIsClosed() {
        assertThat(response.encodeURL("/a")).isEqualTo("/a;jsessionid=1");

        ShopGuard strict = ShopGuard.strict();
        GuardedResponse closed = new GuardedResponse(raw.proxy(), strict.request("/"));

        assertThat(closed.encodeURL("/a")).isEqualTo("/a");
        assertThat(closed.encodeRedirectURL("/a")).isEqualTo("/a");
    }

    @Test
    void aGuardWithinAGuardDecidesAndCountsOnce() {
        GuardedResponse outer = GuardedResponse.of(new HttpServletResponseWrapper(response), request);

        outer.addCookie(new Cookie("lang", "fr"));
        outer.addHeader("Set-Cookie", "offers=1");

        assertThat(outer).isNotSameAs(response);
        assertThat(GuardedResponse.of(response, request)).isSameAs(response);
        assertThat(raw.headers).containsExactly("Set-Cookie: lang=fr");
        assertThat(guard.ledger.snapshot()).hasSize(2).allMatch(e -> e.count() == 1);
    }

    @Test
    void observeModePassesWhatTheApplicationDid() {
        ShopGuard observing = ShopGuard.observing();
        GuardedResponse observed = new GuardedResponse(raw.proxy(), observing.request("/"));
        Cookie cookie = new Cookie("unknown", "1");

        observed.addCookie(cookie);
        observed.addHeader("Set-Cookie:", "x");
        observed.addHeader("X-Foo", "a\u0100");
        observed.setIntHeader("Set-Cookie", 5);
        observed.addHeader("Set-Cookie2", "a=1");

        assertThat(raw.cookies).containsExactly(cookie);
        assertThat(raw.headers)
                .containsExactly("Set-Cookie:: x", "X-Foo: a\u0100", "Set-Cookie: 5", "Set-Cookie2: a=1");
        assertThat(observing.ledger.snapshot()).extracting(Ledger.Entry::name).contains("unknown", "(unreadable)");
    }

    @Test
    void aCookieThatThrowsIsDropped() {
        try (LogCapture log = new LogCapture(GuardedResponse.class)) {
            response.addCookie(new Cookie("lang", "fr") {
                @java.io.Serial
                private static final long serialVersionUID = 1L;

                @Override
                public String getValue() {
                    throw new IllegalStateException("broken");
                }
            });

            assertThat(raw.headers).isEmpty();
            assertThat(log.warnings()).hasSize(1);
        }
    }
}
