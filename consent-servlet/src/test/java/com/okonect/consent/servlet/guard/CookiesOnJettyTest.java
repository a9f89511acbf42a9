package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.servlet.guard.JettySite.Page;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is allowed arrives as it was written, what is not cannot be read, what is left over goes. */
class CookiesOnJettyTest {

    private final ShopGuard guard = ShopGuard.enforcing();
    private JettySite site;

    @BeforeEach
    void start() throws Exception {
        site = new JettySite(guard.settings);
    }

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    @Test
    void whatIsGrantedArrivesByteForByte() throws Exception {
        site.page("/", (q, a) -> {
            Cookie cookie = new Cookie("_pk_id.1", "a b");
            cookie.setPath("/");
            cookie.setMaxAge(60);
            cookie.setSecure(true);
            cookie.setHttpOnly(true);
            cookie.setAttribute("SameSite", "None");
            cookie.setAttribute("Partitioned", "");
            a.addCookie(cookie);
            a.addHeader("Set-Cookie", "_pk_id.2=\"x\";path=/ ;  SAMESITE=Lax; Priority=High");
            a.addHeader("Set-Cookie", "offers=1");
            a.getWriter().write(a.getHeaders("Set-Cookie").size() + " " + a.containsHeader("Set-Cookie"));
        });

        String raw = site.get("/", "Cookie: " + guard.consentCookie("statistics"));

        assertThat(JettySite.setCookies(raw)).hasSize(2);
        assertThat(JettySite.setCookies(raw).get(0))
                .startsWith("_pk_id.1=a b; Path=/; Max-Age=60; Secure; HttpOnly")
                .contains("; SameSite=None", "; Partitioned");
        assertThat(JettySite.setCookies(raw).get(1)).isEqualTo("_pk_id.2=\"x\";path=/ ;  SAMESITE=Lax; Priority=High");
        assertThat(raw).endsWith("2 true");
    }

    @Test
    void aLifetimeIsCutOnTheWire() throws Exception {
        site.page("/", (q, a) -> {
            Cookie cookie = new Cookie("lang", "fr");
            cookie.setMaxAge(Integer.MAX_VALUE);
            a.addCookie(cookie);
            a.addHeader("Set-Cookie", "basket=1; Expires=Fri, 31-Dec-9999 23:59:59 GMT; Path=/");
        });

        assertThat(JettySite.setCookies(site.get("/"))).containsExactly("lang=fr; Max-Age=2592000", "basket=1; Path=/");
    }

    @Test
    void aDeletionArrivesInOneForm() throws Exception {
        site.page("/", (q, a) -> {
            Cookie cookie = new Cookie("unknown", "secret");
            cookie.setMaxAge(0);
            cookie.setPath("/");
            a.addCookie(cookie);
        });

        assertThat(JettySite.setCookies(site.get("/")))
                .containsExactly("unknown=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/");
    }

    @Test
    void aPaymentCookieIsSetWhereTheVisitorPays() throws Exception {
        Page pays = (q, a) -> a.addCookie(new Cookie("checkout", "1"));
        site.page("/checkout/pay", pays)
                .page("/home", pays)
                .page(
                        "/forward",
                        (q, a) -> q.getRequestDispatcher("/checkout/pay").forward(q, a));

        assertThat(JettySite.setCookies(site.get("/checkout/pay"))).containsExactly("checkout=1");
        assertThat(JettySite.setCookies(site.get("/home"))).isEmpty();
        assertThat(JettySite.setCookies(site.get("/forward"))).isEmpty();
    }

    @Test
    void whatIsLeftOverFromAWithdrawnGrantGoes() throws Exception {
        site.page("/a/page", (q, a) -> a.setHeader("Set-Cookie", "lang=fr"));

        List<String> sent = JettySite.setCookies(site.get("/a/page", "Cookie: _pk_id.1=x; lang=fr"));

        assertThat(sent)
                .contains(
                        "lang=fr",
                        "_pk_id.1=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
                        "_pk_id.1=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Domain=shop.example",
                        "_pk_id.1=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/a");
        assertThat(JettySite.setCookies(
                        site.get("/a/page", "Cookie: _pk_id.1=x; " + guard.consentCookie("statistics"))))
                .containsExactly("lang=fr");
    }

    private static void readAll(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder seen = new StringBuilder();
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            Arrays.stream(cookies).forEach(c -> seen.append(c.getName()).append(c.getValue()));
        }
        for (String name : Collections.list(request.getHeaderNames())) {
            seen.append(name).append(request.getHeader(name)).append(Collections.list(request.getHeaders(name)));
        }
        for (String name : List.of("Cookie", "COOKIE", "Coo\u212Aie", "Cook\u0131e")) {
            seen.append(request.getHeader(name)).append(Collections.list(request.getHeaders(name)));
        }
        response.getWriter().write(seen.toString());
    }

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of("directly", (Page) CookiesOnJettyTest::readAll),
                Arguments.of("in a forward", (Page)
                        (q, a) -> q.getRequestDispatcher("/read").forward(q, a)),
                Arguments.of("in an include", (Page)
                        (q, a) -> q.getRequestDispatcher("/read").include(q, a)),
                Arguments.of("in an error page", (Page) (q, a) -> a.sendError(404)),
                Arguments.of("by a dispatch", (Page) (q, a) -> q.startAsync().dispatch("/read")),
                Arguments.of("in asynchronous work", (Page) (q, a) -> {
                    AsyncContext context = q.startAsync();
                    readAll((HttpServletRequest) context.getRequest(), (HttpServletResponse) context.getResponse());
                    context.complete();
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void whatMayNotBeReadIsNowhere(String way, Page page) throws Exception {
        site.page("/way", page).page("/read", CookiesOnJettyTest::readAll).page("/error", CookiesOnJettyTest::readAll);

        String body =
                site.get("/way", "Cookie: lang=visible; _pk_id.1=HIDDEN; a=\"x; _ga=HIDDEN\"", "Cookie: offers=HIDDEN");

        assertThat(body.substring(body.indexOf("\r\n\r\n"))).contains("visible").doesNotContain("HIDDEN");
    }

    @Test
    void traceEchoesNoHiddenCookie() throws Exception {
        String echo = site.send("TRACE", "/", "Cookie: _pk_id.1=HIDDEN");

        assertThat(echo).startsWith("HTTP/1.1 ").doesNotContain("HIDDEN");
    }

    @Test
    void observeModeChangesNothingOnTheWireAndCounts() throws Exception {
        site.stop();
        ShopGuard observing = ShopGuard.observing();
        site = new JettySite(observing.settings);
        site.page("/", (q, a) -> {
            a.addCookie(new Cookie("unknown", "1"));
            a.addHeader("Set-Cookie", "lang=fr; Max-Age=999999999");
            a.getWriter().write(q.getHeader("Cookie"));
        });

        String raw = site.get("/", "Cookie: _pk_id.1=x");

        assertThat(JettySite.setCookies(raw)).containsExactly("unknown=1", "lang=fr; Max-Age=999999999");
        assertThat(raw).endsWith("_pk_id.1=x");
        assertThat(observing.ledger.snapshot())
                .extracting(Ledger.Entry::outcome)
                .contains(Ledger.Outcome.WOULD_BE_BLOCKED);
    }
}
