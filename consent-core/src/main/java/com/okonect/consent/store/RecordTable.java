package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code consent_record}. */
final class RecordTable {

    private static final String TABLE = "consent_record";
    private static final String COLUMNS = "record_id, consent_id, sequence, event, recorded_at, valid_until, decisions,"
            + " notice, method, language, gpc, site, previous_hash, key_id, mac";
    private static final String COLUMN_LIST = COLUMNS + ", ended_at";

    /** A list of one of these lengths, filled up with its last id, so that the database knows the statement already. */
    private static final int[] LIST_LENGTHS = {1, 8, 64, 512};

    private final Session session;

    RecordTable(Session session) {
        this.session = session;
    }

    void insert(Collection<ConsentRecord> records) throws SQLException {
        insert(TABLE, records);
    }

    /** Inserts some and runs another statement; returns how many rows that changed. */
    int insert(Collection<ConsentRecord> records, Sql then) throws SQLException {
        return session.dialect()
                .insert(
                        session,
                        TABLE,
                        COLUMN_LIST,
                        records.stream().map(RecordTable::values).toList(),
                        then);
    }

    /** Inserts into a table of these columns. */
    void insert(String table, Collection<ConsentRecord> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        session.dialect()
                .insert(
                        session,
                        table,
                        COLUMN_LIST,
                        records.stream().map(RecordTable::values).toList());
    }

    Optional<ConsentRecord> find(UUID recordId) throws SQLException {
        return Optional.ofNullable(find(List.of(recordId)).get(recordId));
    }

    /** Finds records by their own ids; one that is not stored is missing. */
    Map<UUID, ConsentRecord> find(Collection<UUID> recordIds) throws SQLException {
        Map<UUID, ConsentRecord> found = new HashMap<>();
        for (List<UUID> part : parts(recordIds)) {
            String sql = "select " + COLUMNS + " from consent_record where record_id in (" + marks(part) + ")";
            session.list(sql, RecordTable::record, part.toArray())
                    .forEach(record -> found.put(record.recordId(), record));
        }
        return found;
    }

    /**
     * Keeps others from going on with chains, from taking anything in them back and from deleting them. One after the
     * other: of two nodes that lock the same ones, one waits for the other, and not each for the other.
     *
     * @return those that are locked: not one that has no first record, or was erased while this waited for it
     */
    Set<String> lock(SortedSet<String> consentIds) throws SQLException {
        String lock = session.dialect().lock();
        if (lock.isEmpty()) {
            return consentIds;
        }
        Set<String> locked = new HashSet<>();
        for (List<String> part : parts(consentIds)) {
            // The first record of each: it stays, while another may have become the newest once the lock is there.
            locked.addAll(session.list(
                    "select consent_id from consent_record where consent_id in (" + marks(part)
                            + ") and sequence = 1 order by consent_id" + lock,
                    row -> row.getString(1),
                    part.toArray()));
        }
        return locked;
    }

    /** {@linkplain #lock Locks} chains, and finds the newest record of each; one without records is missing. */
    Map<String, ConsentRecord> heads(SortedSet<String> consentIds) throws SQLException {
        Set<String> locked = lock(consentIds);
        Map<String, ConsentRecord> heads = new HashMap<>();
        for (List<String> part : parts(consentIds)) {
            String sql = "select " + COLUMNS + " from consent_record r where consent_id in (" + marks(part)
                    + ") and sequence = (select max(n.sequence) from consent_record n where n.consent_id = r.consent_id)";
            session.list(sql, RecordTable::record, part.toArray())
                    .forEach(record -> heads.put(record.consentId(), record));
        }
        // Begun again since this waited for it, or damaged: locked whole.
        Set<String> others = new HashSet<>(heads.keySet());
        others.removeAll(locked);
        heads.keySet().removeAll(others);
        lockedChains(others).forEach(record -> heads.put(record.consentId(), record));
        return heads;
    }

    /** Returns a chain from a record on, in order. */
    List<ConsentRecord> chainFrom(ConsentRecord record) throws SQLException {
        return session.list(
                "select " + COLUMNS + " from consent_record where consent_id = ? and sequence >= ? order by sequence",
                RecordTable::record,
                record.consentId(),
                record.sequence());
    }

    /** Finds a record by its place. */
    Optional<ConsentRecord> find(String consentId, int sequence) throws SQLException {
        return session.find(
                "select " + COLUMNS + " from consent_record where consent_id = ? and sequence = ?",
                RecordTable::record,
                consentId,
                sequence);
    }

    /**
     * Finds records by their places in one question for many, and perhaps some more of the same chains. What cannot be
     * read is left out.
     */
    List<ConsentRecord> find(Collection<String> consentIds, Collection<Integer> sequences) throws SQLException {
        List<ConsentRecord> found = new ArrayList<>();
        for (List<String> ids : parts(consentIds)) {
            for (List<Integer> places : parts(sequences)) {
                List<Object> values = new ArrayList<>(ids);
                values.addAll(places);
                String sql = "select " + COLUMNS + " from consent_record where consent_id in (" + marks(ids)
                        + ") and sequence in (" + marks(places) + ")";
                session.list(sql, RecordTable::readable, values.toArray())
                        .forEach(record -> record.ifPresent(found::add));
            }
        }
        return found;
    }

    /** Finds the records of a chain by their time. */
    List<ConsentRecord> find(String consentId, Instant recordedAt) throws SQLException {
        return session.list(
                "select " + COLUMNS + " from consent_record where consent_id = ? and recorded_at = ?",
                RecordTable::record,
                consentId,
                recordedAt.getEpochSecond());
    }

    /** Returns a chain in order. */
    List<ConsentRecord> chain(String consentId) throws SQLException {
        return session.list(
                "select " + COLUMNS + " from consent_record where consent_id = ? order by sequence",
                RecordTable::record,
                consentId);
    }

