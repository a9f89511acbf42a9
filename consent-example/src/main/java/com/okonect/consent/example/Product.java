package com.okonect.consent.example;

import java.util.List;
import java.util.Optional;

/**
 * A product of the shop.
 *
 * @param id its place below {@code /shop}
 * @param cents its price with all taxes, in cents of a euro
 */
record Product(String id, int cents) {

    static final List<Product> ALL = List.of(
            new Product("hub", 129_00),
            new Product("relay", 59_00),
            new Product("drop", 29_00),
            new Product("watt", 24_00));

    /** What is offered to everybody. */
    static final List<Product> OF_THE_MONTH = List.of(ALL.get(1), ALL.get(3));

    static Optional<Product> find(String id) {
        return ALL.stream().filter(product -> product.id.equals(id)).findFirst();
    }

    static List<Shown> show(List<Product> products, Language language) {
        return products.stream().map(product -> product.in(language)).toList();
    }

    Shown in(Language language) {
        String key = "product-" + id;
        return new Shown(
                id,
                language.text(key + "-name"),
                language.text(key + "-summary"),
                language.text(key + "-text"),
                language.euros(cents));
    }

    /** In one language, as the templates show it. */
    record Shown(String id, String name, String summary, String text, String price) {}
}
