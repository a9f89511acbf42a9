package com.okonect.consent.example;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** The shop's products. Buying one starts the checkout. */
final class ShopServlet extends SiteServlet {

    private final BrowsingHistory history;

    ShopServlet(BrowsingHistory history) {
        this.history = history;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = rest(request);
        Optional<Product> product = Product.find(id);
        if (id.isEmpty()) {
            Page page = new Page(request, "shop");
            page.with("products", Product.show(Product.ALL, page.language())).send(response);
        } else if (product.isPresent()) {
            history.view(product.get(), request, response);
            Page page = new Page(request, "product");
            Product.Shown shown = product.get().in(page.language());
            page.with("title", shown.name()).with("product", shown).send(response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }
}
