package com.okonect.consent.servlet.guard;

import jakarta.servlet.http.Cookie;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link Cookie} as the value of a {@code Set-Cookie} header. Containers lose attributes in different ways, and
 * some write a cookie only when the response is committed: a decision on the object is not one on what is sent. What is
 * written here need not be read again to be decided on.
 */
final class CookieText {

    private static final int USUAL_ATTRIBUTES = 80;

    private CookieText() {}

    /**
     * Returns null for a cookie with a character that a header or a browser would take for something else, and for one
     * that is too long. Asks the cookie for each of its parts once, so that what is decided on is what is sent.
     */
    static @Nullable SetCookie of(Cookie cookie) {
        String name = cookie.getName();
        String value = cookie.getValue();
        if (!HeaderText.isToken(name)) {
            return null;
        }
        StringBuilder text = new StringBuilder(name.length() + (value == null ? 0 : value.length()) + USUAL_ATTRIBUTES)
                .append(name)
                .append('=');
        boolean whole = append(text, value == null ? "" : value);
        int attributesFrom = text.length();
        String path = cookie.getPath();
        if (path != null) {
            whole &= append(text.append("; Path="), path);
        }
        String domain = cookie.getDomain();
        if (domain != null) {
            whole &= append(text.append("; Domain="), domain);
        }
        int maxAge = cookie.getMaxAge();
        if (maxAge >= 0) {
            text.append("; Max-Age=").append(maxAge);
        }
        if (cookie.getSecure() || isSet(cookie.getAttribute("Secure"))) {
            text.append("; Secure");
        }
        if (cookie.isHttpOnly() || isSet(cookie.getAttribute("HttpOnly"))) {
            text.append("; HttpOnly");
        }
        boolean expires = false;
        for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
            whole &= appendOther(text, attribute.getKey(), attribute.getValue());
            expires |= HeaderText.isSame(attribute.getKey(), "expires");
        }
        if (!whole) {
            return null;
        }
        return expires
                ? SetCookie.parse(text.toString())
                : SetCookie.written(text.toString(), name, attributesFrom, maxAge);
    }

    private static boolean appendOther(StringBuilder text, String name, @Nullable String value) {
        if (isWrittenAlready(name) || value == null) {
            return true;
        }
        if (HeaderText.isSame(name, "partitioned")) {
            text.append(isSet(value) ? "; Partitioned" : "");
            return true;
        }
        text.append("; ").append(name);
        return HeaderText.isToken(name) && (value.isEmpty() || append(text.append('='), value));
    }

    private static boolean isWrittenAlready(String name) {
        return HeaderText.isSame(name, "path")
                || HeaderText.isSame(name, "domain")
                || HeaderText.isSame(name, "max-age")
                || HeaderText.isSame(name, "secure")
                || HeaderText.isSame(name, "httponly");
    }

    /** Servlet 6.0 and 6.1 differ in what stands for an attribute without a value. */
    private static boolean isSet(@Nullable String value) {
        return value != null && (value.isEmpty() || value.equalsIgnoreCase("true"));
    }

    private static boolean append(StringBuilder text, String part) {
        String octets = HeaderText.octets(part);
        text.append(octets);
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (c == ';' || c == '\t' || !HeaderText.isValue(c)) {
                return false;
            }
        }
        return true;
    }
}
