package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.ConsentState;
import com.okonect.consent.servlet.Consents;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One page on its way out: a template in the site's layout, and what it shows. The templates escape all they show. */
final class Page {

    private static final List<String> SECTIONS = List.of("news", "shop", "offers", "messages", "help");
    private static final Map<String, Template> TEMPLATES = new ConcurrentHashMap<>();
    private static final int SHOWN_OF_A_VALUE = 24;

    private final HttpServletRequest request;
    private final Language language;
    private final Map<String, Object> model = new HashMap<>();
    private final String name;

    Page(HttpServletRequest request, String name) {
        this.request = request;
        this.language = Language.of(request);
        this.name = name;
        with("t", language.texts());
        with("url", (Mustache.Lambda) (path, out) -> out.write(url(request, path.execute())));
        with("root", request.getContextPath());
    }

    /** A path of the site as a link: within the application, and in the language that the visitor chose. */
    static String url(HttpServletRequest request, String path) {
        return request.getContextPath()
                + path
                + Language.chosen(request)
                        .map(language -> "?lang=" + language.tag())
                        .orElse("");
    }

    Language language() {
        return language;
    }

    /** Adds what the template shows under this name. An empty {@link Optional} is shown as absent. */
    Page with(String key, Object value) {
        model.put(
                key,
                value instanceof Optional<?> optional
                        ? optional.map(Object.class::cast).orElse(false)
                        : value);
        return this;
    }

    /** Sends the page. All of it is rendered before its first byte goes out: an error is no half page. */
    void send(HttpServletResponse response) throws IOException {
        with("main", template(name).execute(model));
        model.putIfAbsent("title", language.text(name + "-title"));
        with("lang", language.tag());
        with("sections", SECTIONS.stream().map(this::section).toList());
        with("languages", Language.ALL.stream().map(this::choice).toList());
        with("seen", seen());
        with("attempts", SiteCookie.attempts(request));
        with("states", states());
        with("visits", VisitCounter.visits(request));
        String html = template("layout").execute(model);

        response.setContentType("text/html");
        response.setCharacterEncoding("UTF-8");
        response.setLocale(language.locale());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'self'; base-uri 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getWriter().write(html);
    }

    private Section section(String section) {
        boolean current = request.getServletPath().equals("/" + section);
        return new Section("/" + section, language.text(section + "-title"), current);
    }

    private Choice choice(Language other) {
        return new Choice(other.tag(), other.text("language"), other.equals(language));
    }

    private List<Seen> seen() {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .map(Seen::of)
                .toList();
    }

    private List<State> states() {
        return Consents.of(request).states().entrySet().stream()
                .map(entry -> state(entry.getKey(), entry.getValue()))
                .toList();
    }

    private State state(Category category, ConsentState state) {
        return new State(
                category.id(),
                language.text("category-" + category),
                state.toString(),
                language.text("state-" + state));
    }

    private static Template template(String name) {
        return TEMPLATES.computeIfAbsent(name, Page::compile);
    }

    private static Template compile(String name) {
        try (InputStream in = Page.class.getResourceAsStream("pages/" + name + ".html")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no template " + name);
            }
            return Mustache.compiler().compile(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Section(String path, String title, boolean current) {}

    private record Choice(String tag, String name, boolean current) {}

    private record State(String category, String title, String state, String text) {}

    private record Seen(String name, String value) {

        static Seen of(Cookie cookie) {
            String value = Optional.ofNullable(cookie.getValue()).orElse("");
            boolean whole = value.length() <= SHOWN_OF_A_VALUE;
            return new Seen(cookie.getName(), whole ? value : value.substring(0, SHOWN_OF_A_VALUE) + "…");
        }
    }
}
