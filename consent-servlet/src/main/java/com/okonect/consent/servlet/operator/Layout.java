package com.okonect.consent.servlet.operator;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the pages look like: one frame around each, with links to all. All that is filled in is escaped. */
final class Layout {

    private final Mustache.Compiler compiler =
            Mustache.compiler().escapeHTML(true).withLoader(name -> new StringReader(resource(name + ".mustache")));
    private List<OperatorPage> linked = List.of();

    /** Says which pages every page links to, in this order. */
    void link(List<OperatorPage> pages) {
        linked = List.copyOf(pages);
    }

    Template compile(String name) {
        return compiler.compile(resource(name + ".mustache"));
    }

    void write(OperatorPage page, Template template, Map<String, Object> view, HttpServletResponse response)
            throws IOException {
        write("text/html;charset=utf-8", render(page, template, view).getBytes(StandardCharsets.UTF_8), response);
    }

    /** The whole page, for one that is not written at once. */
    String render(OperatorPage page, Template template, Map<String, Object> view) {
        Map<String, Object> all = new LinkedHashMap<>(view);
        all.put("title", page.title());
        List<Map<String, Object>> links = new ArrayList<>();
        for (OperatorPage other : linked) {
            links.add(Map.of(
                    "path",
                    other.path(),
                    "title",
                    other.title(),
                    "current",
                    other.path().equals(page.path())));
        }
        all.put("links", links);
        all.put("style", Style.PATH);
        return template.execute(all);
    }

    static void write(String contentType, byte[] body, HttpServletResponse response) throws IOException {
        response.setContentType(contentType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** A text file of this package. */
    static String resource(String file) {
        try (InputStream in = Layout.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the library's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
