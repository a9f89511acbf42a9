package com.okonect.consent.policy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How long a cookie may live: for the browser's session, or for a time after it is set.
 *
 * @param amount a {@link Period} or a {@link Duration}, more than nothing; null for the session
 */
public record Lifetime(@Nullable TemporalAmount amount) {

    private static final long LONGEST_DAYS = 36_500;
    private static final long SECONDS_A_DAY = 86_400;
    private static final long SHORTEST_MONTH_DAYS = 28;

    /** As long as the browser's session. */
    public static final Lifetime SESSION = new Lifetime(null);

    /**
     * Reads {@code session}, an ISO 8601 period such as {@code P13M}, or a duration such as {@code PT30M}; a hundred
     * years at most.
     *
     * @param text the text
     * @return the lifetime
     * @throws IllegalArgumentException if the text is none of these, or not more than nothing
     */
    public static Lifetime parse(String text) {
        if (text.equals("session")) {
            return SESSION;
        }
        try {
            if (text.startsWith("PT")) {
                Duration duration = Duration.parse(text);
                if (!duration.isNegative() && !duration.isZero() && duration.toDays() <= LONGEST_DAYS) {
                    return new Lifetime(duration);
                }
            } else {
                Period period = Period.parse(text);
                if (!period.isNegative() && !period.isZero() && isShort(period)) {
                    return new Lifetime(period);
                }
            }
        } catch (DateTimeException | ArithmeticException unreadable) {
            // said below
        }
        throw new IllegalArgumentException("'" + text
                + "' is not a lifetime; allowed are session, a period such as P13M and a duration such as PT30M");
    }

    @SuppressWarnings("JavaPeriodGetDays") // the months are looked at, too
    private static boolean isShort(Period period) {
        return period.getDays() <= LONGEST_DAYS && period.toTotalMonths() <= 1_200;
    }

    /**
     * Returns the longest {@code Max-Age} of a cookie that is set now.
     *
     * @param now the time of setting
     * @return seconds, at least 1; empty for the session
     */
    public OptionalLong maxAge(Instant now) {
        if (amount == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(1, seconds(amount, now)));
    }

    /**
     * Says whether a cookie that is set now may live for this long.
     *
     * @param seconds a {@code Max-Age}
     * @param now the time of setting
     * @return true if {@link #maxAge} is not less; false for the session
     */
    public boolean allows(long seconds, Instant now) {
        if (amount instanceof Period period && seconds <= leastDays(period) * SECONDS_A_DAY) {
            return true;
        }
        OptionalLong longest = maxAge(now);
        return longest.isPresent() && seconds <= longest.getAsLong();
    }

    /** The days of a period wherever it begins, so that most cookies can do without the calendar. */
    @SuppressWarnings("JavaPeriodGetDays") // the months are counted, too
    private static long leastDays(Period period) {
        long months = period.toTotalMonths();
        return months < 0 ? 0 : months * SHORTEST_MONTH_DAYS + period.getDays();
    }

    /** Months differ in length; the time of day stays, for there is no summer time in UTC. */
    private static long seconds(TemporalAmount amount, Instant now) {
        if (amount instanceof Duration duration) {
            return duration.toSeconds();
        }
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(now.getEpochSecond(), SECONDS_A_DAY));
        return (day.plus(amount).toEpochDay() - day.toEpochDay()) * SECONDS_A_DAY;
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return amount == null ? "session" : amount.toString();
    }
}
