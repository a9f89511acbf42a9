package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Promotions: chosen by what the visitor looked at in the shop, or the same for everybody. */
final class OffersServlet extends SiteServlet {

    private final BrowsingHistory history;

    OffersServlet(BrowsingHistory history) {
        this.history = history;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<Product> viewed = history.of(request);
        // Without asking first: before a grant the cookie stays on the server.
        history.id(request, response);
        Page page = new Page(request, "offers");
        page.with("allowed", Consents.of(request).allows(Category.MARKETING))
                .with("personal", !viewed.isEmpty())
                .with("products", Product.show(viewed.isEmpty() ? Product.OF_THE_MONTH : viewed, page.language()))
                .send(response);
    }
}
