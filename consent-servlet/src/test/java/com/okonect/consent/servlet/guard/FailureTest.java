package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.Mockito.mock;

import com.okonect.consent.ConsentService;
import jakarta.servlet.http.Cookie;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fails inside the library: the cookie is dropped, the log says so, and the page goes on. */
class FailureTest {

    private final ShopGuard shop = ShopGuard.strict();
    private final LogCapture log = new LogCapture(Visit.class);

    /** What can fail. */
    enum Broken {
        SERVICE,
        LEDGER,
        BOTH
    }

    @AfterEach
    void close() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsNoCookieOfTheApplicationGoesOutAndThePageGoesOn(Broken broken) {
        FakeResponse raw = new FakeResponse();
        GuardedRequest request = request(broken);
        GuardedResponse response = new GuardedResponse(raw.proxy(), request);

        assertThatNoException().isThrownBy(() -> {
            response.addCookie(new Cookie("offers", "1"));
            response.addHeader("Set-Cookie", "unknown=1");
            response.setHeader("Set-Cookie", "nameless");
            response.addHeader("Set-Cookie2", "unknown=1");
            response.addHeader("Set-Cookie: unknown=1;x", "y");
            response.addHeader("X-Other", "a\r\nSet-Cookie: unknown=1");
            response.setIntHeader("Set-Cookie", 5);
            response.addHeader("X-Fine", "1");
        });
        assertThat(raw.headers).containsExactly("X-Fine: 1");
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsTheCommitGuardSendsNothingThatIsNotAllowed(Broken broken) {
        Visit visit = request(broken).visit();

        for (String name : List.of("Set-Cookie", "Set-Cookie2", "Set-Cookie: a=b;x")) {
            assertThat(visit.filter(name, "unknown=1", Layer.COMMIT)).isNull();
        }
        assertThat(visit.filter("X-Other", "a\0b", Layer.COMMIT)).isNull();
        assertThat(visit.filter("Location", "/next;jsessionid=1", Layer.COMMIT)).isIn(null, "/next");
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsTheApplicationReadsNoHiddenCookieAndThePageGoesOn(Broken broken) {
        GuardedRequest request = request(broken);

        assertThat(request.getHeader("Cookie")).isNull();
        assertThat(request.getCookies()).isNull();
        assertThat(request.getSession()).isInstanceOf(DetachedSession.class);
        assertThat(request.getRequestedSessionId()).isNull();
    }

    @Test
    void aFailureIsLogged() {
        request(Broken.SERVICE).visit().filter("lang=fr", Layer.WRAPPER);

        assertThat(log.warnings()).isNotEmpty();
    }

    private GuardedRequest request(Broken broken) {
        boolean both = broken == Broken.BOTH;
        GuardSettings settings = new GuardSettings(
                both || broken == Broken.SERVICE ? failing(ConsentService.class) : shop.service,
                true,
                false,
                null,
                false,
                false,
                both || broken == Broken.LEDGER ? failing(Ledger.class) : shop.ledger,
                shop.clock,
                RequestHeaders.BY_REQUEST);
        return new GuardedRequest(shop.raw("/", "offers=1; unknown=1").proxy(), settings);
    }

    private static <T> T failing(Class<T> type) {
        return mock(type, call -> {
            throw new IllegalStateException("on purpose");
        });
    }
}
