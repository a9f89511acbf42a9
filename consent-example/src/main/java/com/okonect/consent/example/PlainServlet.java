package com.okonect.consent.example;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page that is the same for everyone. */
final class PlainServlet extends SiteServlet {

    private final String page;

    PlainServlet(String page) {
        this.page = page;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Page(request, page).send(response);
    }
}
