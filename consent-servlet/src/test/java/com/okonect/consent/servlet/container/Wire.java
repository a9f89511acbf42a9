package com.okonect.consent.servlet.container;

import java.io.Closeable;
import java.io.IOException;

/** One connection to a container, on which what goes out and comes back is exactly what is written here. */
interface Wire extends Closeable {

    /**
     * Sends a request and reads all that comes back for it.
     *
     * @param headers lines such as {@code Cookie: a=b}
     */
    WireAnswer send(String method, String path, String body, String... headers) throws IOException;

    default WireAnswer get(String path, String... headers) throws IOException {
        return send("GET", path, "", headers);
    }

    /** A form from a page of the same origin. */
    default WireAnswer post(String path, String form) throws IOException {
        return send(
                "POST", path, form, "Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin");
    }
}
