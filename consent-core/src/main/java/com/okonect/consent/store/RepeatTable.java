package com.okonect.consent.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
        Optional<Integer> acknowledged = find(recordId);
        if (acknowledged.isEmpty()) {
            insert(recordId, 1);
            return true;
        }
        if (acknowledged.get() == 0) {
            return false;
        }
        update(recordId, acknowledged.get() + 1);
        return true;
    }

    /**
     * Takes a record back, unless somebody was told that it is stored.
     *
     * @param own how many of those who were told are known not to have listened
     */
    boolean takeBack(UUID recordId, int own) throws SQLException {
        Optional<Integer> acknowledged = find(recordId);
        if (acknowledged.isEmpty()) {
            insert(recordId, 0);
            return true;
        }
        if (acknowledged.get() > own) {
            return false;
        }
        update(recordId, 0);
        return true;
    }

    /** Forgets about the records of chains that are to be deleted. */
    void deleteChains(Collection<String> consentIds) throws SQLException {
        List<UUID> records = new ArrayList<>();
        for (List<String> part : RecordTable.parts(consentIds)) {
            records.addAll(session.list(
                    "select record_id from consent_record where consent_id in (" + RecordTable.marks(part) + ")",
                    row -> UUID.fromString(row.getString(1)),
                    part.toArray()));
        }
        // Not with a subselect: where records are sharded, the two tables may be on different servers.
        for (List<UUID> part : RecordTable.parts(records)) {
            session.update(
                    "delete from consent_repeat where record_id in (" + RecordTable.marks(part) + ")", part.toArray());
        }
    }

    private Optional<Integer> find(UUID recordId) throws SQLException {
        return session.find(
                "select acknowledged from consent_repeat where record_id = ?"
                        + session.dialect().lock(),
                row -> row.getInt(1),
                recordId);
    }

    private void insert(UUID recordId, int acknowledged) throws SQLException {
        session.update("insert into consent_repeat (record_id, acknowledged) values (?, ?)", recordId, acknowledged);
    }

    private void update(UUID recordId, int acknowledged) throws SQLException {
        session.update("update consent_repeat set acknowledged = ? where record_id = ?", acknowledged, recordId);
    }
}
