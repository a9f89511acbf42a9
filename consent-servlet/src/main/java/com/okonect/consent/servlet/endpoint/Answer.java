package com.okonect.consent.servlet.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.servlet.page.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what the visitor's calls answer. Nothing but assets is kept by any cache. */
final class Answer {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The library's own pages load nothing from elsewhere and are framed by nobody. The policy for referrers is the one
     * under which a browser says where a form was sent from: a site's {@code no-referrer} must not break refusing.
     */
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'";

    private final HttpServletResponse response;

    Answer(HttpServletResponse response) {
        this.response = response;
    }

    void page(int status, String html) throws IOException {
        response.setHeader("Content-Security-Policy", PAGE_POLICY);
        body(status, "text/html;charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    void json(int status, Object document) throws IOException {
        body(status, "application/json", JSON.writeValueAsBytes(document));
    }

    /** As {@link #json}, of bytes that must not change. */
    void json(byte[] document) throws IOException {
        body(200, "application/json", document);
    }

    void download(String fileName, String mediaType, Object document) throws IOException {
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + '"');
        body(200, mediaType, JSON.writeValueAsBytes(document));
    }

    /** Problem details (RFC 9457). */
    void problem(Problem problem, String title, String detail, Map<String, ?> more) throws IOException {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", problem.status());
        document.put("detail", detail);
        document.putAll(more);
        body(problem.status(), "application/problem+json", JSON.writeValueAsBytes(document));
    }

    /** 303 See Other (RFC 9110, section 15.4.4). */
    void seeOther(String path) {
        start(303);
        response.setHeader("Location", path);
        response.setContentLength(0);
    }

    private void body(int status, String contentType, byte[] bytes) throws IOException {
        start(status);
        response.setContentType(contentType);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private void start(int status) {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }
}
