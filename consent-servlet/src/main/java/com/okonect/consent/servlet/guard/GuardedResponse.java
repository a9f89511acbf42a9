package com.okonect.consent.servlet.guard;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A response on which the application sets the cookies that it may set. Decides while the application writes, whether
 * the container calls the response committed or not: some send what comes after that.
 *
 * <p>All cookies become header lines, so that what is decided on is what is sent, and what the response says of its
 * headers is right on every container. A header that a container would change on its way out is not sent: the change
 * could make a cookie of it.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant here
public final class GuardedResponse extends HttpServletResponseWrapper {

    /** The header that says in development why a cookie was dropped: its name and a reason, never its value. */
    static final String EXPLANATION = "Consent-Dropped";

    private final GuardedRequest request;
    private final boolean nested;

    /**
     * Wraps a response.
     *
     * @param raw the response of the container, or of what stands before the filter
     * @param request the request that it answers
     */
    public GuardedResponse(HttpServletResponse raw, GuardedRequest request) {
        super(raw);
        this.request = request;
        GuardedResponse inner = find(raw);
        this.nested = inner != null && inner.request.settings().equals(request.settings());
        request.guardedBy(this);
    }

    /**
     * Returns the response guarded. Where a wrapper in it is a guard already, as after a forward, the new one leaves the
     * decision on cookies to that.
     *
     * @param response the response of a dispatch
     * @param request the guarded request that it answers
     * @return the response to hand on: itself, or a guard around it
     */
    public static GuardedResponse of(HttpServletResponse response, GuardedRequest request) {
        return response instanceof GuardedResponse guarded
                        && guarded.request.settings().equals(request.settings())
                ? guarded
                : new GuardedResponse(response, request);
    }

