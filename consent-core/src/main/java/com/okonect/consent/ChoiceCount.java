package com.okonect.consent;

import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many visitors made the same choice on one day, for statistics that name nobody.
 *
 * @param day the UTC day
 * @param event what they did
 * @param before what they had decided before, true for granted; empty for a first choice
 * @param categories what each category came to, true for granted; empty for refusals that left nobody an identifier,
 *     which refused them all
 * @param notice the hash of the notice that was shown
 * @param choices how many, at least 1
 */
public record ChoiceCount(
        LocalDate day,
        ConsentRecord.Event event,
        SortedMap<Category, Boolean> before,
        SortedMap<Category, Boolean> categories,
        String notice,
        long choices) {

    /**
     * Copies the categories.
     *
     * @param day as the component
     * @param event as the component
     * @param before as the component
     * @param categories as the component
     * @param notice as the component
     * @param choices as the component
     */
    public ChoiceCount {
        before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
    }
}
