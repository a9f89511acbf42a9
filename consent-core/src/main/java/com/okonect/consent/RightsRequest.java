package com.okonect.consent;

import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor asked for (GDPR, articles 15 to 22), and by when it is to be answered (article 12(3)).
 *
 * @param id the request's own id
 * @param kind what was asked for
 * @param reference the site's own name for it, such as the number of a letter; at most 200 characters
 * @param receivedOn the UTC day it came
 * @param dueOn the last day to answer it
 * @param extendedBecause what the visitor was told when the time was extended, at most 500 characters; null if it was
 *     not
 * @param closedOn the UTC day it was answered; null before
 * @param outcome what was answered, at most 500 characters; null before
 */
public record RightsRequest(
        UUID id,
        Kind kind,
        String reference,
        LocalDate receivedOn,
        LocalDate dueOn,
        @Nullable String extendedBecause,
        @Nullable LocalDate closedOn,
        @Nullable String outcome) {

    private static final int LONGEST_REFERENCE = 200;
    private static final int LONGEST_NOTE = 500;
    private static final int MONTHS = 1;
    private static final int MONTHS_MORE = 2;

    /** What can be asked for. */
    public enum Kind {
        /** A copy of what is held (article 15). */
        ACCESS,
        /** Putting right what is wrong (article 16). */
        CORRECTION,
        /** Erasing (article 17). */
        ERASURE,
        /** Keeping without using (article 18). */
        RESTRICTION,
        /** A copy that machines can read (article 20). */
        PORTABILITY,
        /** Not to be processed on grounds of an interest (article 21). */
        OBJECTION;

        /** Returns the name in lower case, as the log writes it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the reference.
     *
     * @param id as the component
     * @param kind as the component
     * @param reference as the component
     * @param receivedOn as the component
     * @param dueOn as the component
     * @param extendedBecause as the component
     * @param closedOn as the component
     * @param outcome as the component
     * @throws IllegalArgumentException if the reference is too long
     */
    public RightsRequest {
        check("reference", reference, LONGEST_REFERENCE);
    }

    private static void check(String what, String text, int longest) {
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    "the " + what + " has " + text.length() + " characters; allowed are " + longest);
        }
    }

    /**
     * Makes a request that came on a day. It is due a calendar month later: one that came on 31 January by the end of
     * February.
     *
     * @param kind what was asked for
     * @param reference the site's own name for it
     * @param day the UTC day it came
     * @return an open request with a new id
     */
    public static RightsRequest received(Kind kind, String reference, LocalDate day) {
        return new RightsRequest(UUID.randomUUID(), kind, reference, day, day.plusMonths(MONTHS), null, null, null);
    }

    /**
     * Takes two months more, which the visitor has to be told, with the reason, within the first.
     *
     * @param reason what the visitor was told; at most 500 characters
     * @param day the UTC day on which the visitor was told
     * @return the request with its new last day
     * @throws IllegalArgumentException if the reason is too long
     * @throws IllegalStateException if it was extended already, is answered, or is past its first month
     */
    public RightsRequest extended(String reason, LocalDate day) {
        check("reason", reason, LONGEST_NOTE);
        if (extendedBecause != null || closedOn != null || day.isAfter(dueOn)) {
            throw new IllegalStateException("a request can be extended once, before its first month has passed and"
                    + " before it is answered: " + this);
        }
        return new RightsRequest(
                id, kind, reference, receivedOn, receivedOn.plusMonths(MONTHS + MONTHS_MORE), reason, null, null);
    }

    /**
     * Answers it.
     *
     * @param answer what was answered; at most 500 characters
     * @param day the UTC day
     * @return the closed request
     * @throws IllegalArgumentException if the answer is too long
     * @throws IllegalStateException if it was answered already
     */
    public RightsRequest closed(String answer, LocalDate day) {
        check("answer", answer, LONGEST_NOTE);
        if (closedOn != null) {
            throw new IllegalStateException("answered already: " + this);
        }
        return new RightsRequest(id, kind, reference, receivedOn, dueOn, extendedBecause, day, answer);
    }

    /**
     * Says whether it should have been answered.
     *
     * @param day the UTC day
     * @return true if it is open and its last day has passed
     */
    public boolean isOverdue(LocalDate day) {
        return closedOn == null && day.isAfter(dueOn);
    }
}
