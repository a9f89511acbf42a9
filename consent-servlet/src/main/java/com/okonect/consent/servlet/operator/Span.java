package com.okonect.consent.servlet.operator;

import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How far back the charts go, and how fine they are. */
enum Span {
    DAYS(30, Period.ofDays(1)),
    WEEKS(12, Period.ofWeeks(1)),
    MONTHS(12, Period.ofMonths(1));

    private final int parts;
    private final Period part;

    Span(int parts, Period part) {
        this.parts = parts;
        this.part = part;
    }

    /** Finds the span of this word; days where there is none. */
    static Span of(String word) {
        return Arrays.stream(values())
                .filter(span -> span.word().equals(word))
                .findFirst()
                .orElse(DAYS);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return parts + " " + word();
    }

    /** The first day of each part, oldest first; the last part ends today. */
    List<LocalDate> starts(LocalDate today) {
        LocalDate end = today.plusDays(1);
        List<LocalDate> starts = new ArrayList<>();
        for (int back = parts; back > 0; back--) {
            starts.add(end.minus(part.multipliedBy(back)));
        }
        return starts;
    }
}
