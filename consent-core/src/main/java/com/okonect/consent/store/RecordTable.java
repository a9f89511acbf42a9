package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The table {@code consent_record}. */
final class RecordTable {

    private static final String COLUMNS = "record_id, consent_id, sequence, event, recorded_at, valid_until, decisions,"
            + " notice, method, language, gpc, site, previous_hash, key_id, mac";

    /** A list of one of these lengths, filled up with its last id, so that the database knows the statement already. */
    private static final int[] LIST_LENGTHS = {1, 8, 64, 512};

    private final Session session;

    RecordTable(Session session) {
        this.session = session;
    }

    void insert(Collection<ConsentRecord> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        String sql =
                "insert into consent_record (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = session.connection().prepareStatement(sql)) {
            for (ConsentRecord record : records) {
                bind(insert, record);
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (BatchUpdateException e) {
            // Its own message repeats the values; the reason is what is needed.
            throw e.getNextException() != null ? e.getNextException() : e;
        }
    }

    Optional<ConsentRecord> find(UUID recordId) throws SQLException {
        return Optional.ofNullable(find(List.of(recordId)).get(recordId));
    }

    /** Finds records by their own ids; one that is not stored is missing. */
    Map<UUID, ConsentRecord> find(Collection<UUID> recordIds) throws SQLException {
        Map<UUID, ConsentRecord> found = new HashMap<>();
        for (List<UUID> part : parts(recordIds)) {
            String sql = "select " + COLUMNS + " from consent_record where record_id in (" + marks(part) + ")";
            try (PreparedStatement select = session.connection().prepareStatement(sql)) {
                for (int i = 0; i < length(part); i++) {
                    select.setObject(i + 1, session.dialect().uuid(part.get(Math.min(i, part.size() - 1))));
                }
                for (ConsentRecord record : read(select)) {
                    found.put(record.recordId(), record);
                }
            }
        }
        return found;
    }

    /** Finds the newest record of chains, and keeps others from changing it; a chain without records is missing. */
    Map<String, ConsentRecord> heads(Collection<String> consentIds) throws SQLException {
        Map<String, ConsentRecord> heads = new HashMap<>();
        for (List<String> part : parts(consentIds)) {
            String sql = "select " + COLUMNS + " from consent_record r where consent_id in (" + marks(part)
                    + ") and sequence = (select max(n.sequence) from consent_record n where n.consent_id = r.consent_id)"
                    + session.dialect().lock();
            try (PreparedStatement select = session.connection().prepareStatement(sql)) {
                for (int i = 0; i < length(part); i++) {
                    select.setString(i + 1, part.get(Math.min(i, part.size() - 1)));
                }
                for (ConsentRecord record : read(select)) {
                    heads.put(record.consentId(), record);
                }
            }
        }
        return heads;
    }

    /** Returns a chain in order. */
    List<ConsentRecord> chain(String consentId) throws SQLException {
        return chain(consentId, "");
    }

    /** Returns a chain in order, and keeps others from changing it. */
    List<ConsentRecord> lockedChain(String consentId) throws SQLException {
        return chain(consentId, session.dialect().lock());
    }

    private List<ConsentRecord> chain(String consentId, String lock) throws SQLException {
        String sql = "select " + COLUMNS + " from consent_record where consent_id = ? order by sequence" + lock;
        try (PreparedStatement select = session.connection().prepareStatement(sql)) {
            select.setString(1, consentId);
            return read(select);
        }
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

    void deleteChain(String consentId) throws SQLException {
        String sql = "delete from consent_record where consent_id = ?";
        try (PreparedStatement delete = session.connection().prepareStatement(sql)) {
            delete.setString(1, consentId);
            delete.executeUpdate();
        }
    }

    private void bind(PreparedStatement insert, ConsentRecord record) throws SQLException {
        insert.setObject(1, session.dialect().uuid(record.recordId()));
        insert.setString(2, record.consentId());
        insert.setInt(3, record.sequence());
        insert.setString(4, record.event().toString());
        insert.setLong(5, record.recordedAt().getEpochSecond());
        insert.setLong(6, record.validUntil().getEpochSecond());
        insert.setString(7, record.decisions());
        insert.setString(8, record.notice());
        insert.setString(9, record.method().toString());
        insert.setString(10, record.language());
        insert.setInt(11, record.gpc() ? 1 : 0);
        insert.setString(12, record.site());
        if (record.previousHash() == null) {
            insert.setNull(13, Types.VARCHAR);
        } else {
            insert.setString(13, record.previousHash());
        }
        insert.setString(14, record.keyId());
        insert.setString(15, record.mac());
    }

    private static List<ConsentRecord> read(PreparedStatement select) throws SQLException {
        List<ConsentRecord> records = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                records.add(record(row));
            }
        }
        return records;
    }

    /** Reads the current row. */
    static ConsentRecord record(ResultSet row) throws SQLException {
        try {
            return asStored(row);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableRecordException(row.getString(1), e);
        }
    }

    private static ConsentRecord asStored(ResultSet row) throws SQLException {
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
    }

    private static <T> List<List<T>> parts(Collection<T> ids) {
        List<T> all = List.copyOf(ids);
        int longest = LIST_LENGTHS[LIST_LENGTHS.length - 1];
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += longest) {
            parts.add(all.subList(from, Math.min(all.size(), from + longest)));
        }
        return parts;
    }

    private static int length(List<?> part) {
        for (int length : LIST_LENGTHS) {
            if (part.size() <= length) {
                return length;
            }
        }
        throw new IllegalArgumentException("a list of " + part.size());
    }

    private static String marks(List<?> part) {
        return "?, ".repeat(length(part) - 1) + "?";
    }
}
