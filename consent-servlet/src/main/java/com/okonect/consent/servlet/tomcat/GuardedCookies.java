package com.okonect.consent.servlet.tomcat;

import com.okonect.consent.servlet.guard.FinalHeaders;
import com.okonect.consent.servlet.guard.Layer;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.Charset;
import org.apache.tomcat.util.http.CookieProcessor;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.http.ServerCookies;
import org.jspecify.annotations.Nullable;

/** Guards the cookies that Tomcat makes of objects: its own, too, on requests that no filter sees. */
final class GuardedCookies implements CookieProcessor {

    private static final String SET_COOKIE = "Set-Cookie";

    private final CookieProcessor configured;

    GuardedCookies(CookieProcessor configured) {
        this.configured = configured;
    }

    CookieProcessor configured() {
        return configured;
    }

    @Override
    public void parseCookieHeader(MimeHeaders headers, ServerCookies cookies) {
        configured.parseCookieHeader(headers, cookies);
    }

    /** Returns null for a cookie that must not be set, which has Tomcat leave it out. */
    @Override
    public @Nullable String generateHeader(Cookie cookie, HttpServletRequest request) {
        String header = configured.generateHeader(cookie, request);
        return header == null ? null : new FinalHeaders(request, Layer.COMMIT).allow(SET_COOKIE, header);
    }

    @Override
    public Charset getCharset() {
        return configured.getCharset();
    }
}
