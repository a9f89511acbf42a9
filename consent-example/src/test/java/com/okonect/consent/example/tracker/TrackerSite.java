package com.okonect.consent.example.tracker;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A site with pages of planted trackers behind the library. */
final class TrackerSite implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private record Answer(String type, String text, Map<String, String> headers) {}

    TrackerSite(Path home, String policy, Map<String, String> settings) throws Exception {
        ConsentFilter.Builder builder =
                ConsentFilter.builder().policy(ConsentPolicy.parse(policy)).set("consent.home", home.toString());
        settings.forEach(builder::set);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        FilterHolder filter = new FilterHolder(builder.build());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        context.addServlet(new ServletHolder(new PageServlet()), "/*");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        put("/silence", "audio/wav", "", Map.of());
        put("/favicon.ico", "image/gif", "", Map.of());
        put("/inner", "text/html", "<!DOCTYPE html><title>x</title>", Map.of());
    }

    /** A policy with two providers that need consent and one that is exempt; whatever else there is is undeclared. */
    static String policy(ThirdParties others, String more) {
        return """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example" },
              "languages": ["en"],
              "evidenceRetention": "P12M",
              "providers": [
                { "id": "stats", "name": "Stats Ltd", "origins": ["STATS"] },
                { "id": "ads", "name": "Ads & Co", "origins": ["ADS"] },
                { "id": "cdn", "name": "Static files", "origins": ["CDN"], "exempt": "interface" }
              ],
              "categories": [
                { "id": "statistics", "cookies": [ { "name": "_st*", "provider": "stats", "lifetime": "P3M" } ],
                  "storage": ["st_*"] },
                { "id": "marketing", "cookies": [ { "name": "_ad", "provider": "ads", "lifetime": "P3M" } ],
                  "storage": ["ads"] }
              ]MORE
            }
            """.replace("STATS", others.origin("stats"))
                .replace("ADS", others.origin("ads"))
                .replace("CDN", others.origin("cdn"))
                .replace("MORE", more);
    }

    /** The page of trackers of one origin. */
    static String trackers(String origin) {
        return resource("trackers.html").replace("{origin}", origin);
    }

    static String resource(String name) {
        try (InputStream in = TrackerSite.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void put(String path, String type, String text, Map<String, String> headers) {
        answers.put(path, new Answer(type, text, headers));
    }

    void put(String path, String html) {
        put(path, "text/html; charset=utf-8", html, Map.of());
    }

    String url(String path) {
        return "http://localhost:" + connector.getLocalPort() + path;
    }

    /** The paths that the application answered since {@link #forget}. */
    Set<String> asked() {
        return asked.stream().collect(Collectors.toSet());
    }

    void forget() {
        asked.clear();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the site does not stop", e);
        }
    }

    private final class PageServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getRequestURI();
            asked.add(path);
            if (path.equals("/to")) {
                response.sendRedirect(java.net.URLDecoder.decode(request.getQueryString(), StandardCharsets.UTF_8));
                return;
            }
            String query = request.getQueryString();
            Answer answer = switch (path) {
                case "/worker.js" -> new Answer("text/javascript", worker(query, "worker"), Map.of());
                case "/shared-worker.js" ->
                    new Answer(
                            "text/javascript",
                            "onconnect = e => { const postMessage = x => e.ports[0].postMessage(x); "
                                    + worker(query, "shared-worker") + "}",
                            Map.of());
                default -> answers.get(path);
            };
            if (answer == null) {
                response.sendError(404);
                return;
            }
            response.setContentType(answer.type());
            answer.headers().forEach(response::setHeader);
            response.getOutputStream().write(answer.text().getBytes(StandardCharsets.UTF_8));
        }

        private String worker(String origin, String name) {
            return "try { importScripts('" + origin + "/" + name + "-script') } catch {} fetch('" + origin + "/" + name
                    + "-fetch', {mode: 'no-cors'}).catch(() => 0).then(() => postMessage(1));";
        }
    }
}