    /**
     * Finds the guard in a chain of wrappers.
     *
     * @param response any response
     * @return the outermost guard; null if there is none
     */
    public static @Nullable GuardedResponse find(@Nullable ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            if (wrapper instanceof GuardedResponse guarded) {
                return guarded;
            }
            inner = wrapper.getResponse();
        }
        return null;
    }

    /**
     * Sets a cookie of the library's own, past the guard. It stays when the application resets the response or replaces
     * its cookies.
     *
     * @param value the value of one {@code Set-Cookie} field
     */
    public void addOwnSetCookie(String value) {
        request.visit().own(value);
        super.addHeader(HeaderText.SET_COOKIE, value);
    }

    /** Adds those own cookies that the container no longer has. */
    private void restoreOwn() {
        for (String own : request.visit().own()) {
            if (!super.getHeaders(HeaderText.SET_COOKIE).contains(own)) {
                super.addHeader(HeaderText.SET_COOKIE, own);
            }
        }
    }

    private boolean observes() {
        return request.settings().observe();
    }

    /**
     * Never throws: where the decision fails, the cookie is dropped.
     *
     * @param read what is known of the value; null if it has to be read
     */
    private @Nullable String filter(String setCookie, @Nullable SetCookie read) {
        if (nested) {
            return setCookie;
        }
        try {
            Visit visit = request.visit();
            String allowed = read == null ? visit.filter(setCookie, Layer.WRAPPER) : visit.filter(read, Layer.WRAPPER);
            explain();
            return allowed;
        } catch (RuntimeException e) {
            log("a cookie was dropped because deciding on it failed", e);
            return observes() ? setCookie : null;
        }
    }

    /** In development, says why cookies were dropped. */
    void explain() {
        if (request.settings().explain()) {
            for (String explanation : request.visit().explanations()) {
                super.addHeader(EXPLANATION, explanation);
            }
        }
    }

    @Override
    public void addCookie(@Nullable Cookie cookie) {
        if (cookie == null) {
            return;
        }
        SetCookie written = written(cookie);
        String allowed = written == null ? filter("", null) : filter(written.toString(), written);
        if (observes()) {
            super.addCookie(cookie);
        } else if (allowed != null) {
            super.addHeader(HeaderText.SET_COOKIE, allowed);
        }
    }

    private static @Nullable SetCookie written(Cookie cookie) {
        try {
            return CookieText.of(cookie);
        } catch (RuntimeException e) {
            log("a cookie was dropped because it could not be read", e);
            return null;
        }
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (HeaderText.isAboutCookies(name)) {
            String allowed = value == null ? null : cookie(name, value);
            if (value == null || allowed != null) {
                super.setHeader(name, allowed);
                restoreOwn();
            }
        } else if (!HeaderText.isName(name)) {
            refuse(name);
            if (observes()) {
                super.setHeader(name, value);
            }
        } else if (isSendable(name, value)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (HeaderText.isAboutCookies(name)) {
            String allowed = value == null ? null : cookie(name, value);
            if (allowed != null) {
                super.addHeader(name, allowed);
            }
        } else if (!HeaderText.isName(name)) {
            refuse(name);
            if (observes()) {
                super.addHeader(name, value);
            }
        } else if (isSendable(name, value)) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setDateHeader(String name, long date) {
        if (isSendable(name, date)) {
            super.setDateHeader(name, date);
        }
    }

    @Override
    public void addDateHeader(String name, long date) {
        if (isSendable(name, date)) {
            super.addDateHeader(name, date);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (isSendable(name, value)) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (isSendable(name, value)) {
            super.addIntHeader(name, value);
        }
    }

    private @Nullable String cookie(String name, String value) {
        if (HeaderText.isSetCookie(name)) {
            return filter(value, null);
        }
        refuse(name);
        return observes() ? value : null;
    }

    private boolean isSendable(String name, @Nullable String value) {
        if (value == null || HeaderText.isValue(value)) {
            return true;
        }
        refuse(name);
        return observes();
    }

    /** A number is never a cookie, but the browser would store it as one without a name. */
    private boolean isSendable(String name, long number) {
        if (HeaderText.isName(name) && !HeaderText.isAboutCookies(name)) {
            return true;
        }
        if (HeaderText.isName(name) && HeaderText.isSetCookie(name)) {
            return filter(Long.toString(number), null) != null;
        }
        refuse(name);
        return observes();
    }

    /** Never throws: the header is dropped whether it can be said or not. */
    private void refuse(@Nullable String name) {
        try {
            request.settings().ledger().refused(name, observes());
        } catch (RuntimeException e) {
            log("a header that was dropped could not be counted", e);
        }
    }

    private static void log(String message, RuntimeException e) {
        System.getLogger(GuardedResponse.class.getName()).log(Level.WARNING, message, e);
    }

    @Override
    public void setContentType(@Nullable String type) {
        if (isSendable("Content-Type", type)) {
            super.setContentType(type);
        }
    }

    @Override
    public void setCharacterEncoding(@Nullable String charset) {
        if (isSendable("Content-Type", charset)) {
            super.setCharacterEncoding(charset);
        }
    }

    @Override
    public void setLocale(@Nullable Locale locale) {
        // Containers write the one or the other.
        if (locale == null
                || (isSendable("Content-Language", locale.toString())
                        && isSendable("Content-Language", locale.toLanguageTag()))) {
            super.setLocale(locale);
        }
    }

    @Override
    public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
        super.setTrailerFields(supplier == null || observes() ? supplier : () -> trailers(supplier.get()));
    }

    private @Nullable Map<String, String> trailers(@Nullable Map<String, String> fields) {
        if (fields == null) {
            return null;
        }
        Map<String, String> allowed = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (!HeaderText.isName(name)) {
                refuse(name);
            } else if (value != null && HeaderText.isAboutCookies(name)) {
                String cookie = cookie(name, value);
                if (cookie != null) {
                    allowed.put(name, cookie);
                }
            } else if (value != null && isSendable(name, value)) {
                allowed.put(name, value);
            }
        });
        return allowed;
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        super.sendRedirect(Redirect.location(location));
    }

    /**
     * As Servlet 6.1 has it.
     *
     * @param location where to
     * @param clearBuffer whether the buffer is cleared
     * @throws IOException as the container
     */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    /**
     * As Servlet 6.1 has it.
     *
     * @param location where to
     * @param status the status
     * @throws IOException as the container
     */
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    /**
     * As Servlet 6.1 has it.
     *
     * @param location where to
     * @param status the status
     * @param clearBuffer whether the buffer is cleared
     * @throws IOException as the container
     */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        Redirect.send((HttpServletResponse) getResponse(), Redirect.location(location), status, clearBuffer);
    }

    @Override
    public void reset() {
        super.reset();
        restoreOwn();
    }

    /** An id in an address is as good as a cookie; where the session is closed, there is none to write. */
    @Override
    public String encodeURL(String url) {
        return request.isSessionOpen() ? super.encodeURL(url) : url;
    }

    @Override
    public String encodeRedirectURL(String url) {
        return request.isSessionOpen() ? super.encodeRedirectURL(url) : url;
    }
}
