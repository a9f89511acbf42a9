package com.okonect.consent.servlet.endpoint;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Writes times, many of which in a row are the same second: choices under load are made in one, and expire in one. Safe
 * for use by several threads.
 */
final class TimeText {

    private final DateTimeFormatter format;
    private volatile @Nullable Last last;

    private record Last(Instant time, String text) {}

    /**
     * Writes nothing yet: the first time takes long.
     *
     * @param format knows its time zone
     */
    TimeText(DateTimeFormatter format) {
        this.format = format;
    }

    String of(Instant time) {
        Last known = last;
        if (known == null || !known.time.equals(time)) {
            known = new Last(time, format.format(time));
            last = known;
        }
        return known.text;
    }
}
