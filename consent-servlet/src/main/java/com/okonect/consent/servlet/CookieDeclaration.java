package com.okonect.consent.servlet;

import com.okonect.consent.Category;
import com.okonect.consent.policy.ConsentBoundCookie;
import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.servlet.guard.Decision;
import com.okonect.consent.servlet.guard.Visit;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cookie that the policy declares, for one request: what is written through it cannot be undeclared by accident, and
 * lives as long as declared.
 *
 * <pre>{@code
 * CookieDeclaration interests = CookieDeclaration.of(request, "interests");
 * if (interests.allowed()) {
 *     response.addCookie(interests.cookie(reader.interests()));
 * }
 * }</pre>
 *
 * <p>A cookie that the visitor has not allowed can be made and added all the same: the filter keeps it back.
 */
public final class CookieDeclaration {

    /** RFC 6265, section 4.1.1, cookie-value without the quotes. */
    private static final Pattern VALUE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]*");

    private final Visit visit;
    private final DeclaredCookie declared;
    private final String name;
    private final String path;
    private final boolean secure;

    private CookieDeclaration(Visit visit, DeclaredCookie declared, String name, HttpServletRequest request) {
        this.visit = visit;
        this.declared = declared;
        this.name = name;
        this.path = path(declared, request);
        this.secure = request.isSecure() || visit.settings().secureAlways();
    }

    /**
     * Finds the declaration of a cookie.
     *
     * @param request the visitor's request
     * @param name the whole name of the cookie, also where the policy declares a pattern
     * @return its declaration
     * @throws IllegalArgumentException if the policy does not declare it, or it is the consent cookie
     * @throws IllegalStateException if no {@link ConsentFilter} stands before the caller
     */
    public static CookieDeclaration of(HttpServletRequest request, String name) {
        Visit visit = Consents.visit(request);
        DeclaredCookie declared = visit.settings().service().policy().cookie(name);
        if (declared == null || name.indexOf('*') >= 0) {
            throw new IllegalArgumentException("the policy does not declare the cookie '" + name
                    + "'. Add to the \"cookies\" of a category: { \"name\": \"" + name
                    + "\", \"lifetime\": \"…\", \"purpose\": { \"en\": \"…\" } }");
        }
        return new CookieDeclaration(visit, declared, name, request);
    }

    private static String path(DeclaredCookie declared, HttpServletRequest request) {
        List<String> paths = declared instanceof ConsentBoundCookie bound ? bound.paths() : List.of();
        if (!paths.isEmpty()) {
            return paths.get(0);
        }
        String context = request.getContextPath();
        return context.isEmpty() ? "/" : context;
    }

    /**
     * Returns the category that the cookie needs consent for.
     *
     * @return the category; empty if the cookie is exempt
     */
    public Optional<Category> category() {
        return declared instanceof ConsentBoundCookie bound ? Optional.of(bound.category()) : Optional.empty();
    }

    /**
     * Says whether the cookie would be sent now.
     *
     * @return true if it is exempt and open, or its category is granted; in observe mode always
     */
    public boolean allowed() {
        return visit.write(name) instanceof Decision.Pass;
    }

    /**
     * Makes the cookie: with the declared lifetime, on the first declared path or else the application's, not readable
     * by scripts, {@code SameSite=Lax}, and {@code Secure} on HTTPS. What has to be otherwise can be set on it.
     *
     * @param value the value: visible ASCII without space, quote, comma, semicolon and backslash
     * @return a new cookie, to be added to the response
     * @throws IllegalArgumentException if a cookie cannot hold the value
     */
    public Cookie cookie(String value) {
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("a cookie cannot hold the value given for '" + name
                    + "': encode it, for instance by URLEncoder"); // the value itself may be a secret
        }
        Cookie cookie = new Cookie(name, value);
        cookie.setPath(path);
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setAttribute("SameSite", "Lax");
        declared.lifetime()
                .maxAge(visit.settings().clock().instant())
                .ifPresent(seconds -> cookie.setMaxAge((int) Math.min(seconds, Integer.MAX_VALUE)));
        return cookie;
    }

    /**
     * Makes what deletes the cookie.
     *
     * @return a new cookie without value and time to live, to be added to the response
     */
    public Cookie deletion() {
        Cookie cookie = cookie("");
        cookie.setMaxAge(0);
        return cookie;
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }
}
