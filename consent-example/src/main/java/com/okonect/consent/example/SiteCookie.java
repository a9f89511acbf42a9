package com.okonect.consent.example;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One cookie of the site, set and read by the servlet API alone. Nothing here asks for consent: a cookie that may not
 * pass does not leave the server, and {@link #read} does not find it.
 *
 * @param name the cookie's name
 * @param lifetime how long the browser keeps it; null for its session
 */
record SiteCookie(String name, @Nullable Duration lifetime) {

    private static final String ATTEMPTS = SiteCookie.class.getName();
    private static final SecureRandom RANDOM = new SecureRandom();

    static SiteCookie lasting(String name, Duration lifetime) {
        return new SiteCookie(name, lifetime);
    }

    static SiteCookie ofSession(String name) {
        return new SiteCookie(name, null);
    }

    /** 128 random bits: says nothing about the visitor, and nobody guesses another's. */
    static String randomId() {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** The cookies that the server tried to set in answer to this request. */
    static Set<String> attempts(HttpServletRequest request) {
        return request.getAttribute(ATTEMPTS) instanceof Attempts attempts ? attempts : Set.of();
    }

    Optional<String> read(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies)
                        .filter(cookie -> cookie.getName().equals(name))
                        .map(Cookie::getValue)
                        .findFirst();
    }

    void set(HttpServletRequest request, HttpServletResponse response, String value) {
        response.addCookie(cookie(request, value, lifetime == null ? -1 : Math.toIntExact(lifetime.toSeconds())));
        attempt(request);
    }

    void expire(HttpServletRequest request, HttpServletResponse response) {
        response.addCookie(cookie(request, "", 0));
    }

    private Cookie cookie(HttpServletRequest request, String value, int maxAgeSeconds) {
        Cookie cookie = new Cookie(name, value);
        cookie.setPath(request.getContextPath() + "/");
        cookie.setMaxAge(maxAgeSeconds);
        cookie.setHttpOnly(true);
        cookie.setSecure(request.isSecure());
        cookie.setAttribute("SameSite", "Lax");
        return cookie;
    }

    private void attempt(HttpServletRequest request) {
        if (!(request.getAttribute(ATTEMPTS) instanceof Attempts)) {
            request.setAttribute(ATTEMPTS, new Attempts());
        }
        if (request.getAttribute(ATTEMPTS) instanceof Attempts attempts) {
            attempts.add(name);
        }
    }

    private static final class Attempts extends LinkedHashSet<String> {}
}
