package com.okonect.consent.servlet.container;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.PushBuilder;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The ways by which an application gets a cookie out: each is a page that tries one. */
final class Scenarios {

    /** What a page does. */
    interface Page {
        void answer(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    /** Exempt out of the box. */
    static final String ALLOWED = "XSRF-TOKEN";

    static final String LEAK = "LEAK=1; Path=/";
    /** Those that ask for a status that is no final one. */
    static final Set<String> INTERIM = Set.of("earlyHints", "processing", "rawEarlyHints");

    /** Those with characters at which Tomcat gives up an HTTP/2 response and says nothing. */
    static final Set<String> WIDE = Set.of("nameWithKelvin", "valueWithWideLineBreak", "rawValueWithWideLineBreak");

    private static final String NAME = "Set-Cookie";
    private static final Map<String, Page> PAGES = new LinkedHashMap<>();

    static {
        headers();
        malformed();
        sessions();
        errors();
        dispatches();
        asynchronous();
        interimAndTrailers();
        elsewhere();
        unwrapped();
    }

    private Scenarios() {}

    static Set<String> names() {
        return PAGES.keySet();
    }

    static Page page(String name) {
        return PAGES.get(name);
    }

    private static void headers() {
        PAGES.put("addCookie", (request, response) -> response.addCookie(new Cookie("LEAK", "1")));
        PAGES.put("addHeader", (request, response) -> response.addHeader(NAME, LEAK));
        PAGES.put("setHeader", (request, response) -> response.setHeader(NAME, LEAK));
        PAGES.put("headerInAnyCase", (request, response) -> response.addHeader("sEt-CoOkIe", LEAK));
        PAGES.put("setIntHeader", (request, response) -> response.setIntHeader(NAME, 5));
        PAGES.put("addIntHeader", (request, response) -> response.addIntHeader(NAME, 5));
        PAGES.put("setDateHeader", (request, response) -> response.setDateHeader(NAME, 0));
        PAGES.put("addDateHeader", (request, response) -> response.addDateHeader(NAME, 0));
        PAGES.put("cookieThenNull", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.setHeader(NAME, null);
        });
        PAGES.put("cookieThenOther", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.setHeader(NAME, "LEAKb=1");
        });
        PAGES.put("setCookie2", (request, response) -> response.addHeader("Set-Cookie2", LEAK));
        PAGES.put("lyingCookie", (request, response) -> response.addCookie(new LyingCookie()));
        PAGES.put("mutatedCookie", (request, response) -> {
            Cookie cookie = new Cookie(ALLOWED, "1");
            response.addCookie(cookie);
            cookie.setValue("LEAK");
            cookie.setPath("/LEAK");
        });
        PAGES.put("on304", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.setStatus(304);
        });
        PAGES.put("afterFlush", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.flushBuffer();
            response.addCookie(new Cookie("LEAKb", "1"));
        });
    }

    private static void malformed() {
        header("nameless", NAME, "LEAK");
        header("emptyName", NAME, "=LEAK");
        header("controlAtTheEnd", NAME, "LEAK=1\u0001");
        header("nameWithColon", "Set-Cookie: LEAK=1;x", "y");
        header("nameWithColonAlone", "Set-Cookie:", "LEAK=1");
        header("nameWithSpaceAfter", "Set-Cookie ", LEAK);
        header("nameWithTabAfter", "Set-Cookie\t", LEAK);
        header("nameWithSpaceBefore", " Set-Cookie", LEAK);
        header("nameWithNulAfter", "Set-Cookie\0", LEAK);
        header("nameWithControlAfter", "Set-Cookie\u000B", LEAK);
        header("nameWithNbspAfter", "Set-Cookie\u00A0", LEAK);
        header("nameWithLineBreak", "X-A: b\r\nSet-Cookie", LEAK);
        header("nameWithKelvin", "Set-Coo\u212Aie", LEAK);
        header("valueWithLineBreak", "X-Foo", "a\r\nSet-Cookie: LEAK=1");
        header("valueWithReturn", "X-Foo", "a\rSet-Cookie: LEAK=1");
        header("valueWithWideLineBreak", "X-Foo", "a\u010D\u010ASet-Cookie: LEAK=1");
        header("valueWithNul", "X-Foo", "a\0b");
        PAGES.put("redirectWithLineBreak", (request, response) -> response.sendRedirect("/x?a\r\nSet-Cookie: LEAK=1"));
        PAGES.put(
                "typeWithLineBreak", (request, response) -> response.setContentType("text/html\r\nSet-Cookie: LEAK=1"));
        PAGES.put("charsetWithLineBreak", (request, response) -> {
            response.setContentType("text/html");
            response.setCharacterEncoding("UTF-8\r\nSet-Cookie: LEAK=1");
        });
        PAGES.put("languageWithLineBreak", (request, response) -> {
            response.setLocale(new Locale("en\r\nSet-Cookie: LEAK=1"));
        });
        PAGES.put("pathWithLineBreak", (request, response) -> {
            Cookie cookie = new Cookie(ALLOWED, "1");
            cookie.setPath("/\r\nSet-Cookie: LEAK=1");
            response.addCookie(cookie);
        });
        PAGES.put("attributeWithSemicolon", (request, response) -> {
            Cookie cookie = new Cookie(ALLOWED, "");
            cookie.setMaxAge(0);
            cookie.setAttribute("SameSite", "Lax; Max-Age=LEAK");
            response.addCookie(cookie);
        });
    }

    private static void header(String scenario, String name, String value) {
        PAGES.put(scenario, (request, response) -> response.addHeader(name, value));
    }

    private static void sessions() {
        PAGES.put("session", (request, response) -> request.getSession());
        PAGES.put("sessionRenamed", (request, response) -> {
            request.getSession();
            request.changeSessionId();
        });
        PAGES.put("sessionRenewed", (request, response) -> {
            request.getSession().invalidate();
            request.getSession(true);
        });
        PAGES.put("sessionThenReset", (request, response) -> {
            request.getSession();
            response.reset();
        });
        PAGES.put("sessionAfterError", (request, response) -> {
            response.sendError(404);
            request.getSession();
        });
        PAGES.put("sessionInAddress", (request, response) -> {
            request.getSession();
            response.getWriter().write(response.encodeURL(request.getContextPath() + "/next"));
        });
        PAGES.put("sessionInRedirect", (request, response) -> {
            request.getSession();
            response.sendRedirect(response.encodeRedirectURL(request.getContextPath() + "/next"));
        });
        PAGES.put("rawSession", (request, response) -> unwrap(request).getSession());
        PAGES.put("rawSessionRenamed", (request, response) -> {
            unwrap(request).getSession();
            unwrap(request).changeSessionId();
        });
        PAGES.put("rawSessionThenReset", (request, response) -> {
            unwrap(request).getSession();
            response.reset();
        });
        PAGES.put("rawSessionInclude", (request, response) -> include(request, response, "rawSession"));
        // A session of which the browser knows nothing: the body says its id.
        PAGES.put("openSession", (request, response) -> {
            HttpSession session = unwrap(request).getSession();
            raw(request).ageCookie(session);
            response.getWriter().write("id=" + session.getId());
        });
        PAGES.put("plain", (request, response) -> response.getWriter().write("plain"));
        PAGES.put("login", (request, response) -> request.login("user", "password"));
        PAGES.put("loginInSession", (request, response) -> {
            request.getSession();
            request.login("user", "password");
        });
        PAGES.put("rawLogin", (request, response) -> {
            unwrap(request).getSession();
            unwrap(request).login("user", "password");
        });
        PAGES.put("logout", (request, response) -> {
            unwrap(request).getSession();
            unwrap(request).login("user", "password");
            request.logout();
        });
        PAGES.put("authenticate", (request, response) -> request.authenticate(response));
        PAGES.put("rawAuthenticate", (request, response) -> unwrap(request).authenticate(unwrap(response)));
    }

    private static void errors() {
        PAGES.put("cookieThenError", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.sendError(500);
        });
        PAGES.put("errorThenCookie", (request, response) -> {
            response.sendError(403);
            response.addCookie(new Cookie("LEAK", "1"));
        });
        PAGES.put("errorPage", (request, response) -> response.sendError(404));
        PAGES.put("exceptionPage", (request, response) -> {
            throw new IllegalStateException("on purpose");
        });
        PAGES.put("cookieThenRedirect", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.sendRedirect("/next");
        });
        PAGES.put("redirectThenCookie", (request, response) -> {
            response.sendRedirect("/next");
            response.addCookie(new Cookie("LEAK", "1"));
        });
        PAGES.put("cookieThenReset", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.reset();
        });
        PAGES.put("cookieThenResetBuffer", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.resetBuffer();
        });
    }

    private static void dispatches() {
        PAGES.put("forward", (request, response) -> forward(request, response, "addCookie"));
        PAGES.put("forwardUnwrapped", (request, response) -> forward(unwrap(request), unwrap(response), "addCookie"));
        PAGES.put("include", (request, response) -> include(request, response, "addCookie"));
        PAGES.put("includeHeader", (request, response) -> include(request, response, "addHeader"));
        PAGES.put("includeSession", (request, response) -> include(request, response, "session"));
        PAGES.put("includeUnwrapped", (request, response) -> include(unwrap(request), unwrap(response), "addCookie"));
        PAGES.put(
                "namedDispatch",
                (request, response) ->
                        request.getServletContext().getNamedDispatcher("leak").forward(request, response));
        PAGES.put(
                "namedDispatchUnwrapped",
                (request, response) -> request.getServletContext()
                        .getNamedDispatcher("leak")
                        .forward(unwrap(request), unwrap(response)));
    }

    private static void asynchronous() {
        PAGES.put("async", (request, response) -> {
            AsyncContext async = request.startAsync();
            ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
            async.complete();
        });
        PAGES.put("asyncInThread", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
                async.complete();
            });
        });
        PAGES.put("asyncSession", (request, response) -> {
            AsyncContext async = request.startAsync();
            ((HttpServletRequest) async.getRequest()).getSession();
            async.complete();
        });
        PAGES.put("asyncWithArguments", (request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
            async.complete();
        });
        PAGES.put("asyncUnwrapped", (request, response) -> {
            AsyncContext async = request.startAsync(unwrap(request), unwrap(response));
            ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
            async.complete();
        });
        PAGES.put("rawAsync", (request, response) -> {
            AsyncContext async = unwrap(request).startAsync();
            ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
            async.complete();
        });
        PAGES.put("asyncDispatch", (request, response) -> {
            if (request.getDispatcherType() != DispatcherType.ASYNC) {
                request.startAsync().dispatch("/s/addCookie");
            }
        });
        PAGES.put("asyncTimeout", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(50);
            async.addListener(new Listener(async) {
                @Override
                public void onTimeout(AsyncEvent event) {
                    ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
                    async.complete();
                }
            });
        });
        PAGES.put(
                "asyncTimeoutPage", (request, response) -> request.startAsync().setTimeout(50));
        PAGES.put("asyncCompletion", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.addListener(new Listener(async) {
                @Override
                public void onComplete(AsyncEvent event) {
                    ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
                }
            });
            async.complete();
        });
        PAGES.put("asyncWriter", (request, response) -> {
            AsyncContext async = request.startAsync();
            ServletOutputStream out = async.getResponse().getOutputStream();
            out.setWriteListener(new WriteListener() {
                @Override
                public void onWritePossible() throws IOException {
                    ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
                    out.write("written".getBytes(StandardCharsets.UTF_8));
                    if (out.isReady()) {
                        async.complete();
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        });
    }

    private static void interimAndTrailers() {
        PAGES.put("trailers", (request, response) -> {
            response.setTrailerFields(() -> Map.of("Set-Cookie", LEAK, "X-T", "1"));
            response.getWriter().write("body");
            response.flushBuffer();
        });
        PAGES.put("rawTrailers", (request, response) -> {
            unwrap(response).setTrailerFields(() -> Map.of("Set-Cookie", LEAK, "X-T", "1"));
            response.getWriter().write("body");
            response.flushBuffer();
        });
        PAGES.put("rawTrailersAfterCommit", (request, response) -> {
            response.getWriter().write("body");
            response.flushBuffer();
            try {
                unwrap(response).setTrailerFields(() -> Map.of("Set-Cookie", LEAK, "X-T", "1"));
            } catch (IllegalStateException tooLate) {
                // so say Jetty and Undertow
            }
        });
        PAGES.put("earlyHints", (request, response) -> {
            response.addHeader(NAME, LEAK);
            response.sendError(103);
        });
        PAGES.put("processing", (request, response) -> {
            response.addHeader(NAME, LEAK);
            response.sendError(102);
        });
        PAGES.put("rawEarlyHints", (request, response) -> {
            unwrap(response).addHeader(NAME, LEAK);
            unwrap(response).sendError(103);
        });
        PAGES.put("earlyHintsOfTheFacade", (request, response) -> {
            HttpServletResponse raw = unwrap(response);
            raw.addHeader(NAME, LEAK);
            try {
                raw.getClass().getMethod("sendEarlyHints").invoke(raw);
            } catch (NoSuchMethodException elsewhere) {
                raw.flushBuffer();
            } catch (InvocationTargetException e) {
                throw (Exception) e.getCause();
            }
        });
    }

    private static void elsewhere() {
        PAGES.put("push", (request, response) -> push(request, "addCookie"));
        PAGES.put("rawPush", (request, response) -> push(unwrap(request), "rawAddCookie"));
        PAGES.put("upgrade", (request, response) -> upgrade(request, response));
        PAGES.put("rawUpgrade", (request, response) -> upgrade(unwrap(request), unwrap(response)));
    }

    /** Pushes another page, where protocol and container can. */
    private static void push(HttpServletRequest request, String page) {
        PushBuilder builder = request.newPushBuilder();
        if (builder != null) {
            builder.path(request.getContextPath() + "/s/" + page).push();
        }
    }

    /** Leaves HTTP, where protocol and container can. */
    private static void upgrade(HttpServletRequest request, HttpServletResponse response) throws Exception {
        response.addCookie(new Cookie("LEAK", "1"));
        if (request.getProtocol().equals("HTTP/1.1")) {
            response.setHeader("Upgrade", "okonect");
            response.setHeader("Connection", "Upgrade");
            try {
                request.upgrade(Upgraded.class);
            } catch (ServletException | RuntimeException unsupported) {
                response.setHeader("Connection", "close");
            }
        }
    }

    /** Has nothing to say. */
    public static final class Upgraded implements HttpUpgradeHandler {

        @Override
        public void init(WebConnection connection) {}

        @Override
        public void destroy() {}
    }

    private static void unwrapped() {
        PAGES.put("rawAddCookie", (request, response) -> unwrap(response).addCookie(new Cookie("LEAK", "1")));
        PAGES.put("rawAddHeader", (request, response) -> unwrap(response).addHeader(NAME, LEAK));
        PAGES.put("rawSetHeader", (request, response) -> unwrap(response).setHeader(NAME, LEAK));
        PAGES.put("rawSetIntHeader", (request, response) -> unwrap(response).setIntHeader(NAME, 5));
        PAGES.put("rawSetCookie2", (request, response) -> unwrap(response).addHeader("Set-Cookie2", LEAK));
        PAGES.put("rawLyingCookie", (request, response) -> unwrap(response).addCookie(new LyingCookie()));
        PAGES.put("rawMutatedCookie", (request, response) -> {
            Cookie cookie = new Cookie("LEAK", "1");
            unwrap(response).addCookie(cookie);
            cookie.setValue("LEAK");
            cookie.setPath("/LEAK");
        });
        PAGES.put("rawNameless", (request, response) -> unwrap(response).addHeader(NAME, "LEAK"));
        PAGES.put("rawNameWithColon", (request, response) -> unwrap(response).addHeader("Set-Cookie: LEAK=1;x", "y"));
        PAGES.put("rawNameWithSpace", (request, response) -> unwrap(response).addHeader("Set-Cookie ", LEAK));
        PAGES.put("rawNameWithNul", (request, response) -> unwrap(response).addHeader("Set-Cookie\0", LEAK));
        PAGES.put(
                "rawNameWithLineBreak",
                (request, response) -> unwrap(response).addHeader("X-A: b\r\nSet-Cookie", LEAK));
        PAGES.put(
                "rawValueWithLineBreak",
                (request, response) -> unwrap(response).addHeader("X-Foo", "a\r\nSet-Cookie: LEAK=1"));
        PAGES.put(
                "rawValueWithWideLineBreak",
                (request, response) -> unwrap(response).addHeader("X-Foo", "a\u010D\u010ASet-Cookie: LEAK=1"));
        PAGES.put(
                "rawRedirectWithLineBreak",
                (request, response) -> unwrap(response).sendRedirect("/x?a\r\nSet-Cookie: LEAK=1"));
        PAGES.put(
                "rawTypeWithLineBreak",
                (request, response) -> unwrap(response).setContentType("text/html\r\nSet-Cookie: LEAK=1"));
        PAGES.put("rawCharsetWithLineBreak", (request, response) -> {
            unwrap(response).setContentType("text/html");
            unwrap(response).setCharacterEncoding("UTF-8\r\nSet-Cookie: LEAK=1");
        });
        PAGES.put("rawPathWithLineBreak", (request, response) -> {
            Cookie cookie = new Cookie(ALLOWED, "1");
            cookie.setPath("/\r\nSet-Cookie: LEAK=1");
            unwrap(response).addCookie(cookie);
        });
        PAGES.put("rawCookieThenError", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.sendError(500);
        });
        PAGES.put("several", (request, response) -> {
            HttpServletResponse raw = unwrap(response);
            raw.addHeader(NAME, "kept=1; Path=/; Secure; SameSite=Lax; Partitioned");
            raw.addHeader(NAME, LEAK);
            raw.addHeader(NAME, "kept=2; Path=/x");
            raw.addHeader("X-Other", "1");
            raw.addHeader(NAME, "visits=1; Path=/");
            raw.addHeader(NAME, "kept=3; Path=/y; Max-Age=999999999");
            raw.addHeader(NAME, "gone=x; Path=/; Max-Age=0");
        });
        PAGES.put(
                "containerHeader",
                (request, response) -> raw(request).addHeader(unwrap(request), unwrap(response), NAME, LEAK));
        PAGES.put(
                "containerCookie",
                (request, response) -> raw(request).addCookie(unwrap(request), unwrap(response), "LEAK", "1"));
    }

    /** Where the application does not know its container, it has nothing to try. */
    private static RawContainer raw(HttpServletRequest request) {
        return request.getServletContext().getAttribute(RawContainer.ATTRIBUTE) instanceof RawContainer raw
                ? raw
                : RawContainer.UNKNOWN;
    }

    private static void forward(HttpServletRequest request, HttpServletResponse response, String to) throws Exception {
        request.getRequestDispatcher("/s/" + to).forward(request, response);
    }

    private static void include(HttpServletRequest request, HttpServletResponse response, String what)
            throws Exception {
        request.getRequestDispatcher("/s/" + what).include(request, response);
        response.getWriter().write("included");
    }

    static HttpServletRequest unwrap(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return (HttpServletRequest) inner;
    }

    static HttpServletResponse unwrap(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return (HttpServletResponse) inner;
    }

    /** Has an allowed name while the guard looks at it, and another when the container writes it. */
    private static final class LyingCookie extends Cookie {

        private static final long serialVersionUID = 1L;

        LyingCookie() {
            super(ALLOWED, "1");
        }

        @Override
        public String getName() {
            boolean isLookedAt = StackWalker.getInstance()
                    .walk(frames -> frames.limit(8)
                            .anyMatch(frame -> frame.getClassName().contains(".consent.servlet.guard.")));
            return isLookedAt ? ALLOWED : "LEAK";
        }
    }

    private abstract static class Listener implements AsyncListener {

        final AsyncContext async;

        Listener(AsyncContext async) {
            this.async = async;
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
