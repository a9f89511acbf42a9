package com.okonect.consent.servlet.guard;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real Jetty with the wrappers in front of servlets, and nothing else of the library. */
final class JettySite {

    private static final int TIMEOUT_MILLIS = 10_000;

    /** Held, so that it stays silent: some pages fail on purpose. */
    private static final Logger SILENT = Logger.getLogger("org.eclipse.jetty");

    static {
        SILENT.setLevel(Level.OFF);
    }

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final GuardSettings settings;

    /** What a servlet does with a request. */
    interface Page {
        void answer(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    JettySite(GuardSettings settings) throws Exception {
        this.settings = settings;
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        FilterHolder filter = new FilterHolder(guard());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        ServletHolder holder = new ServletHolder("pages", new Pages(pages));
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(400, 599, "/error");
        context.setErrorHandler(errors);
        server.setHandler(context);
        server.start();
    }

    private Filter guard() {
        CleanUp cleanUp = new CleanUp(settings);
        return (request, response, chain) -> {
            GuardedRequest guarded = GuardedRequest.of((HttpServletRequest) request, settings, false);
            GuardedResponse answer = GuardedResponse.of((HttpServletResponse) response, guarded);
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                cleanUp.expire(guarded, answer);
            }
            chain.doFilter(guarded, answer);
        };
    }

    /** One servlet for all pages, so that every dispatcher finds them. */
    private static final class Pages extends HttpServlet {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Map<String, Page> pages;

        Pages(Map<String, Page> pages) {
            this.pages = pages;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            if (request.getMethod().equals("TRACE")) {
                super.service(request, response);
                return;
            }
            Object included = request.getAttribute("jakarta.servlet.include.path_info");
            String path = included != null ? included.toString() : request.getPathInfo();
            Page page = pages.getOrDefault(path, (q, a) -> a.getWriter().write("nothing at " + path));
            try {
                page.answer(request, response);
            } catch (ServletException | IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new ServletException(e);
            }
        }
    }

    JettySite page(String path, Page page) {
        pages.put(path, page);
        return this;
    }

    /** All that comes back, until the server closes, as Latin-1. */
    String get(String path, String... headers) throws IOException {
        return send("GET", path, headers);
    }

    String send(String method, String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        request.append("Host: ").append(ShopGuard.HOST).append("\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** The values of all lines that a lenient browser takes for Set-Cookie: in 1xx, headers and trailers. */
    static List<String> setCookies(String raw) {
        List<String> values = new ArrayList<>();
        for (String line : raw.split("[\r\n]+")) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).replaceAll("[\\x00-\\x20]+", "");
            if (name.equalsIgnoreCase("Set-Cookie") || name.equalsIgnoreCase("Set-Cookie2")) {
                values.add(line.substring(colon + 1).strip());
            }
        }
        return values;
    }

    void stop() throws Exception {
        server.stop();
    }
}
