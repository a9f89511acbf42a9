package com.okonect.consent.store;

import com.okonect.consent.Category;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentRecord;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts choices by day: those on record, and the refusals of which there is only a count. Days that are over are read
 * from {@code consent_day_count} where {@link DayCounts} has counted them.
 */
final class CountTable {

    private static final long SECONDS_A_DAY = 86_400;
    /** Every column has a name to be grouped by, as what merges the answers of several servers needs it. */
    private static final String RECORDED = "select r.recorded_at - r.recorded_at % " + SECONDS_A_DAY + " as day_begins,"
            + " r.event as choice, p.decisions as decided_before, r.decisions as decided, r.notice as shown,"
            + " count(*) as choices from consent_record r left join consent_record p"
            + " on p.consent_id = r.consent_id and p.sequence = r.sequence - 1"
            + " where r.recorded_at >= ? and r.recorded_at < ?"
            + " group by day_begins, choice, decided_before, decided, shown"
            + " order by day_begins, choice, decided_before, decided, shown";

    private static final String REFUSED =
            "select utc_day, notice, refusals from consent_refusal_count where utc_day >= ? order by utc_day, notice";

    /** So few at once that each answer comes soon, and is taken from the index. */
    private static final int DAYS_AT_A_TIME = 7;

    private final Session session;

    CountTable(Session session) {
        this.session = session;
    }

    List<ChoiceCount> since(LocalDate day) throws SQLException {
        Set<LocalDate> counted = new HashSet<>();
        List<ChoiceCount> counts = new ArrayList<>();
        Counts lines = new Counts();
        session.list(
                "select utc_day, counts from consent_day_count where utc_day >= ?",
                row -> {
                    LocalDate countsDay = LocalDate.parse(row.getString(1));
                    row.getString(2).lines().forEach(line -> counts.add(lines.read(countsDay, line)));
                    return counted.add(countsDay);
                },
                day);
        LocalDate end = end(day);
        for (LocalDate from = day; from.isBefore(end); ) {
            LocalDate until = from;
            while (until.isBefore(end) && !counted.contains(until) && until.isBefore(from.plusDays(DAYS_AT_A_TIME))) {
                until = until.plusDays(1);
            }
            if (until.isAfter(from)) {
                counts.addAll(recorded(from, until));
            }
            from = until.isAfter(from) ? until : from.plusDays(1);
        }
        counts.addAll(session.list(
                REFUSED,
                row -> new ChoiceCount(
                        LocalDate.parse(row.getString(1)),
                        ConsentRecord.Event.REFUSE,
                        Collections.emptySortedMap(),
                        Collections.emptySortedMap(),
                        row.getString(2),
                        row.getLong(3)),
                day));
        counts.sort(Comparator.comparing(ChoiceCount::day));
        return List.copyOf(counts);
    }

    /** Counts the choices on record from the beginning of one day to that of another. */
    List<ChoiceCount> recorded(LocalDate from, LocalDate until) throws SQLException {
        return session.list(
                RECORDED,
                row -> new ChoiceCount(
                        day(row.getLong(1)),
                        ConsentRecord.Event.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                        decided(row.getString(3)),
                        decided(row.getString(4)),
                        row.getString(5),
                        row.getLong(6)),
                start(from),
                start(until));
    }

    /** The day of the first record; empty if there is none. */
    Optional<LocalDate> firstDay() throws SQLException {
        return session.find("select min(recorded_at) from consent_record", row -> {
                    long first = row.getLong(1);
                    return row.wasNull() ? Optional.<LocalDate>empty() : Optional.of(day(first));
                })
                .flatMap(first -> first);
    }

    /** The days since this one that have been counted. */
    Set<LocalDate> countedDays(LocalDate since) throws SQLException {
        return Set.copyOf(session.list(
                "select utc_day from consent_day_count where utc_day >= ?",
                row -> LocalDate.parse(row.getString(1)),
                since));
    }

    /** Stores what was counted of a day. */
    int store(LocalDate day, List<ChoiceCount> counts) throws SQLException {
        session.update("delete from consent_day_count where utc_day = ?", day);
        return session.update(
                "insert into consent_day_count (utc_day, counts) values (?, ?)",
                day,
                counts.stream().map(CountTable::line).collect(Collectors.joining("\n")));
    }

    /** Forgets what was counted of days whose records are no longer the same. */
    void forget(Iterable<LocalDate> days) throws SQLException {
        for (LocalDate day : days) {
            session.update("delete from consent_day_count where utc_day = ?", day);
        }
    }

    /** The day after the last record. */
    private LocalDate end(LocalDate since) throws SQLException {
        return session.find("select max(recorded_at) from consent_record", row -> day(row.getLong(1)))
                .map(last -> last.plusDays(1))
                .orElse(since);
    }

    private static String line(ChoiceCount count) {
        return String.join(
                "\t",
                count.event().name(),
                line(count.before()),
                line(count.categories()),
                count.notice(),
                String.valueOf(count.choices()));
    }

    private static String line(SortedMap<Category, Boolean> categories) {
        return categories.entrySet().stream()
                .map(category -> category.getKey() + (category.getValue() ? "=1" : "=0"))
                .collect(Collectors.joining(" "));
    }

    private static SortedMap<Category, Boolean> decided(@Nullable String decisions) {
        return decisions == null ? Collections.emptySortedMap() : ConsentRecord.categories(decisions);
    }

    private static long start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    private static LocalDate day(long second) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC);
    }

    /** Reads lines of counts. There are many of them in a year, and few different decisions. */
    private static final class Counts {

        private final Map<String, SortedMap<Category, Boolean>> read = new HashMap<>();

        ChoiceCount read(LocalDate day, String line) {
            String[] cells = line.split("\t");
            return new ChoiceCount(
                    day,
                    ConsentRecord.Event.valueOf(cells[0]),
                    read.computeIfAbsent(cells[1], Counts::categories),
                    read.computeIfAbsent(cells[2], Counts::categories),
                    cells[3],
                    Long.parseLong(cells[4]));
        }

        private static SortedMap<Category, Boolean> categories(String text) {
            SortedMap<Category, Boolean> categories = new TreeMap<>();
            Arrays.stream(text.split(" "))
                    .filter(category -> !category.isEmpty())
                    .map(category -> category.split("="))
                    .forEach(category -> categories.put(Category.of(category[0]), category[1].equals("1")));
            return categories;
        }
    }
}
