package com.okonect.consent.servlet.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application for a page as a whole and as plain text: a part of a page cannot take an insertion, and neither
 * can what is compressed before it is in. Compression by the container comes after. Where the banner goes in, old
 * validators are hidden, too: they are those of a page without it.
 */
final class PageRequest extends GatheredRequest {

    private static final Set<String> PARTS = Set.of("accept-encoding", "if-range", "range");
    private static final Set<String> VALIDATORS =
            Set.of("if-match", "if-modified-since", "if-none-match", "if-unmodified-since");

    private final boolean hidesValidators;

    PageRequest(HttpServletRequest request, PageResponse response, boolean hidesValidators) {
        super(request, response);
        this.hidesValidators = hidesValidators;
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

    private boolean isHidden(@Nullable String name) {
        if (name == null) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return PARTS.contains(lower) || hidesValidators && VALIDATORS.contains(lower);
    }
}
