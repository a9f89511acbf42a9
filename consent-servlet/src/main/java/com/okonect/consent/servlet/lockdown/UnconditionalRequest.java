package com.okonect.consent.servlet.lockdown;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request without validators: browsers keep the old policy of a page that a 304 confirms. */
final class UnconditionalRequest extends HttpServletRequestWrapper {

    private static final Set<String> VALIDATORS = Set.of("if-modified-since", "if-none-match", "if-range", "range");

    UnconditionalRequest(HttpServletRequest request) {
        super(request);
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
                .toList());
    }

    @Override
    public long getDateHeader(String name) {
        return isHidden(name) ? -1 : super.getDateHeader(name);
    }

    private static boolean isHidden(@Nullable String name) {
        return name != null && VALIDATORS.contains(name.toLowerCase(Locale.ROOT));
    }
}
