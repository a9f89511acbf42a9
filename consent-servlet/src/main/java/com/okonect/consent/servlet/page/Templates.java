package com.okonect.consent.servlet.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The templates of the visitor's pages: the site's own, else the library's. All that is filled in is escaped; a name that
 * nothing is known of is an error, but for sections, which are left out.
 */
final class Templates {

    /** Every template. */
    static final List<String> NAMES = List.of(
            "banner",
            "settings",
            "notice",
            "problem",
            "required",
            "layer",
            "head",
            "hidden",
            "cookies",
            "providers",
            "languages",
            "style",
            "script",
            "link",
            "trackers",
            "placeholders");

    private final PageSettings settings;
    private final Map<String, Template> compiled = new ConcurrentHashMap<>();
    private final Mustache.Compiler compiler = Mustache.compiler()
            .escapeHTML(true)
            .emptyStringIsFalse(true)
            .withLoader(name -> new StringReader(source(name)));

    Templates(PageSettings settings) {
        this.settings = settings;
    }

    /** Fills a template in, which is compiled when it is first asked for. */
    String render(String name, Object view) {
        return compiled.computeIfAbsent(name, this::compile).execute(view);
    }

    /** Compiles every template, so that one with a mistake is found at once. */
    void check() {
        NAMES.forEach(this::compile);
    }

    private Template compile(String name) {
        return compiler.compile(source(name));
    }

    /** Whether the site brings templates of its own. */
    boolean areOwn() {
        for (String name : NAMES) {
            if (settings.templates().find(name).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** The text of a template as it is compiled. */
    String source(String name) {
        return compact(settings.templates()
                .find(name)
                .orElseGet(() -> settings.theme().renamed(resource(name + ".mustache"))));
    }

    /** Text files of this package. */
    static String resource(String file) {
        try (InputStream in = Templates.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the library's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without indentation, empty lines and lines that are comments of a script. */
    static String compact(String text) {
        StringBuilder compact = new StringBuilder();
        for (String given : text.lines().toList()) {
            String line = given.strip();
            if (!line.isEmpty() && !line.startsWith("//")) {
                compact.append(compact.isEmpty() ? "" : "\n").append(line);
            }
        }
        return compact.toString();
    }
}