    /** Returns chains, each in order, and keeps others from changing them. What cannot be read is left out. */
    List<ConsentRecord> lockedChains(Collection<String> consentIds) throws SQLException {
        List<ConsentRecord> chains = chains(consentIds, session.dialect().lock());
        // What others added while this waited for them is seen only by those who ask again.
        return session.dialect().lock().isEmpty()
                ? chains
                : chains(consentIds, session.dialect().lock());
    }

    private List<ConsentRecord> chains(Collection<String> consentIds, String lock) throws SQLException {
        List<ConsentRecord> chains = new ArrayList<>();
        for (List<String> part : parts(consentIds)) {
            String sql = "select " + COLUMNS + " from consent_record where consent_id in (" + marks(part)
                    + ") order by consent_id, sequence" + lock;
            session.list(sql, RecordTable::readable, part.toArray()).forEach(record -> record.ifPresent(chains::add));
        }
        return chains;
    }

    private static Optional<ConsentRecord> readable(ResultSet row) throws SQLException {
        try {
            return Optional.of(record(row));
        } catch (UnreadableRecordException e) {
            System.getLogger(RecordTable.class.getName()).log(System.Logger.Level.ERROR, e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns how many records were deleted. */
    int deleteChains(Collection<String> consentIds) throws SQLException {
        int deleted = 0;
        for (List<String> part : parts(consentIds)) {
            deleted += session.update(
                    "delete from consent_record where consent_id in (" + marks(part) + ")", part.toArray());
        }
        return deleted;
    }

    /**
     * Finds chains that ended in a span of time, both ends included, and are not on hold.
     *
     * <p>Only what ended in this span is looked at. A search from the beginning would pass again and again over the
     * records that ended long ago in chains that go on, of which a large store has very many.
     */
    List<String> ended(long from, long to, int most) throws SQLException {
        String sql = "select r.consent_id from consent_record r where r.ended_at >= ? and r.ended_at <= ?"
                + " and not exists (select 1 from consent_record n"
                + " where n.consent_id = r.consent_id and n.sequence > r.sequence)"
                + " and not exists (select 1 from consent_hold h where h.consent_id = r.consent_id)"
                + " order by r.ended_at";
        return session.first(most, sql, row -> row.getString(1), from, to);
    }

    /** Finds those of some chains that are on hold. */
    Set<String> held(Collection<String> consentIds) throws SQLException {
        Set<String> held = new HashSet<>();
        for (List<String> part : parts(consentIds)) {
            held.addAll(session.list(
                    "select consent_id from consent_hold where consent_id in (" + marks(part) + ")",
                    row -> row.getString(1),
                    part.toArray()));
        }
        return held;
    }

    /** Finds the end of a span that begins at a time and in which so many records ended, or more of them in its last second. */
    Optional<Long> endOfSpan(long from, int records) throws SQLException {
        String sql = "select ended_at from consent_record where ended_at >= ? order by ended_at limit 1 offset "
                + (records - 1);
        return session.find(sql, row -> row.getLong(1), from);
    }

    /** Shows all records, chain by chain and each chain in order. */
    void inspect(ConsentStore.Inspection inspection) throws SQLException {
        String sql = "select " + COLUMNS + " from consent_record order by consent_id, sequence";
        try (PreparedStatement select = session.connection().prepareStatement(sql)) {
            select.setFetchSize(Session.ROWS_AT_A_TIME);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    try {
                        inspection.record(record(row));
                    } catch (UnreadableRecordException e) {
                        inspection.unreadable(String.valueOf(e.getMessage()));
                    }
                }
            }
        }
    }

    private static @Nullable Object[] values(ConsentRecord record) {
        return new @Nullable Object[] {
            record.recordId(),
            record.consentId(),
            record.sequence(),
            record.event().toString(),
            record.recordedAt().getEpochSecond(),
            record.validUntil().getEpochSecond(),
            record.decisions(),
            record.notice(),
            record.method().toString(),
            record.language(),
            record.gpc() ? 1 : 0,
            record.site(),
            record.previousHash(),
            record.keyId(),
            record.mac(),
            record.endsAt().getEpochSecond()
        };
    }

    private static ConsentRecord record(ResultSet row) throws SQLException {
        try {
            return new ConsentRecord(
                    UUID.fromString(row.getString(1)),
                    row.getString(2),
                    row.getInt(3),
                    ConsentRecord.Event.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                    Instant.ofEpochSecond(row.getLong(5)),
                    Instant.ofEpochSecond(row.getLong(6)),
                    row.getString(7),
                    row.getString(8),
                    ConsentRecord.Method.valueOf(row.getString(9).toUpperCase(Locale.ROOT)),
                    row.getString(10),
                    row.getInt(11) != 0,
                    row.getString(12),
                    row.getString(13),
                    row.getString(14),
                    row.getString(15));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException(row.getString(1), e);
        }
    }

    /** Splits ids into lists, each filled up to one of the known lengths. */
    static <T> List<List<T>> parts(Collection<T> ids) {
        List<T> all = List.copyOf(ids);
        int longest = LIST_LENGTHS[LIST_LENGTHS.length - 1];
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += longest) {
            List<T> part = new ArrayList<>(all.subList(from, Math.min(all.size(), from + longest)));
            T last = part.get(part.size() - 1);
            while (!isKnown(part.size())) {
                part.add(last);
            }
            parts.add(part);
        }
        return parts;
    }

    static String marks(List<?> part) {
        return "?, ".repeat(part.size() - 1) + "?";
    }

    private static boolean isKnown(int length) {
        for (int known : LIST_LENGTHS) {
            if (length == known) {
                return true;
            }
        }
        return false;
    }
}
