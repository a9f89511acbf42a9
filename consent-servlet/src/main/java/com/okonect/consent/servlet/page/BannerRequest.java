package com.okonect.consent.servlet.page;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application for a page as a whole and as plain text: a page with a banner has no validators and no ranges,
 * and what is compressed before the banner is in cannot take it. Compression by the container comes after.
 */
final class BannerRequest extends HttpServletRequestWrapper {

    private static final Set<String> HIDDEN = Set.of(
            "accept-encoding",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "range");

    private final BannerResponse response;

    BannerRequest(HttpServletRequest request, BannerResponse response) {
        super(request);
        this.response = response;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isHidden(name))
                .collect(Collectors.toList()));
    }

    @Override
    public long getDateHeader(String name) {
        return isHidden(name) ? -1 : super.getDateHeader(name);
    }

    @Override
    public int getIntHeader(String name) {
        return isHidden(name) ? -1 : super.getIntHeader(name);
    }

    /** With the response that takes the banner; the container would go on with its own. */
    @Override
    public AsyncContext startAsync() {
        return super.startAsync(this, response);
    }

    private static boolean isHidden(@Nullable String name) {
        return name != null && HIDDEN.contains(name.toLowerCase(Locale.ROOT));
    }
}
