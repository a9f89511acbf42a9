package com.okonect.consent.example;

/**
 * An order.
 *
 * @param number what the customer quotes
 * @param product what is bought, one of it
 * @param paid whether it is paid
 */
record Order(String number, Product product, boolean paid) {

    static Order of(Product product) {
        return new Order("OK-" + SiteCookie.randomId().substring(0, 8), product, false);
    }

    Order pay() {
        return new Order(number, product, true);
    }
}
