package com.okonect.consent.store;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Refusals not yet added to the table {@code consent_refusal_count}. Safe for use by several threads; what there is no
 * room for is not counted.
 */
final class RefusalCounts {

    private static final int ROOM = 1_000;

    private final Map<Key, Long> counts = new HashMap<>();

    private record Key(LocalDate day, String notice) {}

    /** Counts one, and says whether there was none to be written before. */
    synchronized boolean add(LocalDate day, String notice) {
        boolean first = counts.isEmpty();
        Key key = new Key(day, notice);
        if (counts.size() < ROOM || counts.containsKey(key)) {
            counts.merge(key, 1L, Long::sum);
        }
        return first;
    }

    synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Adds what is waiting to the table, in one transaction. */
    void write(WriteSession session) throws SQLException {
        Map<Key, Long> written;
        synchronized (this) {
            written = Map.copyOf(counts);
        }
        for (Entry<Key, Long> entry : written.entrySet()) {
            Key key = entry.getKey();
            int updated = session.session()
                    .update(
                            "update consent_refusal_count set refusals = refusals + ? where utc_day = ? and notice = ?",
                            entry.getValue(),
                            key.day,
                            key.notice);
            if (updated == 0) {
                session.session()
                        .update(
                                "insert into consent_refusal_count (refusals, utc_day, notice) values (?, ?, ?)",
                                entry.getValue(),
                                key.day,
                                key.notice);
            }
        }
        session.commit();
        synchronized (this) {
            written.forEach((key, count) ->
                    counts.computeIfPresent(key, (same, now) -> now > count ? Long.valueOf(now - count) : null));
        }
    }
}
