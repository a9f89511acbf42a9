package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.Consents;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Puts the scenarios into an application, behind the filter that its site has. */
final class ScenarioSite implements ServletContainerInitializer {

    private final Site site;
    private final RawContainer raw;

    ScenarioSite(Site site, RawContainer raw) {
        this.site = site;
        this.raw = raw;
    }

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        context.setAttribute(RawContainer.ATTRIBUTE, raw);
        othersFilters(context);
        site.filter().ifPresent(filter -> filter(context, "consent", "/*", filter));
        pages(context);
        context.addListener(new SocketsListener());
    }

    /** Filters of others, which come before the consent filter where they are first. */
    static void othersFilters(ServletContext context) {
        filter(context, "before", "/before/*", (request, response, chain) -> {
            leak(response);
            chain.doFilter(request, response);
        });
        filter(context, "after", "/after/*", (request, response, chain) -> {
            chain.doFilter(request, response);
            leak(response);
        });
    }

    static void pages(ServletContext context) {
        servlet(context, "scenarios", new Pages(), "/s/*", "/before/*", "/after/*", "/secure/*");
        servlet(context, "leak", new Leak(), "/leak");
        servlet(context, "login", new Leak(), "/login");
        servlet(context, "express", new ExpressLogIn(), "/express");
        servlet(context, "traced", new HttpServlet() {}, "/traced");
        servlet(context, "forwarded", new Forwarded(), "/forward", "/forwarded", "/captured");
        servlet(context, "words", new Words(), "/words/*", "/known-words/*");
        servlet(context, Words.BY_NAME, new Words(), "/words-by-name");
        context.addListener(new SessionListener());
    }

    private static void filter(ServletContext context, String name, String path, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, path);
    }

    private static void servlet(ServletContext context, String name, Servlet servlet, String... paths) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(paths);
    }

    private static void leak(ServletResponse response) {
        ((HttpServletResponse) response).addCookie(new Cookie("LEAK", "1"));
    }

    /** Answers by the scenario that the path names. */
    private static final class Pages extends GenericServlet {

        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            HttpServletRequest asked = (HttpServletRequest) request;
            Object path = request.getDispatcherType() == DispatcherType.INCLUDE
                    ? request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO)
                    : asked.getPathInfo();
            Scenarios.Page page =
                    path == null ? null : Scenarios.page(path.toString().substring(1));
            try {
                if (page != null) {
                    page.answer(asked, (HttpServletResponse) response);
                } else {
                    response.getWriter().write("page");
                }
            } catch (ServletException | IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new ServletException(e);
            }
        }
    }

    /** Tries what it can: the error page, the log-in page, the target of dispatchers. */
    private static final class Leak extends GenericServlet {

        private static final long serialVersionUID = 1L;

        @Override
        public void service(ServletRequest request, ServletResponse response) throws IOException {
            leak(response);
            ((HttpServletRequest) request).getSession();
            HttpSession session = Scenarios.unwrap(request).getSession(false);
            response.getWriter().write(session == null ? "no session" : "id=" + session.getId());
        }
    }

    /** Logs in who asks for it. */
    private static final class ExpressLogIn extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            Consents.expressRequest(request, "authentication");
            request.getSession();
            request.login("user", "password");
            response.getWriter().write(request.getRemoteUser());
        }
    }

    /** Opens a session before any filter where a request asks for it. */
    private static final class SessionListener implements ServletRequestListener {

        @Override
        public void requestInitialized(ServletRequestEvent event) {
            HttpServletRequest request = (HttpServletRequest) event.getServletRequest();
            if ("listener".equals(request.getQueryString())) {
                request.getSession();
            }
        }
    }

    private static final class SocketsListener implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            sockets(event.getServletContext());
        }
    }

    /** Adds an endpoint for WebSockets, whose handshake tries to set a cookie. */
    static void sockets(ServletContext context) {
        ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(Socket.class, "/ws")
                    .configurator(new Handshake())
                    .build());
            container.addEndpoint(ServerEndpointConfig.Builder.create(Socket.class, "/ws-read")
                    .configurator(new Reading())
                    .build());
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Handshake extends ServerEndpointConfig.Configurator {

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            response.getHeaders().put("Set-Cookie", List.of(Scenarios.LEAK));
        }

        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }

    /** Says which cookies it can read. */
    private static final class Reading extends ServerEndpointConfig.Configurator {

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            String read = String.valueOf(request.getHeaders().get("Cookie"));
            response.getHeaders().put("X-Read", List.of(read));
        }

        @Override
        public boolean checkOrigin(String origin) {
            return true;
        }
    }

    /** An endpoint that does nothing. */
    public static final class Socket extends Endpoint {

        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }

    /** What a layout does to put a view into its page. */
    private static final class Captured extends HttpServletResponseWrapper {

        private final StringWriter text = new StringWriter();
        private final PrintWriter writer = new PrintWriter(text);

        Captured(HttpServletResponse response) {
            super(response);
        }

        @Override
        public PrintWriter getWriter() {
            return writer;
        }

        /** Jetty closes the stream, if it gets one, rather than the writer. */
        @Override
        public ServletOutputStream getOutputStream() {
            throw new IllegalStateException("the writer is in use");
        }

        @Override
        public void flushBuffer() {
            writer.flush();
        }

        @Override
        public void resetBuffer() {
            text.getBuffer().setLength(0);
        }
    }

    /** A page by another servlet, as in applications whose controllers forward to their views. */
    private static final class Forwarded extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (request.getServletPath().equals("/forward")) {
                request.getRequestDispatcher("/forwarded").forward(request, response);
            } else if (request.getServletPath().equals("/captured")) {
                response.setContentType("text/html;charset=utf-8");
                PrintWriter page = response.getWriter();
                Captured view = new Captured(response);
                request.getRequestDispatcher("/leak").forward(request, view);
                page.write("<!DOCTYPE html><html><head></head><body><p>" + view.text + "</p><p>rest</p></body></html>");
            } else {
                response.setContentType("text/html;charset=utf-8");
                response.getWriter().write("<!DOCTYPE html><html><body><p>view</p></body></html>");
            }
        }
    }

    /** Pages that are written a word at a time, as templates do, in every way that they may go on and end. */
    static final class Words extends HttpServlet {

        static final String START = "<!DOCTYPE html><html><head><title>Words</title></head><body>";
        static final String TEXT = words("word");
        static final String END = "</body></html>";
        static final String BY_NAME = "words-by-name";
        /** The query by which an address answers with something that is no page. */
        static final String PLAIN = "plain";

        private static final long serialVersionUID = 1L;
        private static final String LOST = "lost ".repeat(600);

        private static String words(String word) {
            return IntStream.range(0, 2_000).mapToObj(i -> word + i + " é𝄞 ").collect(Collectors.joining());
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (PLAIN.equals(request.getQueryString())) {
                response.setContentType("text/plain");
                response.getWriter().write("not looked at any more");
                return;
            }
            response.setContentType("text/html;charset=utf-8");
            boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
            boolean byName = getServletName().equals(BY_NAME);
            Object named = included ? request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO) : request.getPathInfo();
            switch (byName ? "/page" : String.valueOf(named)) {
                case "/part" -> write(response, TEXT);
                case "/included" -> {
                    write(response, START);
                    dispatcher("/words/part").include(request, response);
                    write(response, END);
                }
                case "/forwarded" -> {
                    write(response, LOST);
                    dispatcher("/words/page").forward(request, response);
                }
                case "/forwarded-by-name" ->
                    getServletContext().getNamedDispatcher(BY_NAME).forward(request, response);
                case "/streamed-then-forwarded" -> {
                    response.getOutputStream().print("lost");
                    dispatcher("/words/page").forward(request, response);
                }
                case "/asked-for-its-writer-then-forwarded-by-name" -> {
                    PrintWriter unused = response.getWriter();
                    getServletContext().getNamedDispatcher(BY_NAME).forward(request, response);
                }
                case "/forwarded-with-a-writer-that-is-kept" -> {
                    PrintWriter kept = response.getWriter();
                    write(response, LOST);
                    dispatcher("/words/page").forward(request, new HttpServletResponseWrapper(response) {
                        @Override
                        public PrintWriter getWriter() {
                            return kept;
                        }
                    });
                }
                case "/included-error", "/included-redirect", "/included-reset" -> {
                    RequestDispatcher part = dispatcher("/words/part" + named);
                    write(response, START);
                    part.include(request, response);
                    write(response, END);
                }
                case "/part/included-error" -> {
                    write(response, "part ");
                    response.sendError(404);
                }
                case "/part/included-redirect" -> {
                    write(response, "part ");
                    response.sendRedirect("page");
                }
                case "/part/included-reset" -> {
                    write(response, "part ");
                    response.reset();
                }
                case "/broken-off" -> {
                    write(response, START);
                    response.flushBuffer();
                    write(response, "the last words");
                    throw new ServletException("after some of the page");
                }
                case "/requires" -> {
                    write(response, LOST);
                    if (Consents.require(request, response, "statistics")) {
                        response.resetBuffer();
                        write(response, START + TEXT + END);
                    }
                }
                case "/wide-then-requires" -> {
                    response.setContentType("text/html;charset=UTF-16BE");
                    write(response, LOST);
                    Consents.require(request, response, "statistics");
                }
                case "/streamed-then-requires" -> {
                    response.getOutputStream().print(LOST);
                    Consents.require(request, response, "statistics");
                }
                case "/announced-then-requires" -> {
                    response.setContentLength(TEXT.length());
                    write(response, LOST);
                    Consents.require(request, response, "statistics");
                }
                case "/forwarded-to-what-requires" -> {
                    write(response, LOST);
                    dispatcher("/words/requires").forward(request, response);
                }
                case "/cleared" -> {
                    write(response, LOST);
                    response.resetBuffer();
                    write(response, START + TEXT + END);
                }
                case "/error" -> {
                    write(response, LOST);
                    response.sendError(404);
                }
                case "/thrown" -> {
                    write(response, LOST);
                    throw new ServletException("to be seen by nobody");
                }
                case "/redirected" -> {
                    write(response, LOST);
                    response.sendRedirect("page");
                }
                case "/late" -> {
                    write(response, START);
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        try {
                            write(async.getResponse(), TEXT + END);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        async.complete();
                    });
                }
                default -> write(response, START + TEXT + END);
            }
        }

        /** The application's own, not the request's. */
        private RequestDispatcher dispatcher(String path) {
            return getServletContext().getRequestDispatcher(path);
        }

        private static void write(ServletResponse response, String text) throws IOException {
            PrintWriter out = response.getWriter();
            for (int at = 0; at < text.length(); ) {
                int end = text.indexOf(' ', at) + 1;
                out.write(text, at, (end > 0 ? end : text.length()) - at);
                at = end > 0 ? end : text.length();
            }
        }
    }
}
