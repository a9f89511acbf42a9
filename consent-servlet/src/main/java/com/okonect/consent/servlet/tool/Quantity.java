package com.okonect.consent.servlet.tool;

import java.util.Locale;

/**
 * A number and what it counts, in English.
 *
 * @param number how many
 * @param one the word for one of it
 * @param several the word for none and for more
 */
public record Quantity(long number, String one, String several) {

    /**
     * Counts records.
     *
     * @param number how many
     * @return so many records
     */
    public static Quantity records(long number) {
        return new Quantity(number, "record", "records");
    }

    /**
     * Counts rows of the store.
     *
     * @param number how many
     * @return so many rows
     */
    public static Quantity rows(long number) {
        return new Quantity(number, "row", "rows");
    }

    /** Returns it in words, such as {@code 1 record} or {@code 1,024 records}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : several);
    }
}
