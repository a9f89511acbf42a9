package com.okonect.consent.servlet.guard;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A container's response that writes down what arrives at it. */
final class FakeResponse {

    /** {@code Name: value}, in order. */
    final List<String> headers = new ArrayList<>();

    final List<Cookie> cookies = new ArrayList<>();
    String redirect;
    String contentType;
    Supplier<Map<String, String>> trailers;

    HttpServletResponse proxy() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (self, method, arguments) -> answer(method, arguments));
    }

    @SuppressWarnings("unchecked")
    private Object answer(Method method, Object[] arguments) {
        switch (method.getName()) {
            case "addCookie" -> cookies.add((Cookie) arguments[0]);
            case "addHeader", "addIntHeader", "addDateHeader" -> headers.add(arguments[0] + ": " + arguments[1]);
            case "setHeader", "setIntHeader", "setDateHeader" -> {
                String start = arguments[0] + ": ";
                headers.removeIf(line -> line.regionMatches(true, 0, start, 0, start.length()));
                if (arguments[1] != null) {
                    headers.add(arguments[0] + ": " + arguments[1]);
                }
            }
            case "getHeaders" -> {
                String start = arguments[0] + ": ";
                return headers.stream()
                        .filter(line -> line.startsWith(start))
                        .map(line -> line.substring(start.length()))
                        .toList();
            }
            case "reset" -> headers.clear();
            case "sendRedirect" -> redirect = (String) arguments[0];
            case "setContentType" -> contentType = (String) arguments[0];
            case "setTrailerFields" -> trailers = (Supplier<Map<String, String>>) arguments[0];
            case "isCommitted" -> {
                return true;
            }
            case "encodeURL", "encodeRedirectURL" -> {
                return arguments[0] + ";jsessionid=1";
            }
            default -> throw new UnsupportedOperationException(method.toString());
        }
        return null;
    }
}
