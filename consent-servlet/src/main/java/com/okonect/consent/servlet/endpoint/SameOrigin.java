package com.okonect.consent.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request that changes something comes from a page of this site: by {@code Sec-Fetch-Site} (Fetch Metadata),
 * else by {@code Origin} (RFC 6454, section 7), else by {@code Referer} (RFC 9110, section 10.1.3). Without any of them
 * it does not.
 */
public final class SameOrigin {

    private SameOrigin() {}

    /**
     * Says whether it does.
     *
     * @param request a request that changes something
     * @return false also where nothing says where it comes from
     */
    public static boolean holds(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return isOwn(request, origin);
        }
        String referrer = request.getHeader("Referer");
        return referrer != null && isOwn(request, referrer);
    }

    /** The path and query of the page of this site that a request comes from; null if it says none. */
    static @Nullable String page(HttpServletRequest request) {
        String referrer = request.getHeader("Referer");
        if (referrer == null || !isOwn(request, referrer)) {
            return null;
        }
        URI page = URI.create(referrer);
        return page.getRawPath() + (page.getRawQuery() == null ? "" : '?' + page.getRawQuery());
    }

    private static boolean isOwn(HttpServletRequest request, String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
        return uri.getUserInfo() == null
                && equal(uri.getScheme(), request.getScheme())
                && equal(bare(uri.getHost()), bare(request.getServerName()))
                && port(uri.getScheme(), uri.getPort()) == port(request.getScheme(), request.getServerPort());
    }

    private static boolean equal(@Nullable String one, @Nullable String other) {
        return one != null && other != null && one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    /** Containers disagree on the brackets of an IPv6 address. */
    private static @Nullable String bare(@Nullable String host) {
        return host == null || !host.startsWith("[") ? host : host.substring(1, host.length() - 1);
    }

    private static int port(@Nullable String scheme, int port) {
        if (port > 0) {
            return port;
        }
        return "https".equalsIgnoreCase(scheme) ? 443 : 80;
    }
}
