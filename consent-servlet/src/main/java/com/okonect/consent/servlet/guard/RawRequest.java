package com.okonect.consent.servlet.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the guard asks the container's request, whatever it was dispatched to since. */
final class RawRequest {

    private static final String[] ORIGINAL_URI = {
        RequestDispatcher.ERROR_REQUEST_URI, RequestDispatcher.FORWARD_REQUEST_URI, AsyncContext.ASYNC_REQUEST_URI
    };

    private final HttpServletRequest request;
    private final RequestHeaders headers;

    RawRequest(HttpServletRequest request, RequestHeaders headers) {
        this.request = request;
        this.headers = headers;
    }

    CookieHeader cookies() {
        return CookieHeader.parse(headers.all(request, HeaderText.COOKIE));
    }

    /** The values of a header; none if it was not sent. */
    List<String> headers(String name) {
        Enumeration<String> values = headers.all(request, name);
        return values == null || !values.hasMoreElements() ? List.of() : Collections.list(values);
    }

    boolean isSecure() {
        return request.isSecure();
    }

    String host() {
        return request.getServerName().toLowerCase(Locale.ROOT);
    }

    String contextPath() {
        String path = request.getContextPath();
        return path == null ? "" : path;
    }

    /** The path that the visitor's browser asked for, as it was sent. */
    String uri() {
        for (String attribute : ORIGINAL_URI) {
            if (request.getAttribute(attribute) instanceof String uri) {
                return uri;
            }
        }
        String uri = request.getRequestURI();
        return uri == null ? "" : uri;
    }

    /** Null where two readers might disagree on it. */
    @Nullable
    String pathWithinApplication() {
        return RequestPath.within(contextPath(), uri());
    }

    /** The path for the ledger and the log: without query and parameters, which can carry secrets. */
    String endpoint() {
        return HeaderText.printable(RequestPath.withoutParameters(uri()));
    }
}
