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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The table {@code consent_checkpoint}, of which every writer changes its own rows alone: writers on several nodes never
 * wait for each other. A new connection is a new writer, so that a commit whose outcome is unknown needs no thought.
 */
final class CheckpointTable {

    private static final String COLUMNS = "writer, utc_day, records, total, key_id, mac";

    private final Session session;
    private final String writer = UUID.randomUUID().toString();
    private final SigningKeys keys;
    private final Map<LocalDate, Checkpoint> stored = new HashMap<>();
    private final Map<LocalDate, Checkpoint> changed = new HashMap<>();

    CheckpointTable(Session session, SigningKeys keys) {
        this.session = session;
        this.keys = keys;
    }

    /**
     * Inserts records and brings the totals up to date with them, most often in one exchange with the server.
     *
     * @param elements what the records add
     */
    void insert(Collection<ConsentRecord> added, Collection<Checkpoint.Element> elements, RecordTable table)
            throws SQLException {
        Iterator<Map.Entry<LocalDate, List<Checkpoint.Element>>> days =
                byDay(elements, Checkpoint.Element::day).entrySet().iterator();
        Map.Entry<LocalDate, List<Checkpoint.Element>> first = days.next();
        Checkpoint old = stored.get(first.getKey());
        Checkpoint now = old == null ? null : old.plus(first.getValue(), keys);
        if (now == null) {
            table.insert(added);
            add(first.getKey(), first.getValue());
        } else if (table.insert(added, updateOf(now)) > 0) {
            changed.put(first.getKey(), now);
        } else {
            add(first.getKey(), first.getValue());
        }
        while (days.hasNext()) {
            Map.Entry<LocalDate, List<Checkpoint.Element>> next = days.next();
            add(next.getKey(), next.getValue());
        }
    }

    private void add(LocalDate day, List<Checkpoint.Element> elements) throws SQLException {
        change(day, before -> before.plus(elements, keys));
    }

    /** Takes what a transaction erases out of the totals, in the same transaction. */
    void remove(Collection<ConsentRecord> removed) throws SQLException {
        for (Map.Entry<LocalDate, List<ConsentRecord>> day :
                byDay(removed, Checkpoint::dayOf).entrySet()) {
            change(day.getKey(), before -> before.minus(day.getValue(), keys));
        }
    }

    private void change(LocalDate day, UnaryOperator<Checkpoint> change) throws SQLException {
        Checkpoint old = stored.get(day);
        Checkpoint now = old == null ? null : change.apply(old);
        // No row is there any more where the day was cleared when nothing was left of it.
        if (now == null || update(now) == 0) {
            now = change.apply(Checkpoint.ofNothing(writer, day, keys));
            insert(now);
        }
        changed.put(day, now);
    }

    /**
     * Returns the totals of days, and keeps their writers from changing them. In order: of two nodes that erase what was
     * stored on the same days, one waits for the other, and not each for the other.
     */
    List<Checkpoint> locked(SortedSet<LocalDate> days) throws SQLException {
        List<Checkpoint> locked = new ArrayList<>();
        for (List<LocalDate> part : RecordTable.parts(days)) {
            locked.addAll(session.list(
                    "select " + COLUMNS + " from consent_checkpoint where utc_day in (" + RecordTable.marks(part)
                            + ") order by utc_day, writer" + session.dialect().lock(),
                    CheckpointTable::read,
                    part.toArray()));
        }
        return locked;
    }

    /**
     * Deletes the totals of days on which they add up to nothing. A total that was begun since stays, and is that of the
     * day then.
     *
     * @param locked the totals of the days before this transaction changed its own
     */
    void clear(Collection<Checkpoint> locked) throws SQLException {
        Map<LocalDate, List<Checkpoint>> others = byDay(locked, Checkpoint::day);
        for (Map.Entry<LocalDate, Checkpoint> own : changed.entrySet()) {
            LocalDate day = own.getKey();
            List<Checkpoint> all = new ArrayList<>(others.getOrDefault(day, List.of()));
            all.removeIf(total -> total.writer().equals(writer));
            all.add(own.getValue());
            if (Checkpoint.ofNothing(writer, day, keys).isSumOf(all)) {
                for (Checkpoint total : all) {
                    session.update(
                            "delete from consent_checkpoint where writer = ? and utc_day = ?", total.writer(), day);
                }
            }
        }
    }

    /** Returns what the transaction that is open makes of the total of a day that it changes. */
    Checkpoint changed(LocalDate day) {
        return Objects.requireNonNull(changed.get(day), "the transaction changes nothing of this day");
    }

    /**
     * Whether a transaction was committed of which that is unknown. Its writer has not been heard of since, and it has ended.
     *
     * @param total what it made of a total
     */
    boolean isCommitted(Checkpoint total) throws SQLException {
        return session.find(
                        "select total from consent_checkpoint where writer = ? and utc_day = ?",
                        row -> row.getString(1),
                        total.writer(),
                        total.day())
                .filter(total.total()::equals)
                .isPresent();
    }

    void committed() {
        stored.putAll(changed);
        changed.clear();
    }

    void rolledBack() {
        changed.clear();
    }

    /** How many records the writers have stored, less what they erased. */
    static long recordCount(Session session) throws SQLException {
        return session.find("select sum(records) as held from consent_checkpoint", row -> Math.max(0, row.getLong(1)))
                .orElse(0L);
    }

    static void inspect(Session session, ConsentStore.Inspection inspection) throws SQLException {
        String sql = "select " + COLUMNS + " from consent_checkpoint order by utc_day, writer";
        try (PreparedStatement select = session.connection().prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                try {
                    inspection.checkpoint(read(row));
                } catch (DateTimeException | IllegalArgumentException e) {
                    inspection.unreadable("the checkpoint of " + row.getString(2) + " by " + row.getString(1)
                            + " is not as it was stored");
                }
            }
        }
    }

    private static Checkpoint read(ResultSet row) throws SQLException {
        return new Checkpoint(
                row.getString(1),
                LocalDate.parse(row.getString(2)),
                row.getLong(3),
                row.getString(4),
                row.getString(5),
                row.getString(6));
    }

    private static <T> SortedMap<LocalDate, List<T>> byDay(Collection<T> all, Function<T, LocalDate> dayOf) {
        SortedMap<LocalDate, List<T>> days = new TreeMap<>();
        for (T one : all) {
            days.computeIfAbsent(dayOf.apply(one), day -> new ArrayList<>()).add(one);
        }
        return days;
    }

    private int update(Checkpoint checkpoint) throws SQLException {
        Sql update = updateOf(checkpoint);
        return session.update(update.text(), update.values());
    }

    private static Sql updateOf(Checkpoint checkpoint) {
        return new Sql(
                "update consent_checkpoint set records = ?, total = ?, key_id = ?, mac = ?"
                        + " where writer = ? and utc_day = ?",
                checkpoint.records(),
                checkpoint.total(),
                checkpoint.keyId(),
                checkpoint.mac(),
                checkpoint.writer(),
                checkpoint.day());
    }

    private void insert(Checkpoint checkpoint) throws SQLException {
        session.update(
                "insert into consent_checkpoint (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?)",
                checkpoint.writer(),
                checkpoint.day(),
                checkpoint.records(),
                checkpoint.total(),
                checkpoint.keyId(),
                checkpoint.mac());
    }
}
