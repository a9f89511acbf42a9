package com.okonect.consent.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The table {@code consent_repeat}: who was first, the node that answers a repeated choice with the record that is
 * there, or the node that takes this record back.
 *
 * <p>Both always write, also where nothing changes: a commit that writes nothing does not wait for a standby, and would
 * vouch for a record that the standby may not have.
 */
final class RepeatTable {

    private final Session session;

    RepeatTable(Session session) {
        this.session = session;
    }

    /** Notes that a repeated choice is answered with this record; false if the record was taken back. */
    boolean acknowledge(UUID recordId) throws SQLException {
        OptionalInt acknowledged = find(recordId);
        if (acknowledged.isEmpty()) {
            insert(recordId, 1);
            return true;
        }
        if (acknowledged.getAsInt() == 0) {
            return false;
        }
        update(recordId, acknowledged.getAsInt() + 1);
        return true;
    }

    /**
     * Takes a record back, unless somebody was told that it is stored.
     *
     * @param own how many of those who were told are known not to have listened
     */
    boolean takeBack(UUID recordId, int own) throws SQLException {
        OptionalInt acknowledged = find(recordId);
        if (acknowledged.isEmpty()) {
            insert(recordId, 0);
            return true;
        }
        if (acknowledged.getAsInt() > own) {
            return false;
        }
        update(recordId, 0);
        return true;
    }

    void delete(Collection<UUID> recordIds) throws SQLException {
        try (PreparedStatement delete =
                session.connection().prepareStatement("delete from consent_repeat where record_id = ?")) {
            for (UUID recordId : recordIds) {
                delete.setObject(1, session.dialect().uuid(recordId));
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }

    private OptionalInt find(UUID recordId) throws SQLException {
        String sql = "select acknowledged from consent_repeat where record_id = ?"
                + session.dialect().lock();
        try (PreparedStatement select = session.connection().prepareStatement(sql)) {
            select.setObject(1, session.dialect().uuid(recordId));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
            }
        }
    }

    private void insert(UUID recordId, int acknowledged) throws SQLException {
        write("insert into consent_repeat (acknowledged, record_id) values (?, ?)", acknowledged, recordId);
    }

    private void update(UUID recordId, int acknowledged) throws SQLException {
        write("update consent_repeat set acknowledged = ? where record_id = ?", acknowledged, recordId);
    }

    private void write(String sql, int acknowledged, UUID recordId) throws SQLException {
        try (PreparedStatement write = session.connection().prepareStatement(sql)) {
            write.setInt(1, acknowledged);
            write.setObject(2, session.dialect().uuid(recordId));
            write.executeUpdate();
        }
    }
}
