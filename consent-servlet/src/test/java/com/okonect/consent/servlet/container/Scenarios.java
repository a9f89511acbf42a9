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
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.PushBuilder;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

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
    static final Set<String> INTERIM = Set.of("earlyHints", "processing", "rawEarlyHints", "rawProcessing");

    /** Those with characters at which a container gives up an HTTP/2 response and says nothing. */
    static final Set<String> GIVEN_UP = new HashSet<>();

    private static final String NAME = "Set-Cookie";
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();
    private static final Map<String, Page> PAGES = new GroupedMap();
    private static String group = "";

    static {
        group("headers and cookies", Scenarios::headers);
        group("names that are no tokens", Scenarios::names);
        group("characters that no value may have", Scenarios::values);
        group("sessions", Scenarios::sessions);
        group("log-in", Scenarios::logIn);
        group("errors, redirects, resets", Scenarios::errors);
        group("what commits", Scenarios::commits);
        group("dispatches", Scenarios::dispatches);
        group("asynchronous", Scenarios::asynchronous);
        group("interim responses", Scenarios::interim);
        group("trailers", Scenarios::trailers);
        group("push and upgrade", Scenarios::elsewhere);
        group("past the wrappers", Scenarios::unwrapped);
        group("reading", Scenarios::readings);
    }

    private Scenarios() {}

    private static void group(String name, Runnable pages) {
        group = name;
        pages.run();
    }

    /** Notes the group of each page; two pages of one name are a mistake. */
    private static final class GroupedMap extends LinkedHashMap<String, Page> {

        private static final long serialVersionUID = 1L;

        @Override
        public Page put(String name, Page page) {
            if (GROUPS.put(name, group) != null) {
                throw new IllegalStateException(name);
            }
            return super.put(name, page);
        }
    }

    /** All pages by name, with the group that each belongs to. */
    static Map<String, String> all() {
        return Collections.unmodifiableMap(GROUPS);
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
        PAGES.put("nameless", (request, response) -> response.addHeader(NAME, "LEAK"));
        PAGES.put("emptyName", (request, response) -> response.addHeader(NAME, "=LEAK"));
        PAGES.put("controlAtTheEnd", (request, response) -> response.addHeader(NAME, "LEAK=1\u0001"));
        PAGES.put("leakAfterComma", (request, response) -> response.addHeader(NAME, ", LEAK=1"));
        PAGES.put("wideNameInValue", (request, response) -> response.addHeader(NAME, "\u2003" + ALLOWED + "=LEAK"));
        GIVEN_UP.add("wideNameInValue");
        PAGES.put("otherCase", (request, response) -> response.addHeader(NAME, "xsrf-token=LEAK"));
        PAGES.put("quotedName", (request, response) -> response.addHeader(NAME, "\"" + ALLOWED + "\"=LEAK"));
        PAGES.put("introspect", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.addCookie(new Cookie("kept", "1"));
            response.addCookie(new Cookie(ALLOWED, "1"));
            response.getWriter().write(response.getHeaders(NAME).toString());
        });
        PAGES.put("lookAlikeOfADeletion", (request, response) -> response.addHeader(NAME, "LEAK=1; Max-Age=\"0\""));
        PAGES.put("secondLookAlike", (request, response) -> response.addHeader(NAME, "LEAK=1; Max-Age=+0"));
        PAGES.put("thirdLookAlike", (request, response) -> response.addHeader(NAME, "LEAK=1; Expires=0"));
        PAGES.put("deletionWithValue", (request, response) -> response.addHeader(NAME, "old=LEAK; Max-Age=0"));
        PAGES.put("consentCookie", (request, response) -> response.addHeader(NAME, "eu-consent=LEAK"));
        PAGES.put(
                "wrapped",
                (request, response) -> new HttpServletResponseWrapper(response).addCookie(new Cookie("LEAK", "1")));
        PAGES.put("castAway", (request, response) -> {
            HttpServletResponse inner = response instanceof ServletResponseWrapper wrapper
                    ? (HttpServletResponse) wrapper.getResponse()
                    : response;
            inner.addCookie(new Cookie("LEAK", "1"));
        });
        PAGES.put("addCookieThenRead", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            request.getInputStream().readAllBytes();
        });
        PAGES.put("rawAddCookieThenRead", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            unwrap(request).getInputStream().readAllBytes();
        });
        PAGES.put("on204", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.setStatus(204);
        });
        PAGES.put("on304", (request, response) -> {
            response.addCookie(new Cookie("LEAK", "1"));
            response.setStatus(304);
        });
    }

    /** By the application, and past the wrappers. */
    private static void names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("Colon", "Set-Cookie: LEAK=1;x");
        names.put("ColonAlone", "Set-Cookie:");
        names.put("SpaceAfter", "Set-Cookie ");
        names.put("TabAfter", "Set-Cookie\t");
        names.put("SpaceBefore", " Set-Cookie");
        names.put("TabBefore", "\tSet-Cookie");
        names.put("NulAfter", "Set-Cookie\0");
        names.put("ControlAfter", "Set-Cookie\u000B");
        names.put("DeleteAfter", "Set-Cookie\u007F");
        names.put("NbspAfter", "Set-Cookie\u00A0");
        names.put("LineBreak", "X-A: b\r\nSet-Cookie");
        names.put("LineFeed", "X-A: b\nSet-Cookie");
        names.put("Return", "X-A: b\rSet-Cookie");
        names.put("WideLineBreak", "X-A: b\u010D\u010ASet-Cookie");
        names.put("Kelvin", "Set-Coo\u212Aie");
        names.put("LongS", "\u017Fet-Cookie");
        names.put("DotlessI", "Set-Cook\u0131e");
        names.put("ZeroWidthAfter", "Set-Cookie\u200B");
        names.forEach((which, name) -> {
            put("nameWith" + which, name, (request, response) -> response.addHeader(name, LEAK));
            put(
                    "rawNameWith" + which,
                    name,
                    (request, response) -> unwrap(response).addHeader(name, LEAK));
        });
        PAGES.put("setNameWithColon", (request, response) -> response.setHeader("Set-Cookie: LEAK=1;x", "y"));
        PAGES.put("intNameWithColon", (request, response) -> response.setIntHeader("Set-Cookie: LEAK=1;x", 5));
        PAGES.put("dateNameWithColon", (request, response) -> response.setDateHeader("Set-Cookie: LEAK=1;x", 0));
    }

    /** Ways by which a text of the application becomes the value of a header. */
    private interface Writing {
        void write(HttpServletRequest request, HttpServletResponse response, String text) throws Exception;
    }

    private static void values() {
        Map<String, Writing> writings = new LinkedHashMap<>();
        writings.put("value", (request, response, text) -> response.addHeader("X-Foo", "a" + text));
        writings.put("setValue", (request, response, text) -> response.setHeader("X-Foo", "a" + text));
        writings.put("redirect", (request, response, text) -> response.sendRedirect("/x?a" + text));
        writings.put("redirectOfServlet61", (request, response, text) -> redirect(response, "/x?a" + text));
        writings.put("location", (request, response, text) -> response.setHeader("Location", "/x?a" + text));
        writings.put("type", (request, response, text) -> response.setContentType("text/html" + text));
        writings.put("charset", (request, response, text) -> {
            response.setContentType("text/html");
            response.setCharacterEncoding("UTF-8" + text);
        });
        writings.put("language", (request, response, text) -> response.setLocale(new Locale("en" + text)));
        writings.put("message", (request, response, text) -> response.sendError(400, "a" + text));
        writings.put("cookiePath", (request, response, text) -> cookie(response, cookie -> cookie.setPath("/" + text)));
        writings.put(
                "cookieDomain", (request, response, text) -> cookie(response, cookie -> cookie.setDomain("x" + text)));
        writings.put(
                "cookieAttribute",
                (request, response, text) -> cookie(response, cookie -> cookie.setAttribute("SameSite", "Lax" + text)));
        writings.put("cookieValue", (request, response, text) -> cookie(response, cookie -> cookie.setValue(text)));
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("LineBreak", "\r\nSet-Cookie: LEAK=1");
        texts.put("Return", "\rSet-Cookie: LEAK=1");
        texts.put("LineFeed", "\nSet-Cookie: LEAK=1");
        texts.put("WideLineBreak", "\u010D\u010ASet-Cookie: WIDE=1");
        texts.put("Nul", "\0");
        writings.forEach((which, writing) -> texts.forEach((what, text) -> {
            put(which + "With" + what, text, (request, response) -> writing.write(request, response, text));
            put(
                    "raw" + which.substring(0, 1).toUpperCase(Locale.ROOT) + which.substring(1) + "With" + what,
                    text,
                    (request, response) -> writing.write(request, unwrap(response), text));
        }));
        PAGES.put("attributeWithSemicolon", (request, response) -> {
            Cookie cookie = new Cookie(ALLOWED, "");
            cookie.setMaxAge(0);
            cookie.setAttribute("SameSite", "Lax; Max-Age=LEAK");
            response.addCookie(cookie);
        });
        PAGES.put("rawAttributeWithSemicolon", (request, response) -> {
            Cookie cookie = new Cookie(ALLOWED, "");
            cookie.setMaxAge(0);
            cookie.setAttribute("SameSite", "Lax; Max-Age=LEAK");
            unwrap(response).addCookie(cookie);
        });
    }

    private static void put(String scenario, String text, Page page) {
        if (text.chars().anyMatch(c -> c > 0xFF)) {
            GIVEN_UP.add(scenario);
        }
        PAGES.put(scenario, page);
    }

    private static void cookie(HttpServletResponse response, Consumer<Cookie> change) {
        Cookie cookie = new Cookie(ALLOWED, "1");
        change.accept(cookie);
        response.addCookie(cookie);
    }

    /** As an application calls it that is compiled for Servlet 6.1; on 6.0, as one that is not. */
    private static void redirect(HttpServletResponse response, String location) throws Exception {
        try {
            HttpServletResponse.class
                    .getMethod("sendRedirect", String.class, int.class, boolean.class)
                    .invoke(response, location, 303, true);
        } catch (NoSuchMethodException older) {
            response.sendRedirect(location);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
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
        PAGES.put(
                "jspIncluded",
                (request, response) ->
                        request.getRequestDispatcher("/session.jsp").include(request, response));
        PAGES.put("rawSession", (request, response) -> unwrap(request).getSession());
        PAGES.put("rawSessionRenamed", (request, response) -> {
            unwrap(request).getSession();
            unwrap(request).changeSessionId();
        });
        PAGES.put("rawSessionRenewed", (request, response) -> {
            unwrap(request).getSession().invalidate();
            unwrap(request).getSession(true);
        });
        PAGES.put("rawSessionAfterError", (request, response) -> {
            response.sendError(404);
            unwrap(request).getSession();
        });
        PAGES.put("rawSessionInRedirect", (request, response) -> {
            HttpServletResponse raw = unwrap(response);
            unwrap(request).getSession();
            raw.sendRedirect(raw.encodeRedirectURL(request.getContextPath() + "/next"));
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
    }

    private static void logIn() {
        PAGES.put("login", (request, response) -> request.login("user", "password"));
        PAGES.put("whoIsLoggedIn", (request, response) -> {
            String name;
            try {
                request.login("user", "password");
                name = String.valueOf(request.getRemoteUser());
            } catch (ServletException e) {
                name = "ServletException";
            }
            response.getWriter().write(name);
        });
        PAGES.put("loginOfNobody", (request, response) -> request.login("user", "no"));
        PAGES.put("authenticateInSession", (request, response) -> {
            request.getSession();
            request.authenticate(response);
        });
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
        PAGES.put("rawErrorPage", (request, response) -> unwrap(response).sendError(404));
        PAGES.put("rawErrorThenCookie", (request, response) -> {
            unwrap(response).sendError(403);
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
        });
        PAGES.put("rawCookieThenError", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.sendError(500);
        });
        PAGES.put("rawCookieThenRedirect", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.sendRedirect("/next");
        });
        PAGES.put("rawCookieThenException", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
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

    /** All that has a container send the headers. */
    private static void commits() {
        Map<String, Page> commits = new LinkedHashMap<>();
        commits.put("byFlush", (request, response) -> response.flushBuffer());
        commits.put("byStreamFlush", (request, response) -> {
            response.getOutputStream().write('a');
            response.getOutputStream().flush();
        });
        commits.put("byStreamClose", (request, response) -> {
            response.getOutputStream().write('a');
            response.getOutputStream().close();
        });
        commits.put("byWriterFlush", (request, response) -> {
            response.getWriter().write("a");
            response.getWriter().flush();
        });
        commits.put("byWriterClose", (request, response) -> {
            response.getWriter().write("a");
            response.getWriter().close();
        });
        commits.put("byFullBuffer", (request, response) -> response.getWriter().write("a".repeat(40_000)));
        commits.put("byLength", (request, response) -> {
            response.setContentLength(4);
            response.getOutputStream().write(new byte[] {'a', 'b', 'c', 'd'});
        });
        commits.put("byBuffer", (request, response) -> {
            try {
                ServletOutputStream out = response.getOutputStream();
                ServletOutputStream.class
                        .getMethod("write", ByteBuffer.class)
                        .invoke(out, ByteBuffer.wrap(new byte[4]));
            } catch (NoSuchMethodException older) {
                response.flushBuffer();
            }
        });
        commits.put(
                "byStaticFile",
                (request, response) ->
                        request.getRequestDispatcher("/file.txt").forward(unwrap(request), unwrap(response)));
        commits.forEach((how, commit) -> {
            PAGES.put(how, (request, response) -> {
                response.addCookie(new Cookie("LEAK", "1"));
                commit.answer(request, response);
                response.addCookie(new Cookie("LEAKb", "1"));
            });
            PAGES.put("raw" + how.substring(0, 1).toUpperCase(Locale.ROOT) + how.substring(1), (request, response) -> {
                unwrap(response).addCookie(new Cookie("LEAK", "1"));
                commit.answer(request, response);
                unwrap(response).addCookie(new Cookie("LEAKb", "1"));
            });
        });
    }

    private static void dispatches() {
        PAGES.put("forwardToRaw", (request, response) -> forward(request, response, "rawAddCookie"));
        PAGES.put("includeRaw", (request, response) -> include(request, response, "rawAddHeader"));
        PAGES.put(
                "forwardWrapped",
                (request, response) -> request.getRequestDispatcher("/s/addCookie")
                        .forward(new HttpServletRequestWrapper(request), new HttpServletResponseWrapper(response)));
        PAGES.put(
                "includeWrapped",
                (request, response) -> request.getRequestDispatcher("/s/addCookie")
                        .include(new HttpServletRequestWrapper(request), new HttpServletResponseWrapper(response)));
        PAGES.put("forwardThenInclude", (request, response) -> forward(request, response, "include"));
        PAGES.put("forwardSession", (request, response) -> forward(request, response, "session"));
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
        PAGES.put("asyncWrapped", (request, response) -> {
            AsyncContext async = request.startAsync(
                    new HttpServletRequestWrapper(request), new HttpServletResponseWrapper(response));
            ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
            async.complete();
        });
        PAGES.put("rawAsyncSession", (request, response) -> {
            AsyncContext async = unwrap(request).startAsync();
            ((HttpServletRequest) async.getRequest()).getSession();
            async.complete();
        });
        PAGES.put(
                "asyncDispatchToRaw",
                (request, response) -> request.startAsync().dispatch("/s/rawAddCookie"));
        PAGES.put(
                "rawAsyncDispatch",
                (request, response) -> unwrap(request).startAsync().dispatch("/s/addCookie"));
        PAGES.put(
                "rawAsyncDispatchToRaw",
                (request, response) -> unwrap(request).startAsync().dispatch("/s/rawAddCookie"));
        PAGES.put(
                "asyncDispatchToError",
                (request, response) -> request.startAsync().dispatch("/s/errorPage"));
        PAGES.put("rawAsyncTimeout", (request, response) -> {
            AsyncContext async = unwrap(request).startAsync();
            async.setTimeout(50);
            async.addListener(new Listener(async) {
                @Override
                public void onTimeout(AsyncEvent event) {
                    ((HttpServletResponse) async.getResponse()).addCookie(new Cookie("LEAK", "1"));
                    async.complete();
                }
            });
        });
        PAGES.put("asyncListenersResponse", (request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(50);
            async.addListener(
                    new Listener(async) {
                        @Override
                        public void onTimeout(AsyncEvent event) {
                            ((HttpServletResponse) event.getSuppliedResponse()).addCookie(new Cookie("LEAK", "1"));
                            async.complete();
                        }
                    },
                    request,
                    response);
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

    private static void interim() {
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
        PAGES.put("rawProcessing", (request, response) -> {
            unwrap(response).addHeader(NAME, LEAK);
            unwrap(response).sendError(102);
        });
        PAGES.put(
                "containerEarlyHints",
                (request, response) -> raw(request).earlyHints(unwrap(request), unwrap(response), NAME, LEAK));
    }

    private static void trailers() {
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
        trailer("trailersWithColonInName", "Set-Cookie: LEAK=1;x", "y");
        trailer("trailersWithLineBreakInName", "X-A: b\r\nSet-Cookie", "LEAK=1");
        trailer("trailersWithLineBreak", "X-T", "a\r\nSet-Cookie: LEAK=1");
        trailer("trailersWithLineFeed", "X-T", "a\nSet-Cookie: LEAK=1");
        trailer("trailersInAnyCase", "sEt-CoOkIe", LEAK);
        PAGES.put("trailersOfAsync", (request, response) -> {
            AsyncContext async = request.startAsync();
            unwrap(response).setTrailerFields(() -> Map.of("Set-Cookie", LEAK, "X-T", "1"));
            async.getResponse().getWriter().write("body");
            async.complete();
        });
    }

    /** By the application, and past the wrappers. */
    private static void trailer(String scenario, String name, String value) {
        String raw = "raw" + scenario.substring(0, 1).toUpperCase(Locale.ROOT) + scenario.substring(1);
        if (name.indexOf('\r') >= 0) {
            GIVEN_UP.addAll(List.of(scenario, raw));
        }
        PAGES.put(scenario, (request, response) -> {
            response.setTrailerFields(() -> Map.of(name, value));
            response.getWriter().write("body");
            response.flushBuffer();
        });
        PAGES.put(raw, (request, response) -> {
            unwrap(response).setTrailerFields(() -> Map.of(name, value));
            response.getWriter().write("body");
            response.flushBuffer();
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
        PAGES.put("rawEmptyName", (request, response) -> unwrap(response).addHeader(NAME, "=LEAK"));
        PAGES.put("rawControlAtTheEnd", (request, response) -> unwrap(response).addHeader(NAME, "LEAK=1\u0001"));
        PAGES.put("rawHeaderInAnyCase", (request, response) -> unwrap(response).addHeader("sEt-CoOkIe", LEAK));
        PAGES.put("rawAddIntHeader", (request, response) -> unwrap(response).addIntHeader(NAME, 5));
        PAGES.put("rawSetDateHeader", (request, response) -> unwrap(response).setDateHeader(NAME, 0));
        PAGES.put("rawAddDateHeader", (request, response) -> unwrap(response).addDateHeader(NAME, 0));
        PAGES.put("rawConsentCookie", (request, response) -> unwrap(response).addHeader(NAME, "eu-consent=LEAK"));
        PAGES.put(
                "rawDeletionWithValue", (request, response) -> unwrap(response).addHeader(NAME, "old=LEAK; Max-Age=0"));
        PAGES.put("rawCookieThenReset", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.reset();
        });
        PAGES.put("rawCookieThenNull", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.setHeader(NAME, null);
        });
        PAGES.put("rawCookieThenOther", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.setHeader(NAME, "LEAKb=1");
        });
        PAGES.put("rawOn204", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.setStatus(204);
        });
        PAGES.put("rawOn304", (request, response) -> {
            unwrap(response).addCookie(new Cookie("LEAK", "1"));
            response.setStatus(304);
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
        PAGES.put("containerTrailer", (request, response) -> {
            raw(request).addTrailer(unwrap(request), unwrap(response), NAME, LEAK);
            response.getWriter().write("body");
        });
        PAGES.put(
                "containerHeader",
                (request, response) -> raw(request).addHeader(unwrap(request), unwrap(response), NAME, LEAK));
        PAGES.put(
                "containerCookie",
                (request, response) -> raw(request).addCookie(unwrap(request), unwrap(response), "LEAK", "1"));
    }

    /** What the application can read of the cookies of a visitor, whose values are all secret. */
    private static void readings() {
        reading("readCookies", request -> {
            Cookie[] cookies = request.getCookies();
            return Arrays.toString(
                    cookies == null
                            ? null
                            : Arrays.stream(cookies)
                                    .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                                    .toArray());
        });
        reading("readHeader", request -> request.getHeader("Cookie"));
        reading("readHeaderInAnyCase", request -> request.getHeader("cOoKiE"));
        reading("readHeaders", request -> Collections.list(request.getHeaders("Cookie")));
        reading("readAllHeaders", request -> {
            StringBuilder all = new StringBuilder();
            for (String name : Collections.list(request.getHeaderNames())) {
                all.append(name).append(Collections.list(request.getHeaders(name)));
            }
            return all;
        });
        reading("readNumber", request -> {
            try {
                return request.getIntHeader("Cookie");
            } catch (NumberFormatException e) {
                return e.getMessage();
            }
        });
        reading("readDate", request -> {
            try {
                return request.getDateHeader("Cookie");
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        });
        reading("readSessionId", HttpServletRequest::getRequestedSessionId);
        PAGES.put("readAfterForward", (request, response) -> forward(request, response, "readCookies"));
        PAGES.put("readInInclude", (request, response) -> include(request, response, "readAllHeaders"));
        PAGES.put("readInAsync", (request, response) -> {
            AsyncContext async = request.startAsync();
            HttpServletRequest inside = (HttpServletRequest) async.getRequest();
            async.getResponse().getWriter().write(String.valueOf(inside.getHeader("Cookie")));
            async.complete();
        });
        PAGES.put(
                "readAfterAsyncDispatch",
                (request, response) -> request.startAsync().dispatch("/s/readAllHeaders"));
        PAGES.put("readOnErrorPage", (request, response) -> response.sendError(410));
        PAGES.put("readOfPush", (request, response) -> {
            PushBuilder builder = request.newPushBuilder();
            response.getWriter().write(builder == null ? "none" : String.valueOf(builder.getHeader("Cookie")));
        });
    }

    private static void reading(String scenario, Function<HttpServletRequest, Object> view) {
        PAGES.put(scenario, (request, response) -> response.getWriter().write(String.valueOf(view.apply(request))));
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
