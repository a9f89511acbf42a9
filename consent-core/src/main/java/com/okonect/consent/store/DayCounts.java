package com.okonect.consent.store;

import com.okonect.consent.ChoiceCount;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Counts the choices of days that are over, once, a day at a time, so that a chart of a year need not read a year's
 * records. A day counts as over two days later: a record is stored a while after its time when the database did not
 * answer. One that comes later still is not in the counts.
 */
final class DayCounts {

    private static final int OVER_AFTER_DAYS = 2;

    /** As far back as a chart goes, and a little more. */
    private static final int DAYS_BACK = 400;

    private final Database database;
    private final Function<Task.Transaction<Integer>, Integer> write;
    private final Clock clock;

    /** @param write runs a transaction and waits for it */
    DayCounts(Database database, Function<Task.Transaction<Integer>, Integer> write, Clock clock) {
        this.database = database;
        this.write = write;
        this.clock = clock;
    }

    /** Counts the days that are over and not counted yet, the oldest first, and returns how many. */
    int bringUpToDate() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate earliest = today.minusDays(DAYS_BACK);
        Optional<LocalDate> first = database.read(session -> new CountTable(session).firstDay());
        if (first.isEmpty()) {
            return 0;
        }
        Set<LocalDate> known = database.read(session -> new CountTable(session).countedDays(earliest));
        int counted = 0;
        for (LocalDate day = first.get().isAfter(earliest) ? first.get() : earliest;
                !day.isAfter(today.minusDays(OVER_AFTER_DAYS));
                day = day.plusDays(1)) {
            if (!known.contains(day)) {
                counted += count(day);
            }
        }
        return counted;
    }

    private int count(LocalDate day) {
        List<ChoiceCount> counts = database.read(session -> new CountTable(session).recorded(day, day.plusDays(1)));
        return write.apply(session -> new CountTable(session.session()).store(day, counts));
    }
}
