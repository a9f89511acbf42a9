package com.okonect.consent.servlet.guard;

/** The start of a {@code Set-Cookie} value that has a browser remove a cookie. */
final class Expiry {

    private static final String REST = "=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

    private Expiry() {}

    static String of(String name) {
        return name + REST;
    }
}
