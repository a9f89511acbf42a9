package com.okonect.consent.store;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Refusals not yet added to the table {@code consent_refusal_count}. Safe for use by several threads; what there is no
 * room for is not counted.
 */
final class RefusalCounts {

    private static final int ROOM = 1_000;

    private final Map<Key, Long> counts = new HashMap<>();
    /** What is being added, until it is certain that it was; the rest waits. */
    private @Nullable Addition underWay;

    private record Key(LocalDate day, String notice) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byDay = day.compareTo(other.day);
            return byDay == 0 ? notice.compareTo(other.notice) : byDay;
        }
    }

    /**
     * Some of them, that are added together.
     *
     * @param counts in order, so that no two nodes wait for each other
     * @param mark left where they were added, for the case that nobody knows whether they were
     */
    private record Addition(SortedMap<Key, Long> counts, String mark) {}

    /** Counts one, and says whether there was none to be written before. */
    synchronized boolean add(LocalDate day, String notice) {
        boolean first = isEmpty();
        Key key = new Key(day, notice);
        if (counts.size() < ROOM || counts.containsKey(key)) {
            counts.merge(key, 1L, Long::sum);
        }
        return first;
    }

    synchronized boolean isEmpty() {
        return counts.isEmpty() && underWay == null;
    }

    /** Adds what is waiting to the table, in one transaction. After an exception it has to be called again. */
    void write(WriteSession session) throws SQLException {
        Addition addition = take();
        for (Entry<Key, Long> entry : addition.counts.entrySet()) {
            add(entry.getKey(), entry.getValue(), addition.mark, session.session());
        }
        session.commit();
        synchronized (this) {
            underWay = null;
        }
    }

    private synchronized Addition take() {
        Addition addition = underWay;
        if (addition == null) {
            addition = new Addition(new TreeMap<>(counts), Marks.newMark());
            underWay = addition;
            counts.clear();
        }
        return addition;
    }

    private static void add(Key key, long count, String mark, Session session) throws SQLException {
        Optional<Row> stored = session.find(
                "select refusals, added from consent_refusal_count where utc_day = ? and notice = ?"
                        + session.dialect().lock(),
                row -> new Row(row.getLong(1), Marks.split(row.getString(2))),
                key.day,
                key.notice);
        if (stored.isEmpty()) {
            session.update(
                    "insert into consent_refusal_count (refusals, added, utc_day, notice) values (?, ?, ?, ?)",
                    count,
                    mark,
                    key.day,
                    key.notice);
            return;
        }
        Row row = stored.get();
        boolean isNew = row.marks.add(mark);
        // Also where it was added before: a commit that writes nothing does not wait for a standby.
        session.update(
                "update consent_refusal_count set refusals = ?, added = ? where utc_day = ? and notice = ?",
                isNew ? row.refusals + count : row.refusals,
                Marks.join(newest(row.marks)),
                key.day,
                key.notice);
    }

    private record Row(long refusals, Set<String> marks) {}

    private static List<String> newest(Set<String> marks) {
        List<String> all = List.copyOf(marks);
        return all.subList(Math.max(0, all.size() - Marks.MOST), all.size());
    }
}
