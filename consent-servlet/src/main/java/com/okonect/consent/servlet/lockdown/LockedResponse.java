package com.okonect.consent.servlet.lockdown;

import com.okonect.consent.servlet.guard.GuardedRequest;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response that has the lockdown's policy from the start, so that it is there whoever commits it. The application does
 * not see it: what sets a policy only where there is none sets its own. What the application replaces or resets is put
 * back.
 */
final class LockedResponse extends HttpServletResponseWrapper {

    private static final String STATE = LockedResponse.class.getName();
    private static final String NOT_KEPT = "private, no-store";
    private static final String CACHE_CONTROL = "cache-control";

    private final Lockdown lockdown;
    private final GuardedRequest request;
    private final @Nullable Boolean document;
    private final boolean secure;
    private final Map<String, Own> own;
    private boolean shared;
    private boolean personal;

    /** A header line of the library's own. */
    private record Own(String name, String value) {}

    @SuppressWarnings("unchecked") // the attribute is this class's own
    LockedResponse(Lockdown lockdown, GuardedRequest request, HttpServletResponse response) {
        super(response);
        this.lockdown = lockdown;
        this.request = request;
        this.document = Lockdown.isDocument(request);
        this.secure = lockdown.isSecure(request);
        // The container hands its own response to an error page, with the lines of before, or without.
        this.own = request.getAttribute(STATE) instanceof Map<?, ?> earlier
                ? (Map<String, Own>) earlier
                : new LinkedHashMap<>(4);
        request.setAttribute(STATE, own);
        own.values().removeIf(line -> !super.getHeaders(line.name()).contains(line.value()));
        shared = super.getHeaders("Cache-Control").stream().anyMatch(LockedResponse::isShared) || isSharedByName();
        update();
    }

    /** Says what the response is, by what is known of it so far. */
    private void update() {
        if (isCommitted()) {
            return;
        }
        personal = !shared && (document == null ? isHtml() : document);
        String policy =
                personal ? lockdown.policy(request.visit(), secure) : lockdown.policyForAll(request.visit(), secure);
        put(lockdown.header(), policy);
        if (secure) {
            put("Reporting-Endpoints", lockdown.endpoints());
        }
        if (isKeptOut()) {
            super.setHeader("Cache-Control", NOT_KEPT);
        }
    }

    private boolean isKeptOut() {
        return personal && lockdown.keepsOutOfCaches();
    }

    private boolean isHtml() {
        String type = getContentType();
        String lower = type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("text/html") || lower.startsWith("application/xhtml+xml");
    }

    private void put(String name, String value) {
        Own before = own.put(lower(name), new Own(name, value));
        if (before == null) {
            super.addHeader(name, value);
        } else if (!before.value().equals(value)) {
            List<String> lines = new ArrayList<>(super.getHeaders(name));
            lines.remove(before.value());
            lines.add(value);
            super.setHeader(name, lines.get(0));
            lines.subList(1, lines.size()).forEach(line -> super.addHeader(name, line));
        }
    }

    /** Puts back what is no longer there. */
    private void restore() {
        for (Own line : own.values()) {
            if (!super.getHeaders(line.name()).contains(line.value())) {
                super.addHeader(line.name(), line.value());
            }
        }
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (lower(name).equals(CACHE_CONTROL)) {
            shared = value != null && isShared(value) || isSharedByName();
            super.setHeader(name, value);
            wasSet(name);
            return;
        }
        super.setHeader(name, value);
        if (own.containsKey(lower(name))) {
            restore();
        }
        wasSet(name);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (lower(name).equals(CACHE_CONTROL)) {
            boolean replaced = isKeptOut();
            shared |= value != null && isShared(value);
            if (replaced && shared) {
                super.setHeader(name, value);
            } else if (!replaced) {
                super.addHeader(name, value);
            }
        } else {
            super.addHeader(name, value);
        }
        wasSet(name);
    }

    private void wasSet(@Nullable String name) {
        String lower = lower(name);
        switch (lower) {
            case "cdn-cache-control", "surrogate-control" -> {
                shared |= isSharedByName();
                changed();
            }
            case CACHE_CONTROL, "content-type" -> changed();
            default -> {
                // says nothing of what the response is
            }
        }
    }

    private void changed() {
        if (shared) {
            lockdown.noteShared(request.getRequestURI());
        }
        update();
    }

    /** As the banner takes it (RFC 9111, section 5.2.2; RFC 9213). */
    private static boolean isShared(String cacheControl) {
        String directives = cacheControl.toLowerCase(Locale.ROOT);
        return directives.contains("public") || directives.contains("s-maxage");
    }

    private boolean isSharedByName() {
        return super.getHeader("CDN-Cache-Control") != null || super.getHeader("Surrogate-Control") != null;
    }

    @Override
    public void setContentType(@Nullable String type) {
        super.setContentType(type);
        update();
    }

    /** The application may have said before it writes that the visitor asked for a service. */
    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        update();
        return super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        update();
        return super.getWriter();
    }

    @Override
    public void reset() {
        super.reset();
        shared = false;
        restore();
        update();
    }

    @Override
    public boolean containsHeader(String name) {
        return own.containsKey(lower(name)) ? !getHeaders(name).isEmpty() : super.containsHeader(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return own.containsKey(lower(name))
                ? getHeaders(name).stream().findFirst().orElse(null)
                : super.getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        Own line = own.get(lower(name));
        if (line == null) {
            return super.getHeaders(name);
        }
        List<String> theirs = new ArrayList<>(super.getHeaders(name));
        theirs.remove(line.value());
        return theirs;
    }

    @Override
    public Collection<String> getHeaderNames() {
        return super.getHeaderNames().stream()
                .filter(name ->
                        !own.containsKey(lower(name)) || !getHeaders(name).isEmpty())
                .toList();
    }

    private static String lower(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }
}
