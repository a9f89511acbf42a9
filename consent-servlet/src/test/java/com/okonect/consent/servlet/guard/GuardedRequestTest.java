package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.servlet.guard.Ledger.Outcome;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedRequestTest {

    private final ShopGuard guard = ShopGuard.enforcing();
    private final ShopGuard strict = ShopGuard.strict();

    @Test
    void aNewGuardAsksNothing() {
        FakeRequest raw = guard.raw("/", "_pk_id.1=x");

        new GuardedRequest(raw.proxy(), guard.settings);

        assertThat(raw.calls).isEmpty();
    }

    @Test
    void whatMayNotBeReadIsInNoView() {
        GuardedRequest request = guard.request("/", "lang=fr; _pk_id.1=x; unknown=1", "offers=1");

        assertThat(request.getCookies()).extracting(Cookie::getName).containsExactly("lang");
        for (String name : new String[] {"Cookie", "cookie", "COOKIE"}) {
            assertThat(request.getHeader(name)).isEqualTo("lang=fr");
            assertThat(Collections.list(request.getHeaders(name))).containsExactly("lang=fr");
        }
        assertThat(Collections.list(request.getHeaderNames())).containsExactly("Host", "cookie");
        assertThat(request.getHeader("Host")).isEqualTo(ShopGuard.HOST);
    }

    @Test
    void whereNothingMayBeReadThereIsNoHeader() {
        GuardedRequest request = guard.request("/", "_pk_id.1=x; unknown=1");

        assertThat(request.getCookies()).isNull();
        assertThat(request.getHeader("Cookie")).isNull();
        assertThat(Collections.list(request.getHeaders("Cookie"))).isEmpty();
        assertThat(Collections.list(request.getHeaderNames())).containsExactly("Host");
        assertThat(request.getIntHeader("Cookie")).isEqualTo(-1);
        assertThat(request.getDateHeader("Cookie")).isEqualTo(-1);
    }

    @Test
    void theMessageOfAFailedConversionHasNoHiddenCookie() {
        GuardedRequest request = guard.request("/", "lang=fr; _pk_id.1=secret");

        assertThatExceptionOfType(NumberFormatException.class)
                .isThrownBy(() -> request.getIntHeader("Cookie"))
                .withMessageNotContaining("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.getDateHeader("Cookie"))
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Coo\u212Aie", "Cook\u0131e", "Cookie ", " Cookie", "Cookie:"})
    void noLookAlikeOfTheNameFindsTheHeader(String name) {
        GuardedRequest request = guard.request("/", "_pk_id.1=x");

        assertThat(request.getHeader(name)).isNull();
        assertThat(Collections.list(request.getHeaders(name))).isEmpty();
        assertThat(request.getIntHeader(name)).isEqualTo(-1);
        assertThat(request.getDateHeader(name)).isEqualTo(-1);
    }

    @Test
    void whatIsGrantedIsRead() {
        GuardedRequest request = guard.request("/", guard.consentCookie("statistics") + ";_pk_id.1=x");

        assertThat(request.getHeader("Cookie")).endsWith(";_pk_id.1=x");
        assertThat(request.getCookies()).extracting(Cookie::getName).containsExactly("eu-consent", "_pk_id.1");
    }

    @Test
    void theVisitIsFoundThroughAnyWrapper() {
        GuardedRequest request = guard.request("/");

        HttpServletRequestWrapper wrapper = new HttpServletRequestWrapper(request);

        assertThat(wrapper.getAttribute(Visit.ATTRIBUTE)).isSameAs(request.visit());
        assertThat(GuardedRequest.find(wrapper)).isSameAs(request);
        assertThat(GuardedRequest.of(wrapper, guard.settings, false).visit()).isSameAs(request.visit());
        assertThat(GuardedRequest.of(request, guard.settings, false)).isSameAs(request);
    }

    @Test
    void theContainersOwnRequestFindsTheVisitOfTheFirstDispatch() {
        FakeRequest raw = guard.raw("/");
        Visit visit = new GuardedRequest(raw.proxy(), guard.settings).visit();

        assertThat(new GuardedRequest(raw.proxy(), guard.settings).visit()).isSameAs(visit);
        assertThat(new GuardedRequest(raw.proxy(), strict.settings).visit()).isNotSameAs(visit);
    }

    @Test
    void aConsentThatIsReadLeavesNothingInTheContainersRequest() {
        FakeRequest raw = guard.raw("/", guard.consentCookie("statistics"));
        GuardedRequest request = new GuardedRequest(raw.proxy(), guard.settings);

        Consent consent = request.consent();

        assertThat(consent.allows(Category.STATISTICS)).isTrue();
        assertThat(raw.attributes).isEmpty();
        assertThat(request.visit().consent()).isSameAs(consent);
        assertThat(raw.attributes).containsEntry(Visit.ATTRIBUTE, request.visit());
    }

    /** The choice is for the host that the wrapper names, and later layers ask the container's request. */
    @Test
    void whereAnotherWrapperStandsBeforeLaterLayersFindItsConsent() {
        FakeRequest raw = new FakeRequest("inside.example", "/", List.of(guard.consentCookie("statistics")));
        HttpServletRequestWrapper forwarded = new HttpServletRequestWrapper(raw.proxy()) {
            @Override
            public String getServerName() {
                return ShopGuard.HOST;
            }
        };
        GuardedRequest request = new GuardedRequest(forwarded, guard.settings);

        assertThat(request.consent().allows(Category.STATISTICS)).isTrue();
        assertThat(Visit.of(raw.proxy(), guard.settings).consent().allows(Category.STATISTICS))
                .isTrue();
    }

    @Test
    void theConsentIsThatOfTheVisitOfTheFirstDispatch() {
        FakeRequest raw = guard.raw("/", guard.consentCookie("statistics"));
        Visit visit = new GuardedRequest(raw.proxy(), guard.settings).visit();
        visit.decide(guard.settings.service().undecided());

        assertThat(new GuardedRequest(raw.proxy(), guard.settings).consent().allows(Category.STATISTICS))
                .isFalse();
    }

    @Test
    void theVisitIsThatOfAnotherLayerThoughTheConsentWasReadBefore() {
        FakeRequest raw = guard.raw("/", guard.consentCookie("statistics"));
        GuardedRequest request = new GuardedRequest(raw.proxy(), guard.settings);
        assertThat(request.consent().allows(Category.STATISTICS)).isTrue();
        Visit shared = Visit.of(raw.proxy(), guard.settings);
        shared.decide(guard.settings.service().undecided());

        assertThat(request.visit()).isSameAs(shared);
        assertThat(request.consent().allows(Category.STATISTICS)).isFalse();
    }

    @Test
    void theApplicationCanNeitherReplaceNorRemoveTheVisit() {
        GuardedRequest request = guard.request("/");
        Visit visit = request.visit();

        request.setAttribute(Visit.ATTRIBUTE, "another");
        request.removeAttribute(Visit.ATTRIBUTE);

        assertThat(request.getAttribute(Visit.ATTRIBUTE)).isSameAs(visit);
        request.setAttribute("own", "kept");
        assertThat(request.getAttribute("own")).isEqualTo("kept");
    }

    @Test
    void anExemptSessionIsTheContainers() {
        FakeRequest raw = guard.raw("/");
        raw.session = new DetachedSession(FakeRequest.context(), guard.clock);
        GuardedRequest request = new GuardedRequest(raw.proxy(), guard.settings);

        assertThat(request.getSession()).isSameAs(raw.session);
        assertThat(request.getSession(false)).isSameAs(raw.session);
        assertThat(request.getRequestedSessionId()).isEqualTo("from-the-container");
        assertThat(request.changeSessionId()).isEqualTo("changed-by-the-container");
    }

    @Test
    void whereItsCookieMayNotBeSetTheSessionEndsWithTheRequest() {
        FakeRequest raw = strict.raw("/");
        GuardedRequest request = new GuardedRequest(raw.proxy(), strict.settings);
        try (LogCapture log = new LogCapture(Ledger.class)) {
            assertThat(request.getSession(false)).isNull();
            HttpSession session = request.getSession();

            assertThat(session).isInstanceOf(DetachedSession.class);
            assertThat(request.getSession(true)).isSameAs(session);
            assertThat(request.getSession(false)).isSameAs(session);
            assertThat(request.changeSessionId()).isEqualTo(session.getId());
            assertThat(raw.calls).doesNotContain("getSession", "changeSessionId");
            assertThat(log.warnings()).singleElement().asString().contains("JSESSIONID", "expressRequest");
            assertThat(strict.ledger.snapshot())
                    .singleElement()
                    .matches(e -> e.name().equals("JSESSIONID") && e.outcome() == Outcome.BLOCKED);
        }
    }

    @Test
    void anInvalidatedSessionIsFollowedByANewOne() {
        GuardedRequest request = strict.request("/");
        HttpSession first = request.getSession();

        first.invalidate();

        assertThat(request.getSession(false)).isNull();
        assertThatIllegalStateException().isThrownBy(request::changeSessionId);
        assertThat(request.getSession()).isNotSameAs(first);
    }

    @Test
    void anExpressRequestOpensTheSessionAndTakesItsAttributesAlong() {
        FakeRequest raw = strict.raw("/");
        GuardedRequest request = new GuardedRequest(raw.proxy(), strict.settings);
        request.getSession().setAttribute("a", 1);
        raw.session = new DetachedSession(FakeRequest.context(), strict.clock);

        request.visit().expressRequest("authentication");

        assertThat(request.getSession()).isSameAs(raw.session);
        assertThat(raw.session.getAttribute("a")).isEqualTo(1);
    }

    @Test
    void aSessionIdThatTheVisitorDidNotSendAsACookieIsHiddenWhereTheCookieIs() {
        GuardedRequest request = strict.request("/;jsessionid=from-the-container");

        assertThat(request.getRequestedSessionId()).isNull();
        assertThat(request.isRequestedSessionIdValid()).isFalse();
        assertThat(request.isRequestedSessionIdFromCookie()).isFalse();
        assertThat(request.isRequestedSessionIdFromURL()).isFalse();

        GuardedRequest sent = strict.request("/", "JSESSIONID=from-the-container");

        assertThat(sent.getRequestedSessionId()).isEqualTo("from-the-container");
        assertThat(sent.isRequestedSessionIdValid()).isTrue();
    }

    @Test
    void aConsentBoundSessionIsHiddenThoughTheBrowserSendsItsCookie() {
        ShopGuard bound = ShopGuard.withConsentBoundSession();
        GuardedRequest refused = bound.request("/", "JSESSIONID=1");
        GuardedRequest granted = bound.request("/", "JSESSIONID=1; " + bound.consentCookie("statistics"));

        assertThat(refused.getRequestedSessionId()).isNull();
        assertThat(refused.getSession(false)).isNull();
        assertThat(refused.getSession()).isInstanceOf(DetachedSession.class);
        assertThat(granted.getRequestedSessionId()).isEqualTo("from-the-container");
    }

    @Test
    void whereTheCommitGuardStandsLogInIsForTheRequest() throws Exception {
        for (boolean hooked : new boolean[] {true, false}) {
            FakeRequest raw = strict.raw("/");
            raw.piece = hooked ? null : "";
            GuardedRequest request = new GuardedRequest(raw.proxy(), strict.settings, hooked);

            request.login("a", "b");

            assertThat(raw.calls).contains("login");
            assertThat(request.getSession()).isInstanceOf(DetachedSession.class);
            assertThat(strict.ledger.snapshot())
                    .anySatisfy(entry -> assertThat(entry.name()).isEqualTo("JSESSIONID"));
        }
    }

    @Test
    void withWrappersAloneLogInFailsAsLogInFails() throws Exception {
        FakeRequest raw = strict.raw("/");
        GuardedRequest request = new GuardedRequest(raw.proxy(), strict.settings);

        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(() -> request.login("a", "b"))
                .withMessageContaining("expressRequest");
        assertThatExceptionOfType(ServletException.class).isThrownBy(() -> request.authenticate(null));
        assertThat(raw.calls).doesNotContain("login", "authenticate");

        request.visit().expressRequest("authentication");
        request.login("a", "b");

        assertThat(raw.calls).contains("login");
    }

    @Test
    void observeModeChangesNoView() {
        ShopGuard observing = ShopGuard.observing();
        FakeRequest raw = observing.raw("/", "unknown=1");
        GuardedRequest request = new GuardedRequest(raw.proxy(), observing.settings);

        assertThat(request.getHeader("Cookie")).isEqualTo("unknown=1");
        assertThat(request.getSession()).isNull();
        assertThat(raw.calls).contains("getSession");
    }
}
