package com.okonect.consent.testkit;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** What a {@code Set-Cookie} field says, as far as the kit asks. */
record SetCookieLine(String name, boolean deletes) {

    static SetCookieLine parse(String line) {
        String[] parts = line.split(";");
        int equals = parts[0].indexOf('=');
        String name = (equals < 0 ? parts[0] : parts[0].substring(0, equals)).strip();
        boolean deletes = false;
        for (int i = 1; i < parts.length; i++) {
            String attribute = parts[i].strip().toLowerCase(Locale.ROOT);
            deletes |= attribute.startsWith("max-age=0") || attribute.startsWith("max-age=-");
            deletes |=
                    attribute.startsWith("expires=") && isPast(parts[i].strip().substring("expires=".length()));
        }
        return new SetCookieLine(name, deletes);
    }

    private static boolean isPast(String date) {
        try {
            String text = date.replace('-', ' ');
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text))
                    .isBefore(Instant.EPOCH.plusSeconds(86_400));
        } catch (DateTimeParseException unusual) {
            return false;
        }
    }
}
