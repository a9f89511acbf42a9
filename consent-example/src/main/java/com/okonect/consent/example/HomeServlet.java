package com.okonect.consent.example;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** The front page. */
final class HomeServlet extends SiteServlet {

    // Left over from a forgotten test. The policy does not declare it, so it never leaves the server, and the log says
    // so.
    private static final SiteCookie FORGOTTEN = SiteCookie.lasting("undeclared_probe", Duration.ofDays(30));

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        FORGOTTEN.set(request, response, SiteCookie.randomId());
        Page page = new Page(request, "home");
        page.with("products", Product.show(Product.ALL, page.language()))
                .with("articles", Article.show(Article.ALL.subList(0, 3), page.language()))
                .send(response);
    }
}
