package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.servlet.guard.JettySite.Page;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The container makes the session's cookie beneath the response, so the guard has to stand before the session. */
class SessionOnJettyTest {

    private static final ShopGuard STRICT = ShopGuard.strict();
    private static JettySite site;

    @BeforeAll
    static void start() throws Exception {
        site = new JettySite(STRICT.settings);
    }

    @AfterAll
    static void stop() throws Exception {
        site.stop();
    }

    private static Arguments way(String name, Page page) {
        return Arguments.of(name, page);
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                way("getSession", (q, a) -> q.getSession().setAttribute("a", 1)),
                way("getSession(true)", (q, a) -> q.getSession(true)),
                way("changeSessionId", (q, a) -> {
                    q.getSession();
                    q.changeSessionId();
                }),
                way("invalidate and again", (q, a) -> {
                    q.getSession().invalidate();
                    q.getSession();
                }),
                way("session, then reset", (q, a) -> {
                    q.getSession();
                    a.reset();
                }),
                way("session after an error", (q, a) -> {
                    a.sendError(404);
                    q.getSession();
                }),
                way(
                        "session in a forward",
                        (q, a) -> q.getRequestDispatcher("/session").forward(q, a)),
                way(
                        "session in an include",
                        (q, a) -> q.getRequestDispatcher("/session").include(q, a)),
                way("session in an error page", (q, a) -> {
                    q.setAttribute("session", true);
                    a.sendError(404);
                }),
                way("session in asynchronous work", (q, a) -> {
                    AsyncContext context = q.startAsync();
                    ((HttpServletRequest) context.getRequest()).getSession();
                    context.complete();
                }),
                way("session by a dispatch", (q, a) -> q.startAsync().dispatch("/session")),
                way("log-in", (q, a) -> {
                    try {
                        q.login("a", "b");
                    } catch (ServletException closed) {
                        a.getWriter().write(closed.getMessage());
                    }
                }),
                way("an address with the session's id", (q, a) -> {
                    q.getSession();
                    a.setHeader("X-Link", a.encodeURL("/x") + a.encodeRedirectURL("/y"));
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void noSessionCookieReachesTheWireBeforeAChoice(String way, Page page) throws Exception {
        site.page("/way", page).page("/session", (q, a) -> q.getSession()).page("/error", (q, a) -> {
            if (q.getAttribute("session") != null) {
                q.getSession();
            }
        });

        String raw = site.get("/way");

        assertThat(raw).startsWith("HTTP/1.1 ").doesNotContain(" 500 ");
        assertThat(raw.toLowerCase(java.util.Locale.ROOT)).doesNotContain("jsessionid=");
        assertThat(JettySite.setCookies(raw)).isEmpty();
    }

    @Test
    void theDetachedSessionIsOneForAllDispatchesOfARequest() throws Exception {
        site.page("/way", (q, a) -> {
                    q.getSession().setAttribute("a", "kept");
                    q.getRequestDispatcher("/next").forward(q, a);
                })
                .page("/next", (q, a) -> a.sendError(404))
                .page(
                        "/error",
                        (q, a) -> a.getWriter()
                                .write("it is " + q.getSession(false).getAttribute("a")));

        assertThat(site.get("/way")).contains("it is kept");
    }

    @Test
    void afterAChoiceAnExpressRequestOrOnceSentTheSessionIsTheContainers() throws Exception {
        site.page(
                        "/session",
                        (q, a) -> a.getWriter().write("new " + q.getSession().isNew()))
                .page("/login", (q, a) -> {
                    q.getSession().setAttribute("a", "kept");
                    ((Visit) q.getAttribute(Visit.ATTRIBUTE)).expressRequest("authentication");
                    a.getWriter().write("it is " + q.getSession().getAttribute("a"));
                });

        assertThat(JettySite.setCookies(site.get("/session", "Cookie: " + STRICT.consentCookie())))
                .singleElement()
                .asString()
                .startsWith("JSESSIONID=");
        String loggedIn = site.get("/login");
        List<String> set = JettySite.setCookies(loggedIn);
        assertThat(loggedIn).contains("it is kept");
        assertThat(set).singleElement().asString().startsWith("JSESSIONID=");
        assertThat(site.get("/session", "Cookie: " + set.get(0).split(";")[0])).contains("new false");
    }

    @Test
    void aSessionIdInTheAddressOpensNothing() throws Exception {
        site.page("/session", (q, a) -> q.getSession().setAttribute("a", "kept"))
                .page(
                        "/read",
                        (q, a) -> a.getWriter()
                                .write("id " + q.getRequestedSessionId() + " session " + q.getSession(false)));
        String id = JettySite.setCookies(site.get("/session", "Cookie: " + STRICT.consentCookie()))
                .get(0)
                .split("[=;]")[1];

        assertThat(site.get("/read;jsessionid=" + id)).contains("id null session null");
        assertThat(site.get("/read", "Cookie: JSESSIONID=" + id))
                .contains("id " + id)
                .doesNotContain("session null");
    }
}
