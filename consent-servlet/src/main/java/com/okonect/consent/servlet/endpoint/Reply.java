package com.okonect.consent.servlet.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.servlet.page.AsciiText;
import com.okonect.consent.servlet.page.Problem;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer to a visitor, for any framework that writes it. No cache keeps it.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param headers the other headers, by name
 * @param body the bytes of the body
 */
public record Reply(int status, String contentType, Map<String, String> headers, byte[] body) {

    /**
     * What every answer has. The policy for referrers is the one under which a browser says where a form was sent from:
     * a site's {@code no-referrer} must not break refusing.
     */
    static final Map<String, String> HEADERS =
            Map.of("Cache-Control", "no-store", "Referrer-Policy", "same-origin", "X-Content-Type-Options", "nosniff");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of a buffer whose size nobody has set, Jetty fills a quarter before it sends. */
    private static final int MUCH_MORE = 5;

    /** The library's own pages load nothing from elsewhere and are framed by nobody. */
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'";

    static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, contentType, HEADERS, body);
    }

    static Reply page(int status, String html) {
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        headers.put("Content-Security-Policy", PAGE_POLICY);
        return new Reply(status, "text/html;charset=utf-8", headers, html.getBytes(StandardCharsets.UTF_8));
    }

    /** Problem details (RFC 9457). */
    static Reply problem(Problem problem, String title, String detail, Map<String, ?> more) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", problem.status());
        document.put("detail", detail);
        document.putAll(more);
        try {
            return of(problem.status(), "application/problem+json", JSON.writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // texts and lists of texts can always be written
        }
    }

    /**
     * Writes the answer as the whole response.
     *
     * @param response where it goes
     * @throws IOException if it cannot be written
     */
    public void writeTo(HttpServletResponse response) throws IOException {
        writeHead(response);
        ServletOutputStream out;
        try {
            out = response.getOutputStream();
        } catch (IllegalStateException itsWriterIsInUse) {
            writeAsText(response);
            return;
        }
        response.setContentLength(body.length);
        out.write(body);
    }

    /** The writer's charset is settled, and may not have every character. */
    private void writeAsText(HttpServletResponse response) throws IOException {
        String utf8 = new String(body, StandardCharsets.UTF_8);
        String text = contentType.contains("json") ? AsciiText.ofJson(utf8) : AsciiText.ofHtml(utf8);
        if (text.getBytes(Charset.forName(response.getCharacterEncoding())).length == text.length()) {
            // Of a charset with marks of its own nobody knows whether they are written already.
            response.setContentLength(text.length());
        }
        response.getWriter().write(text);
    }

    /**
     * Leaves the answer in the response's buffer, as a whole response. The container adds the length, and sends it when
     * the request is complete.
     *
     * @param response of an asynchronous request; nothing was written to it
     * @throws IOException if it cannot be written
     */
    void buffer(HttpServletResponse response) throws IOException {
        writeHead(response);
        // With a length of our own some containers would send the last byte at once.
        if (response.getBufferSize() < MUCH_MORE * body.length) {
            response.setBufferSize(body.length + 1);
        }
        response.getOutputStream().write(body);
    }

    private void writeHead(HttpServletResponse response) {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setContentType(contentType);
    }
}
