package com.okonect.consent.servlet.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the query alone: a container's parameters would read the body, too. */
final class Query {

    private Query() {}

    static Optional<String> find(@Nullable String query, String name) {
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                if (parts.length == 2 && parts[0].equals(name)) {
                    return decode(parts[1]);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> decode(String encoded) {
        try {
            return Optional.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8))
                    .filter(value -> !value.isEmpty());
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }
}
