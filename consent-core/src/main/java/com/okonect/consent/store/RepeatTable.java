package com.okonect.consent.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The table {@code consent_repeat}: who holds on to a record that was asked for more than once, by answers that say that it
 * is stored. Who let nobody know of it lets go; the last one to let go takes it back.
 *
 * <p>Each has a mark, so that it may say the same again where it does not know what became of its last transaction. All
 * write, also where nothing changes: a commit that writes nothing does not wait for a standby, and would vouch for a
 * record that the standby may not have.
 */
final class RepeatTable {

    /** The mark of the one who stored the record. It holds on to it until it lets go, and needs no row for that. */
    static final String FIRST = "first";

    private final Session session;

    RepeatTable(Session session) {
        this.session = session;
    }

    /**
     * Who holds on to a record.
     *
     * @param count how many; 0 if it was taken back
     * @param marks those of them who are known
     */
    private record Holders(int count, Set<String> marks) {}

    /**
     * Has a repeated choice be answered with this record.
     *
     * @param mark of the answer
     * @return false if the record was taken back
     */
    boolean hold(UUID recordId, String mark) throws SQLException {
        Optional<Holders> stored = find(recordId);
        if (stored.isEmpty()) {
            insert(recordId, List.of(FIRST, mark));
            return true;
        }
        Holders holders = stored.get();
        if (holders.count <= 0) {
            return false;
        }
        Set<String> marks = holders.marks;
        if (marks.contains(mark)) {
            update(recordId, holders.count, marks);
        } else {
            // Whoever finds no room for a mark is only counted, and so never lets go.
            if (marks.size() < Marks.MOST) {
                marks.add(mark);
            }
            update(recordId, holders.count + 1, marks);
        }
        return true;
    }

    /** Whether all who could have known of a record have let go of it. */
    boolean isTakenBack(UUID recordId) throws SQLException {
        return session.find(
                        "select acknowledged from consent_repeat where record_id = ?", row -> row.getInt(1), recordId)
                .filter(count -> count <= 0)
                .isPresent();
    }

    /** Lets go of a record that nobody was told of by those who have these marks; says whether it is taken back with that. */
    boolean letGo(UUID recordId, Collection<String> own) throws SQLException {
        Optional<Holders> stored = find(recordId);
        if (stored.isEmpty()) {
            Set<String> left = new LinkedHashSet<>(List.of(FIRST));
            left.removeAll(own);
            insert(recordId, left);
            return left.isEmpty();
        }
        Holders holders = stored.get();
        Set<String> left = new LinkedHashSet<>(holders.marks);
        left.removeAll(own);
        int count = Math.max(0, holders.count - (holders.marks.size() - left.size()));
        update(recordId, count, left);
        return count == 0;
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

    private Optional<Holders> find(UUID recordId) throws SQLException {
        return session.find(
                "select acknowledged, holders from consent_repeat where record_id = ?"
                        + session.dialect().lock(),
                row -> new Holders(row.getInt(1), Marks.split(row.getString(2))),
                recordId);
    }

    private void insert(UUID recordId, Collection<String> marks) throws SQLException {
        session.update(
                "insert into consent_repeat (record_id, acknowledged, holders) values (?, ?, ?)",
                recordId,
                marks.size(),
                Marks.join(marks));
    }

    private void update(UUID recordId, int count, Set<String> marks) throws SQLException {
        session.update(
                "update consent_repeat set acknowledged = ?, holders = ? where record_id = ?",
                count,
                Marks.join(marks),
                recordId);
    }
}
