package com.okonect.consent.benchmark;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request without a container: what is measured is the filter alone. Answers what the filter asks, and fails on all
 * else.
 */
final class StubRequest extends HttpServletRequestWrapper {

    private final ServletContext context;
    private final String uri;
    private final Map<String, List<String>> headers;
    private final Map<String, Object> attributes = new HashMap<>();

    StubRequest(ServletContext context, String uri, Map<String, List<String>> headers) {
        super(Absent.of(HttpServletRequest.class));
        this.context = context;
        this.uri = uri;
        this.headers = headers;
    }

    /** Forgets what the last request left, as a container does that uses its objects again. */
    StubRequest renewed() {
        if (!attributes.isEmpty()) {
            attributes.clear();
        }
        return this;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public String getRequestURI() {
        return uri;
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return uri;
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer("https://").append(Shop.HOST).append(uri);
    }

    @Override
    public String getServerName() {
        return Shop.HOST;
    }

    @Override
    public String getScheme() {
        return "https";
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public boolean isAsyncStarted() {
        return false;
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public @Nullable String getHeader(String name) {
        List<String> lines = headers.get(name);
        return lines == null ? null : lines.get(0);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        List<String> lines = headers.get(name);
        return lines == null ? Collections.emptyEnumeration() : Collections.enumeration(lines);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(headers.keySet());
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        return null;
    }

    @Override
    public Enumeration<Locale> getLocales() {
        return Collections.enumeration(List.of(Locale.ENGLISH));
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }
}
