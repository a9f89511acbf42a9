package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The products that a visitor looked at, for promotional messages: only with consent, under a random id. */
final class BrowsingHistory {

    private static final SiteCookie OFFERS = SiteCookie.lasting("okonect_offers", Duration.ofDays(90));

    private final Remembered<List<Product>> viewed;

    BrowsingHistory(Remembered<List<Product>> viewed) {
        this.viewed = viewed;
    }

    /** Adds a product to the history of a visitor who agreed to one. */
    void view(Product product, HttpServletRequest request, HttpServletResponse response) {
        Consent consent = Consents.of(request);
        consent.run(Category.MARKETING, () -> {
            Set<Product> products = new LinkedHashSet<>(List.of(product));
            products.addAll(of(request));
            viewed.put(
                    id(request, response), List.copyOf(products), consent.id().orElseThrow());
        });
    }

    /** The products that the visitor looked at, the last one first; none without consent, as there is no cookie then. */
    List<Product> of(HttpServletRequest request) {
        return OFFERS.read(request).map(this::of).orElse(List.of());
    }

    /** The same, by the id alone. */
    List<Product> of(String id) {
        return viewed.find(id).orElse(List.of());
    }

    /** Forgets it, here and in the browser. */
    void forget(HttpServletRequest request, HttpServletResponse response) {
        OFFERS.read(request).ifPresent(viewed::forget);
        OFFERS.expire(request, response);
    }

    /** The visitor's id; a new one with its cookie where there is none. */
    String id(HttpServletRequest request, HttpServletResponse response) {
        return OFFERS.read(request).orElseGet(() -> {
            String id = SiteCookie.randomId();
            OFFERS.set(request, response, id);
            return id;
        });
    }
}
