package com.okonect.consent.servlet.endpoint;

import java.time.Instant;
import java.time.format.DateTimeFormatter;

/**
 * Writes times, many of which in a row are the same second: choices under load are made in one, and expire in one. Safe
 * for use by several threads.
 */
final class TimeText {

    private final DateTimeFormatter format;
    private volatile Last last;

    private record Last(Instant time, String text) {}

    TimeText(DateTimeFormatter format) {
        this.format = format;
        this.last = new Last(Instant.EPOCH, format.format(Instant.EPOCH));
    }

    String of(Instant time) {
        Last known = last;
        if (!known.time.equals(time)) {
            known = new Last(time, format.format(time));
            last = known;
        }
        return known.text;
    }
}
