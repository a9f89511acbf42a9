package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.guard.Decision.Drop;
import com.okonect.consent.servlet.guard.Decision.Pass;
import com.okonect.consent.servlet.guard.Decision.Reason;
import jakarta.servlet.RequestDispatcher;
import java.time.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitTest {

    private final ShopGuard guard = ShopGuard.enforcing();
    private final ShopGuard strict = ShopGuard.strict();
    private final ShopGuard observing = ShopGuard.observing();

    private static Reason dropped(Decision decision) {
        assertThat(decision).isInstanceOf(Drop.class);
        return ((Drop) decision).reason();
    }

    @Test
    void aConsentBoundCookiePassesOnlyWhereItsCategoryIsGranted() {
        assertThat(dropped(guard.visit("/").write("_pk_id.1"))).isEqualTo(Reason.NOT_GRANTED);
        assertThat(dropped(guard.visit("/", guard.consentCookie()).write("_pk_id.1")))
                .isEqualTo(Reason.NOT_GRANTED);
        assertThat(dropped(guard.visit("/", guard.consentCookie("marketing")).write("_pk_id.1")))
                .isEqualTo(Reason.NOT_GRANTED);
        assertThat(guard.visit("/", guard.consentCookie("statistics")).write("_pk_id.1"))
                .isInstanceOf(Pass.class);
    }

    @Test
    void anUndeclaredCookieNeverPasses() {
        assertThat(dropped(guard.visit("/", guard.consentCookie("statistics", "marketing"))
                        .write("unknown")))
                .isEqualTo(Reason.UNDECLARED);
        assertThat(dropped(guard.visit("/").write("LANG"))).isEqualTo(Reason.UNDECLARED);
        assertThat(guard.visit("/", "unknown=1").reads("unknown")).isFalse();
    }

    @Test
    void theApplicationCanNeitherSetNorDeleteTheConsentCookie() {
        assertThat(dropped(guard.visit("/").write("eu-consent"))).isEqualTo(Reason.OWN);
        assertThat(guard.sent("eu-consent=forged")).isNull();
        assertThat(guard.sent("eu-consent=; Max-Age=0; Path=/")).isNull();
        assertThat(guard.visit("/").reads("eu-consent")).isTrue();
    }

    @Test
    void anExemptCookiePassesWithoutAChoice() {
        assertThat(guard.sent("basket=1; Path=/; SameSite=Lax")).isEqualTo("basket=1; Path=/; SameSite=Lax");
        assertThat(guard.sent("JSESSIONID=1; Path=/; HttpOnly")).isEqualTo("JSESSIONID=1; Path=/; HttpOnly");
    }

    @Test
    void aLifetimeIsCutToWhatIsDeclared() {
        assertThat(guard.sent("lang=fr; Max-Age=99999999; Path=/")).isEqualTo("lang=fr; Path=/; Max-Age=2592000");
        assertThat(guard.sent("basket=1; Max-Age=60")).isEqualTo("basket=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_pk_id.1", "unknown", "basket", "checkout"})
    void deletingACookieNeedsNoConsent(String name) {
        assertThat(guard.sent(name + "=x; Max-Age=0; Path=/app"))
                .isEqualTo(name + "=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/app");
    }

    @Test
    void aLookAlikeOfADeletionIsACookieThatNeedsConsent() {
        assertThat(guard.sent("_pk_id.1=x; Max-Age=+0")).isNull();
        assertThat(guard.sent("_pk_id.1=x; Expires=0")).isNull();
    }

    @Test
    void whatCannotBeReadIsDropped() {
        assertThat(guard.sent("basket=1\u0001")).isNull();
        assertThat(guard.sent("basket")).isNull();
        assertThat(guard.sent("=basket")).isNull();
        assertThat(guard.sent("")).isNull();
    }

    @Test
    void aCookieForAServiceOnRequestNeedsTheRequestInEveryMode() {
        for (ShopGuard any : new ShopGuard[] {guard, strict}) {
            Visit visit = any.visit("/", any.consentCookie("statistics", "marketing"));
            assertThat(dropped(visit.write("checkout"))).isEqualTo(Reason.NO_EXPRESS_REQUEST);

            visit.expressRequest("payment");

            assertThat(visit.write("checkout")).isInstanceOf(Pass.class);
            assertThat(dropped(visit.write("help"))).isEqualTo(Reason.NO_EXPRESS_REQUEST);
        }
    }

    @Test
    void anExpressRequestCanNameOneCookie() {
        Visit visit = guard.visit("/");

        visit.expressRequest("help");

        assertThat(visit.write("help")).isInstanceOf(Pass.class);
        assertThat(dropped(visit.write("checkout"))).isEqualTo(Reason.NO_EXPRESS_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"statistics", "_pk_id.1", "unknown", "eu-consent", "", "Payment", "media-player"})
    void anExpressRequestForNothingExemptIsAnError(String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> guard.visit("/").expressRequest(word))
                .withMessageContaining("'" + word + "'");
    }

    @Test
    void aRequestToARouteIsAnExpressRequest() {
        assertThat(guard.visit("/checkout/pay").write("checkout")).isInstanceOf(Pass.class);
        assertThat(guard.visit("/checkout").write("checkout")).isInstanceOf(Pass.class);
        assertThat(guard.visit("/checkouts").write("checkout")).isInstanceOf(Drop.class);
        assertThat(guard.visit("/x/../checkout").write("checkout")).isInstanceOf(Drop.class);
        assertThat(guard.visit("/app/checkout").write("checkout")).isInstanceOf(Drop.class);

        FakeRequest inApplication = guard.raw("/app/checkout/;a=b/pay");
        inApplication.contextPath = "/app";
        assertThat(new GuardedRequest(inApplication.proxy(), guard.settings)
                        .visit()
                        .write("checkout"))
                .isInstanceOf(Pass.class);
    }

    @Test
    void aForwardToARouteIsNoRequestOfTheVisitor() {
        FakeRequest forwarded = guard.raw("/checkout/pay");
        forwarded.attributes.put(RequestDispatcher.FORWARD_REQUEST_URI, "/home");

        assertThat(new GuardedRequest(forwarded.proxy(), guard.settings).visit().write("checkout"))
                .isInstanceOf(Drop.class);
    }

    @Test
    void whatTheBrowserSendsAlreadyCanBeReadAndRenewed() {
        Visit visit = strict.visit("/", "checkout=1; lang=fr");

        assertThat(visit.reads("checkout")).isTrue();
        assertThat(visit.write("checkout")).isInstanceOf(Pass.class);
        assertThat(visit.write("lang")).isInstanceOf(Pass.class);
        assertThat(visit.write("basket")).isInstanceOf(Drop.class);
    }

    @Test
    void inStrictModeAnExemptCookieWaitsForAChoiceEvenARefusal() {
        assertThat(dropped(strict.visit("/").write("lang"))).isEqualTo(Reason.NO_CHOICE);
        assertThat(dropped(strict.visit("/").write("JSESSIONID"))).isEqualTo(Reason.NO_CHOICE);
        assertThat(strict.visit("/", strict.consentCookie()).write("lang")).isInstanceOf(Pass.class);

        Visit visit = strict.visit("/");
        visit.expressRequest("authentication");
        assertThat(visit.write("JSESSIONID")).isInstanceOf(Pass.class);
        assertThat(dropped(visit.write("lang"))).isEqualTo(Reason.NO_CHOICE);
    }

    @Test
    void anExpiredChoiceIsNone() {
        String refused = strict.consentCookie();
        strict.clock.advance(Period.ofMonths(7));

        assertThat(dropped(strict.visit("/", refused).write("lang"))).isEqualTo(Reason.NO_CHOICE);
    }

    @Test
    void aConsentCookieOfAnotherSiteIsNoChoice() {
        String token = guard.consentCookie("statistics");

        Visit elsewhere = new GuardedRequest(
                        new FakeRequest("other.example", "/", java.util.List.of(token)).proxy(), guard.settings)
                .visit();

        assertThat(elsewhere.consent().decided()).isFalse();
        assertThat(elsewhere.site()).isEqualTo("other.example");
    }

    @Test
    void theFirstValidConsentCookieCounts() {
        Visit visit = guard.visit("/", "eu-consent=forged; " + guard.consentCookie("statistics"));

        assertThat(visit.consent().allows(Category.STATISTICS)).isTrue();
    }

    @Test
    void theSiteIsTheDomainWhereOneIsConfigured() {
        GuardSettings shared = new GuardSettings(
                guard.service,
                false,
                false,
                "shop.example",
                false,
                false,
                guard.ledger,
                guard.clock,
                RequestHeaders.BY_REQUEST);

        assertThat(new Visit(shared, guard.raw("/").proxy()).site()).isEqualTo("shop.example");
        assertThat(guard.visit("/").site()).isEqualTo(ShopGuard.HOST);
    }

    @Test
    void aChoiceMadeInThisRequestCountsAtOnce() {
        Visit visit = guard.visit("/", guard.consentCookie("statistics") + "; _pk_id.1=x");
        assertThat(visit.readable().names()).contains("_pk_id.1");

        visit.decide(guard.choose());

        assertThat(visit.write("_pk_id.1")).isInstanceOf(Drop.class);
        assertThat(visit.readable().names()).doesNotContain("_pk_id.1");
    }

    @Test
    void observeModeLetsEverythingPassUnchanged() {
        for (String any : new String[] {
            "unknown=1",
            "_pk_id.1=1; Max-Age=0x",
            "lang=1; Max-Age=999999999",
            "",
            "nameless",
            "eu-consent=1",
            "a=\u0001"
        }) {
            assertThat(observing.sent(any)).isEqualTo(any);
        }
        assertThat(observing.visit("/").write("unknown")).isInstanceOf(Pass.class);
        assertThat(observing.visit("/").reads("unknown")).isTrue();
        assertThat(observing.visit("/", "unknown=1").readable().lines()).containsExactly("unknown=1");
    }

    @Test
    void aHeaderOfTheLibrarysOwnPassesEveryLayer() {
        Visit visit = guard.visit("/");
        visit.own("eu-consent=signed; Path=/");

        assertThat(visit.filter("eu-consent=signed; Path=/", Layer.COMMIT)).isEqualTo("eu-consent=signed; Path=/");
        assertThat(visit.filter("eu-consent=other; Path=/", Layer.COMMIT)).isNull();
    }

    @Test
    void theSecondLayerComesToTheSameResult() {
        Visit visit = guard.visit("/");
        for (String written : new String[] {"lang=fr; Max-Age=999999999", "unknown=1; Max-Age=0", "basket=1; Path=/"}) {
            String sent = visit.filter(written, Layer.WRAPPER);

            assertThat(visit.filter(sent, Layer.COMMIT)).isEqualTo(sent);
        }
    }

    @Test
    void whereDecidingFailsTheCookieIsDropped() {
        GuardSettings broken = new GuardSettings(
                guard.service, true, false, null, false, false, guard.ledger, guard.clock, RequestHeaders.BY_REQUEST);
        Visit visit =
                new Visit(broken, (jakarta.servlet.http.HttpServletRequest) java.lang.reflect.Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {jakarta.servlet.http.HttpServletRequest.class},
                        (self, method, arguments) -> {
                            throw new IllegalStateException("the request is gone");
                        }));

        try (LogCapture log = new LogCapture(Visit.class)) {
            assertThat(dropped(visit.write("lang"))).isEqualTo(Reason.ERROR);
            assertThat(visit.filter("lang=fr", Layer.WRAPPER)).isNull();
            assertThat(visit.consent().decided()).isFalse();
            assertThat(log.warnings()).isNotEmpty();
        }
    }
}
