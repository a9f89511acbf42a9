package com.okonect.consent.store;

import com.okonect.consent.Checkpoint;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.SigningKeys;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The table {@code consent_checkpoint}, of which every writer changes its own rows alone: writers on several nodes never
 * wait for each other. A new connection is a new writer, so that a commit whose outcome is unknown needs no thought.
 */
final class CheckpointTable {

    private final Session session;
    private final String writer = UUID.randomUUID().toString();
    private final SigningKeys keys;
    private final Map<LocalDate, Checkpoint> stored = new HashMap<>();
    private final Map<LocalDate, Checkpoint> changed = new HashMap<>();

    CheckpointTable(Session session, SigningKeys keys) {
        this.session = session;
        this.keys = keys;
    }

    /** Brings the totals up to date with what a transaction stores and erases, in the same transaction. */
    void update(Collection<ConsentRecord> added, Collection<ConsentRecord> removed) throws SQLException {
        Map<LocalDate, List<ConsentRecord>> plus = byDay(added);
        Map<LocalDate, List<ConsentRecord>> minus = byDay(removed);
        Map<LocalDate, List<ConsentRecord>> days = new TreeMap<>(plus);
        days.putAll(minus);
        for (LocalDate day : days.keySet()) {
            Checkpoint old = stored.get(day);
            Checkpoint base = old != null ? old : Checkpoint.ofNothing(writer, day, keys);
            Checkpoint now = base.with(plus.getOrDefault(day, List.of()), minus.getOrDefault(day, List.of()), keys);
            write(now, old == null);
            changed.put(day, now);
        }
    }

    void committed() {
        stored.putAll(changed);
        changed.clear();
    }

    void rolledBack() {
        changed.clear();
    }

    static void inspect(Session session, ConsentStore.Inspection inspection) throws SQLException {
        String sql =
                "select writer, utc_day, records, total, key_id, mac from consent_checkpoint order by utc_day, writer";
        try (PreparedStatement select = session.connection().prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String writer = row.getString(1);
                String day = row.getString(2);
                try {
                    inspection.checkpoint(new Checkpoint(
                            writer,
                            LocalDate.parse(day),
                            row.getLong(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6)));
                } catch (DateTimeException | IllegalArgumentException e) {
                    inspection.unreadable("the checkpoint of " + day + " by " + writer + " is not as it was stored");
                }
            }
        }
    }

    private static Map<LocalDate, List<ConsentRecord>> byDay(Collection<ConsentRecord> records) {
        Map<LocalDate, List<ConsentRecord>> days = new TreeMap<>();
        for (ConsentRecord record : records) {
            days.computeIfAbsent(Checkpoint.dayOf(record), day -> new ArrayList<>())
                    .add(record);
        }
        return days;
    }

    private void write(Checkpoint checkpoint, boolean isNew) throws SQLException {
        String sql = isNew
                ? "insert into consent_checkpoint (records, total, key_id, mac, writer, utc_day) values (?, ?, ?, ?, ?, ?)"
                : "update consent_checkpoint set records = ?, total = ?, key_id = ?, mac = ?"
                        + " where writer = ? and utc_day = ?";
        try (PreparedStatement write = session.connection().prepareStatement(sql)) {
            write.setLong(1, checkpoint.records());
            write.setString(2, checkpoint.total());
            write.setString(3, checkpoint.keyId());
            write.setString(4, checkpoint.mac());
            write.setString(5, checkpoint.writer());
            write.setString(6, checkpoint.day().toString());
            write.executeUpdate();
        }
    }
}
