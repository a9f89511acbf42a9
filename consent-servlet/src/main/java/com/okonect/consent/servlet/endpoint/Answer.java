package com.okonect.consent.servlet.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.servlet.page.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes what the visitor's calls answer. Nothing but assets is kept by any cache. */
final class Answer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServletResponse response;
    private final boolean buffered;

    /**
     * Prepares an answer.
     *
     * @param buffered whether it is left for the container to send, so that no thread waits for the visitor
     */
    Answer(HttpServletResponse response, boolean buffered) {
        this.response = response;
        this.buffered = buffered;
    }

    private void write(Reply reply) throws IOException {
        if (buffered) {
            reply.buffer(response);
        } else {
            reply.writeTo(response);
        }
    }

    void page(int status, String html) throws IOException {
        write(Reply.page(status, html));
    }

    void json(int status, Object document) throws IOException {
        write(Reply.of(status, "application/json", JSON.writeValueAsBytes(document)));
    }

    /** As {@link #json}, of bytes that must not change. */
    void json(byte[] document) throws IOException {
        write(Reply.of(200, "application/json", document));
    }

    void download(String fileName, String mediaType, String document) throws IOException {
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + '"');
        write(Reply.of(200, mediaType, document.getBytes(StandardCharsets.UTF_8)));
    }

    /** Problem details (RFC 9457). */
    void problem(Problem problem, String title, String detail, Map<String, ?> more) throws IOException {
        write(Reply.problem(problem, title, detail, more));
    }

    /** 303 See Other (RFC 9110, section 15.4.4). */
    void seeOther(String path) {
        response.setStatus(303);
        Reply.HEADERS.forEach(response::setHeader);
        response.setHeader("Location", path);
        response.setContentLength(0);
    }
}
