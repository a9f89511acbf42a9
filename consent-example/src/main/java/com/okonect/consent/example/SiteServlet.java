package com.okonect.consent.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the site's servlets share. */
abstract class SiteServlet extends HttpServlet {

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,120}\\.[^@\\s.]{2,60}");

    /** Whether it looks like an e-mail address; whether it is somebody's only a mail can tell. */
    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** What follows the servlet's own path, such as {@code 4711} of {@code /shop/4711}; empty where nothing does. */
    static String rest(HttpServletRequest request) {
        return Optional.ofNullable(request.getPathInfo())
                .map(path -> path.substring(1))
                .orElse("");
    }

    /** What was entered in a field; empty where nothing was. A line break is one character, as browsers count it. */
    static String parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name))
                .map(value -> value.replace("\r\n", "\n"))
                .map(String::strip)
                .orElse("");
    }

    /** Sends the visitor on after a form, so that reloading does not send the form again. */
    static void redirect(HttpServletRequest request, HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", Page.url(request, path));
    }
}
