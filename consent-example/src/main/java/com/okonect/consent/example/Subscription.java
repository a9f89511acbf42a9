package com.okonect.consent.example;

import org.jspecify.annotations.Nullable;

/**
 * A subscription to the newsletter.
 *
 * @param address where it goes
 * @param confirmed whether the reader has answered the mail that asks whether the address is theirs
 * @param reader whose browsing may choose the offers in it; null if everybody's are wanted
 */
record Subscription(
        String address, boolean confirmed, @Nullable Reader reader) {

    /**
     * A visitor who is away when an issue is written.
     *
     * @param consentId finds the records of the consent
     * @param historyId finds what was looked at in the shop
     */
    record Reader(String consentId, String historyId) {}

    Subscription confirm() {
        return new Subscription(address, true, reader);
    }

    /** The new address has to be confirmed like the first. */
    Subscription correct(String newAddress) {
        return newAddress.equals(address) ? this : new Subscription(newAddress, false, reader);
    }
}
