package com.okonect.consent.example.banner;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.RequiresConsent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;

/** A site of a few pages behind the library, to look at its banner with a browser. */
final class BannerSite implements AutoCloseable {

    static final String POLICY = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example", "policyUrl": "/privacy",
                              "authority": "CNIL, https://www.cnil.fr" },
              "languages": LANGUAGES,
              "evidenceRetention": "P12M",
              "providers": [
                { "id": "matomo", "name": "Matomo", "role": "processor", "country": "FR",
                  "policyUrl": "https://matomo.example", "origins": ["https://stats.example"] },
                { "id": "ads", "name": "Ads & Co", "role": "joint-controller", "country": "DE" }
              ],
              "categories": [
                { "id": "statistics",
                  "cookies": [ { "name": "_pk_id.*", "provider": "matomo", "lifetime": "P13M" } ] },
                { "id": "personalisation", "cookies": [ { "name": "seen", "lifetime": "P3M" } ] },
                { "id": "payment", "cookies": [ { "name": "wallet", "lifetime": "P6M" } ] },
                { "id": "marketing", "cookies": [ { "name": "_ads", "provider": "ads", "lifetime": "P3M" } ] },
                { "id": "assistance", "title": "Live help",
                  "description": "Lets our helpers see which page you are on when you open the chat.",
                  "consequence": "You can still write to us by e-mail." }
              ]
            }
            """;

    private static final String TEXT = """
            <!DOCTYPE html>
            <html lang="LANGUAGE"><head><meta charset="utf-8"><title>Chairs</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">HEAD</head>
            <body>
            <header><nav aria-label="Site"><a href="/a">Shop</a> <a href="/b">News</a></nav></header>
            <main><h1>Chairs and tables</h1>
            PARAGRAPHS
            <p><a id="last" href="/c">The last link</a> <button id="open" data-consent-open>Cookies</button></p>
            </main></body></html>
            """;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(String html, Map<String, String> headers) {}

    BannerSite(Path home, String... languages) throws Exception {
        this(home, "{}", languages);
    }

    @SuppressWarnings("removal") // what is to come after Jetty 12.1's compression is an artifact of its own
    private BannerSite(Path home, String theme, String[] languages) throws Exception {
        String named = languages.length == 0 ? "[\"en\",\"fr\"]" : "[\"" + String.join("\",\"", languages) + "\"]";
        Path look = Files.writeString(Files.createDirectories(home).resolve("theme.json"), theme);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        FilterHolder filter = new FilterHolder(ConsentFilter.builder()
                .policy(ConsentPolicy.parse(POLICY.replace("LANGUAGES", named)))
                .set("consent.home", home.toString())
                .set("consent.theme", look.toString())
                .build());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        context.addServlet(new ServletHolder(new PageServlet()), "/*");
        context.addServlet(new ServletHolder(new RecommendationsServlet()), "/recommendations");
        server.addConnector(connector);
        server.setHandler(new GzipHandler(context));
        server.start();
    }

    /** A site with a theme of its own. */
    static BannerSite themed(Path home, String theme) throws Exception {
        return new BannerSite(home, theme, new String[0]);
    }

    /** A page of some length, with what a site has in its head and in what language it is. */
    static String page(String head, String language) {
        String paragraphs =
                "<p>Lorem ipsum dolor sit amet, <a href=\"/x\">consectetur</a> adipiscing elit.</p>\n".repeat(40);
        return TEXT.replace("HEAD", head).replace("LANGUAGE", language).replace("PARAGRAPHS", paragraphs);
    }

    static String page(String head) {
        return page(head, "en");
    }

    /** Puts a page at a path. */
    void put(String path, String html, Map<String, String> headers) {
        answers.put(path, new Answer(html, headers));
    }

    void put(String path, String html) {
        put(path, html, Map.of());
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

    /** What it answers needs a consent: others get the library's page that asks for it. */
    @RequiresConsent("personalisation")
    private static final class RecommendationsServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html; charset=utf-8");
            response.getWriter().write(page(""));
        }
    }

    private final class PageServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Answer answer = answers.getOrDefault(request.getRequestURI(), new Answer(page(""), Map.of()));
            response.setContentType("text/html; charset=utf-8");
            answer.headers().forEach(response::setHeader);
            response.getOutputStream().write(answer.html().getBytes(StandardCharsets.UTF_8));
        }
    }
}
