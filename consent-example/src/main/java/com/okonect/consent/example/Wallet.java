package com.okonect.consent.example;

import java.time.Duration;

/**
 * A card that a customer saved. The payment provider keeps the card itself; the shop knows how to show it.
 *
 * @param lastDigits the last four digits of the card's number; empty while no card is saved
 */
record Wallet(String lastDigits) {

    static final Wallet EMPTY = new Wallet("");

    static final SiteCookie COOKIE = SiteCookie.lasting("okonect_wallet", Duration.ofDays(180));

    boolean hasCard() {
        return !lastDigits.isEmpty();
    }
}
