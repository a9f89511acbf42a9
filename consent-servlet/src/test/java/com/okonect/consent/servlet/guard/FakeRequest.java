package com.okonect.consent.servlet.guard;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A container's request, as far as the guard asks it. Any other question fails. */
final class FakeRequest {

    final Map<String, Object> attributes = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    private final String host;
    private final String uri;
    private final List<String> cookieLines;
    String contextPath = "";
    boolean secure;
    HttpSession session;
    String piece;

    FakeRequest(String host, String uri, List<String> cookieLines) {
        this.host = host;
        this.uri = uri;
        this.cookieLines = cookieLines;
    }

    HttpServletRequest proxy() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) -> answer(self, method, arguments));
    }

    private Object answer(Object self, Method method, Object[] arguments) {
        calls.add(method.getName());
        return switch (method.getName()) {
            case "getServerName" -> host;
            case "getRequestURI" -> uri;
            case "getContextPath" -> contextPath;
            case "isSecure" -> secure;
            case "getHeader" ->
                lines((String) arguments[0]).stream().findFirst().orElse(null);
            case "getHeaders" -> Collections.enumeration(lines((String) arguments[0]));
            case "getHeaderNames" ->
                Collections.enumeration(cookieLines.isEmpty() ? List.of("Host") : List.of("Host", "cookie"));
            case "getAttribute" -> attributes.get((String) arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "removeAttribute" -> attributes.remove((String) arguments[0]);
            case "getServletContext" -> context(piece);
            case "getSession" -> session;
            case "getRequestedSessionId" -> "from-the-container";
            case "isRequestedSessionIdValid", "isRequestedSessionIdFromCookie", "isRequestedSessionIdFromURL" -> true;
            case "login" -> null;
            case "changeSessionId" -> "changed-by-the-container";
            case "hashCode" -> System.identityHashCode(self);
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    private List<String> lines(String name) {
        if (name.equalsIgnoreCase("Cookie")) {
            return cookieLines;
        }
        return name.equalsIgnoreCase("Host") ? List.of(host) : List.of();
    }

    static ServletContext context() {
        return context(null);
    }

    /** Knows its time-out, and whether a piece is in the container. */
    private static ServletContext context(String piece) {
        return (ServletContext) Proxy.newProxyInstance(
                FakeRequest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("getSessionTimeout")) {
                        return 30;
                    }
                    if (method.getName().equals("getAttribute") && CommitGuard.PIECE.equals(arguments[0])) {
                        return piece;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }
}
