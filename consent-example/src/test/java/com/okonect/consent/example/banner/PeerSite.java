package com.okonect.consent.example.banner;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;

/** The same pages as {@link BannerSite} without the library, compressed in the same way, with a peer or none. */
final class PeerSite implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Map<String, Content> contents = new ConcurrentHashMap<>();

    private record Content(String type, byte[] bytes) {}

    @SuppressWarnings("removal") // as in BannerSite
    PeerSite() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new ContentServlet()), "/*");
        server.addConnector(connector);
        server.setHandler(new GzipHandler(context));
        server.start();
    }

    void put(String path, String type, byte[] bytes) {
        contents.put(path, new Content(type, bytes));
    }

    String url(String path) {
        return "http://localhost:" + connector.getLocalPort() + path;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the site does not stop", e);
        }
    }

    private final class ContentServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Content content = contents.get(request.getRequestURI());
            if (content == null) {
                response.setStatus(404);
                return;
            }
            String policy = request.getParameter("csp");
            if (policy != null) {
                response.setHeader("Content-Security-Policy", policy);
            }
            response.setContentType(content.type());
            if (!content.type().startsWith("text/html")) {
                response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
            }
            response.getOutputStream().write(content.bytes());
        }
    }
}
