package com.okonect.consent.store;

import com.okonect.consent.Checkpoint;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.Revocation;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.Notice;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A session of the writer, and what is known of the database for as long as it lasts. Used by the writer's thread, or by the
 * one that commits for it, never by both at once.
 */
final class WriteSession implements AutoCloseable {

    private static final int LONGEST_WAIT_MILLIS = 10_000;

    private final Session session;
    private final CheckpointTable checkpoints;
    private final Events events;
    private final Set<String> storedNotices = new HashSet<>();
    private final Set<String> newNotices = new HashSet<>();

    private WriteSession(Session session, SigningKeys keys, Events events) {
        this.session = session;
        this.events = events;
        this.checkpoints = new CheckpointTable(session, keys);
    }

    /**
     * Opens a session, checks that its commits are durable, and brings the schema up to date.
     *
     * @throws StoreException if the database is not fit for its purpose
     */
    static WriteSession open(Database database, SigningKeys keys, Events events) throws SQLException {
        Session session = database.open();
        try {
            session.dialect().prepareForWriting(session.connection());
            session.limitWaits(LONGEST_WAIT_MILLIS);
            database.migrate(session);
            session.connection().setAutoCommit(false);
            return new WriteSession(session, keys, events);
        } catch (SQLException | RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    Session session() {
        return session;
    }

    Dialect dialect() {
        return session.dialect();
    }

    RecordTable records() {
        return new RecordTable(session);
    }

    RevocationTable revocations() {
        return new RevocationTable(session);
    }

    RepeatTable repeats() {
        return new RepeatTable(session);
    }

    CheckpointTable checkpoints() {
        return checkpoints;
    }

    Events events() {
        return events;
    }

    /**
     * Inserts records, and what follows from their being stored.
     *
     * @param elements what the records add to the totals
     */
    void insert(List<ConsentRecord> inserted, List<Checkpoint.Element> elements) throws SQLException {
        if (!inserted.isEmpty()) {
            // In the order of their ids: of two nodes that insert the same ones, one waits for the other, and not
            // each for the other.
            List<ConsentRecord> sorted = new ArrayList<>(inserted);
            sorted.sort(Comparator.comparing(ConsentRecord::recordId));
            checkpoints.insert(sorted, elements, records());
            events.add(session, inserted);
        }
    }

    /**
     * Stores what records need beside them: their notices, unless these are stored, and revocations. In order, for two
     * nodes may store the same ones.
     *
     * @param drafts sealed
     */
    void store(Collection<RecordDraft> drafts) throws SQLException {
        SortedMap<String, Notice> notices = new TreeMap<>();
        SortedMap<String, Revocation> revoked = new TreeMap<>();
        for (RecordDraft draft : drafts) {
            draft.notice()
                    .filter(notice -> !storedNotices.contains(notice.hash()) && newNotices.add(notice.hash()))
                    .ifPresent(notice -> notices.put(notice.hash(), notice));
            draft.revocation().ifPresent(revocation -> revoked.put(revocation.digest(), revocation));
        }
        new NoticeTable(session).store(notices);
        for (Revocation revocation : revoked.values()) {
            new RevocationTable(session).store(revocation);
        }
    }

    /**
     * Commits. Whatever it throws, the outcome is unknown.
     *
     * @throws SQLException also where the database warns: PostgreSQL warns, and does not fail, when it gives up waiting
     *     for its standby
     */
    void commit() throws SQLException {
        Connection connection = session.connection();
        connection.clearWarnings();
        connection.commit();
        SQLWarning warning = connection.getWarnings();
        if (warning != null) {
            throw new SQLException("the commit was not clean: " + warning.getMessage(), warning);
        }
        events.nudge();
        storedNotices.addAll(newNotices);
        newNotices.clear();
        checkpoints.committed();
    }

    /** Undoes what is not committed, so that the session can be used again. */
    void rollback() throws SQLException {
        session.connection().rollback();
        newNotices.clear();
        checkpoints.rolledBack();
    }

    void discard() {
        session.discard();
    }

    @Override
    public void close() {
        session.close();
    }
}
