package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.servlet.guard.JettySite.Page;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every path that a wrapper sees, on a real Jetty: no undeclared cookie reaches the wire, whichever way the application
 * takes. Each page sets {@code LEAK}, and {@code lang}, which is exempt, where that must arrive.
 */
class GuardOnJettyTest {

    /** Jetty loses a timeout that fires before it has noted its timer: one of 1 ms, where a thread had to wait. */
    private static final long TIMEOUT_MILLIS = 200;

    private static final ShopGuard GUARD = ShopGuard.enforcing();
    private static JettySite site;

    @BeforeAll
    static void start() throws Exception {
        site = new JettySite(GUARD.settings);
    }

    @AfterAll
    static void stop() throws Exception {
        site.stop();
    }

    private static Arguments way(String name, Page page, String... sent) {
        return Arguments.of(name, page, List.of(sent));
    }

    private static void leak(ServletResponse response) {
        ((HttpServletResponse) response).addCookie(new Cookie("LEAK", "1"));
        ((HttpServletResponse) response).addHeader("Set-Cookie", "LEAK=2");
    }

    private static void both(ServletResponse response) {
        leak(response);
        ((HttpServletResponse) response).addCookie(new Cookie("lang", "fr"));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                way("cookies", (q, a) -> both(a), "lang=fr"),
                way(
                        "headers of any case",
                        (q, a) -> {
                            for (String name : List.of("Set-Cookie", "set-cookie", "SET-COOKIE", "sEt-CoOkIe")) {
                                a.addHeader(name, "LEAK=1");
                                a.setHeader(name, "LEAK=1");
                            }
                            a.addHeader("set-cookie", "lang=fr; Path=/; SameSite=Lax; Partitioned");
                        },
                        "lang=fr; Path=/; SameSite=Lax; Partitioned"),
                way("numbers and dates", (q, a) -> {
                    a.setIntHeader("Set-Cookie", 5);
                    a.addIntHeader("Set-Cookie", 6);
                    a.setDateHeader("Set-Cookie", 0);
                    a.addDateHeader("Set-Cookie", 0);
                }),
                way("names that are no token", (q, a) -> {
                    for (String name : List.of(
                            "Set-Cookie:",
                            "Set-Cookie: LEAK=1;x",
                            "Set-Cookie ",
                            "Set-Cookie\t",
                            " Set-Cookie",
                            "Set-Cookie\u0000",
                            "Set-Cookie\u000B",
                            "Set-Cookie\u00A0",
                            "X\r\nSet-Cookie",
                            "Set-Coo\u212Aie")) {
                        a.addHeader(name, "LEAK=1");
                        a.setHeader(name, "LEAK=1");
                    }
                }),
                way("line breaks in values", (q, a) -> {
                    a.setHeader("X-Foo", "a\r\nSet-Cookie: LEAK=1");
                    a.addHeader("X-Foo", "a\nSet-Cookie: LEAK=1");
                    a.addHeader("X-Foo", "a\rSet-Cookie: LEAK=1");
                    a.addHeader("X-Foo", "\u010D\u010ASet-Cookie: LEAK=1");
                    a.setContentType("text/plain\r\nSet-Cookie: LEAK=1");
                    a.setCharacterEncoding("utf-8\r\nSet-Cookie: LEAK=1");
                    a.addHeader("Set-Cookie", "lang=fr\r\nSet-Cookie: LEAK=1");
                    a.sendRedirect("/x\r\nSet-Cookie: LEAK=1");
                }),
                way("control characters that Jetty turns into spaces", (q, a) -> {
                    a.addHeader("Set-Cookie", "lang\u0001=1");
                    a.addHeader("Set-Cookie", "lang=1\u0001");
                    a.addHeader("Set-Cookie", "\u0000LEAK=1");
                    a.addHeader("Set-Cookie", "LEAK\u2003=1");
                }),
                way("cookies without a name", (q, a) -> {
                    a.addHeader("Set-Cookie", "LEAK");
                    a.addHeader("Set-Cookie", "=LEAK=1");
                    a.addHeader("Set-Cookie", "");
                    a.addHeader("Set-Cookie", "; LEAK=1");
                }),
                way(
                        "a comma starts no second cookie",
                        (q, a) -> a.addHeader("Set-Cookie", "lang=1, LEAK=2"),
                        "lang=1, LEAK=2"),
                way("the old header", (q, a) -> a.addHeader("Set-Cookie2", "LEAK=1")),
                way("a cookie of changing name", (q, a) -> a.addCookie(new TwoFaced()), "lang=1"),
                way(
                        "a cookie changed afterwards",
                        (q, a) -> {
                            Cookie cookie = new Cookie("lang", "fr");
                            a.addCookie(cookie);
                            cookie.setValue("LEAK");
                            cookie.setPath("/LEAK");
                        },
                        "lang=fr"),
                way("attributes of a cookie", (q, a) -> {
                    Cookie cookie = new Cookie("lang", "fr");
                    cookie.setAttribute("SameSite", "x; Path=/LEAK");
                    a.addCookie(cookie);
                }),
                way(
                        "a cookie that was replaced",
                        (q, a) -> {
                            a.addCookie(new Cookie("LEAK", "1"));
                            a.setHeader("Set-Cookie", "basket=1");
                            a.setHeader("Set-Cookie", "lang=fr");
                        },
                        "lang=fr"),
                way("trailers", (q, a) -> {
                    a.setTrailerFields(() -> Map.of("Set-Cookie", "LEAK=1", "X-T", "1"));
                    a.getOutputStream().print("body");
                    a.flushBuffer();
                }),
                way(
                        "early hints",
                        (q, a) -> {
                            both(a);
                            a.sendError(103);
                        },
                        "lang=fr",
                        "lang=fr"),
                way("another character case of the name", (q, a) -> a.addCookie(new Cookie("Lang", "LEAK"))));
    }

    static Stream<Arguments> moments() {
        return Stream.of(
                way(
                        "before a redirect",
                        (q, a) -> {
                            both(a);
                            a.sendRedirect("/x");
                        },
                        "lang=fr"),
                way(
                        "before an error",
                        (q, a) -> {
                            both(a);
                            a.sendError(404);
                        },
                        "lang=fr"),
                way("after an error", (q, a) -> {
                    a.sendError(404);
                    leak(a);
                }),
                way("before a reset", (q, a) -> {
                    both(a);
                    a.reset();
                    leak(a);
                }),
                way(
                        "before the buffer is reset",
                        (q, a) -> {
                            both(a);
                            a.resetBuffer();
                        },
                        "lang=fr"),
                way("after the commit", (q, a) -> {
                    a.flushBuffer();
                    both(a);
                }),
                way("before an exception", (q, a) -> {
                    leak(a);
                    throw new IllegalStateException("the application failed");
                }),
                way("in an error page", (q, a) -> {
                    q.setAttribute("leak", true);
                    a.sendError(404);
                }),
                way("in a forward", (q, a) -> q.getRequestDispatcher("/both").forward(q, a), "lang=fr"),
                way(
                        "in a forward of the container's own objects",
                        (q, a) -> q.getRequestDispatcher("/both").forward(unwrapped(q), unwrapped(a)),
                        "lang=fr"),
                way("in an include", (q, a) -> q.getRequestDispatcher("/leak").include(q, a)),
                way(
                        "in a named dispatcher",
                        (q, a) -> {
                            if (q.getAttribute("again") == null) {
                                q.setAttribute("again", true);
                                q.getServletContext()
                                        .getNamedDispatcher("pages")
                                        .forward(q, a);
                            } else {
                                both(a);
                            }
                        },
                        "lang=fr"),
                way(
                        "through a wrapper of the application",
                        (q, a) -> both(new HttpServletResponseWrapper(a)),
                        "lang=fr"));
    }

    static Stream<Arguments> asynchronous() {
        return Stream.of(
                way(
                        "startAsync",
                        (q, a) -> {
                            AsyncContext context = q.startAsync();
                            both(context.getResponse());
                            context.complete();
                        },
                        "lang=fr"),
                way(
                        "startAsync with what the container made",
                        (q, a) -> {
                            AsyncContext context = q.startAsync(unwrapped(q), unwrapped(a));
                            both(context.getResponse());
                            context.complete();
                        },
                        "lang=fr"),
                way(
                        "startAsync with wrappers of the application",
                        (q, a) -> {
                            AsyncContext context =
                                    q.startAsync(new HttpServletRequestWrapper(q), new HttpServletResponseWrapper(a));
                            both(context.getResponse());
                            context.complete();
                        },
                        "lang=fr"),
                way(
                        "another thread",
                        (q, a) -> {
                            AsyncContext context = q.startAsync();
                            context.start(() -> {
                                both(context.getResponse());
                                context.complete();
                            });
                        },
                        "lang=fr"),
                way(
                        "a dispatch",
                        (q, a) -> {
                            if (q.getDispatcherType() == DispatcherType.REQUEST) {
                                q.startAsync().dispatch("/both");
                            }
                        },
                        "lang=fr"),
                way(
                        "a dispatch to the same path",
                        (q, a) -> {
                            both(a);
                            if (q.getDispatcherType() == DispatcherType.REQUEST) {
                                q.startAsync().dispatch();
                            }
                        },
                        "lang=fr",
                        "lang=fr"),
                way(
                        "a timeout",
                        (q, a) -> {
                            AsyncContext context = q.startAsync();
                            context.setTimeout(TIMEOUT_MILLIS);
                            context.addListener(new OnTimeout());
                        },
                        "lang=fr"),
                way("a timeout that the container answers", (q, a) -> {
                    q.setAttribute("leak", true);
                    q.startAsync().setTimeout(TIMEOUT_MILLIS);
                }),
                way(
                        "a write listener",
                        (q, a) -> {
                            AsyncContext context = q.startAsync();
                            ServletOutputStream out = context.getResponse().getOutputStream();
                            out.setWriteListener(new OnWrite(context, out));
                        },
                        "lang=fr"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"headers", "moments", "asynchronous"})
    void noUndeclaredCookieReachesTheWire(String way, Page page, List<String> sent) throws Exception {
        site.page("/way", page)
                .page("/both", (q, a) -> both(a))
                .page("/leak", (q, a) -> leak(a))
                .page("/error", (q, a) -> {
                    if (q.getAttribute("leak") != null) {
                        leak(a);
                    }
                });

        String raw = site.get("/way", "TE: trailers");

        assertThat(raw).startsWith("HTTP/1.1 ");
        assertThat(JettySite.setCookies(raw)).containsExactlyElementsOf(sent);
    }

    private static HttpServletRequest unwrapped(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof HttpServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return (HttpServletRequest) inner;
    }

    private static HttpServletResponse unwrapped(HttpServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof HttpServletResponseWrapper wrapper) {
            inner = wrapper.getResponse();
        }
        return (HttpServletResponse) inner;
    }

    /** Names itself {@code lang} to whom asks first. */
    private static final class TwoFaced extends Cookie {

        @Serial
        private static final long serialVersionUID = 1L;

        private int asked;

        TwoFaced() {
            super("LEAK", "1");
        }

        @Override
        public String getName() {
            return asked++ == 0 ? "lang" : "LEAK";
        }
    }

    private static final class OnTimeout implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            both(event.getAsyncContext().getResponse());
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // too late for headers
        }

        @Override
        public void onError(AsyncEvent event) {
            // not tested here
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // not tested here
        }
    }

    private record OnWrite(AsyncContext context, ServletOutputStream out) implements WriteListener {

        @Override
        public void onWritePossible() throws IOException {
            both(context.getResponse());
            out.write("body".getBytes(StandardCharsets.US_ASCII));
            context.complete();
        }

        @Override
        public void onError(Throwable failure) {
            context.complete();
        }
    }
}
