package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The database: sessions for the writer, and a few that readers share. Safe for use by several threads.
 *
 * <p>A pool of connections is not needed: one thread writes, and readers come rarely.
 */
final class Database implements AutoCloseable {

    private static final int READERS = 4;
    private static final int LONGEST_WAIT_MILLIS = 5_000;
    private static final long PATIENCE_MILLIS = 2_000;

    private final ConnectionSource source;
    private final Semaphore readers = new Semaphore(READERS, true);
    private final BlockingQueue<Session> idle = new ArrayBlockingQueue<>(READERS);
    private volatile @Nullable Dialect dialect;
    private volatile boolean migrated;
    private volatile boolean closed;

    Database(ConnectionSource source) {
        this.source = source;
        Drivers.enter();
    }

    /** Opens a session, in auto-commit mode. */
    Session open() throws SQLException {
        Connection connection = source.open();
        try {
            Dialect known = dialect;
            if (known == null) {
                known = Dialect.of(connection);
                dialect = known;
            }
            return new Session(connection, known);
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Brings the schema up to date, unless that is done. */
    void migrate(Session session) throws SQLException {
        if (!migrated) {
            Schema.migrate(session);
            migrated = true;
        }
    }

    /**
     * Whether it takes several transactions that write at once, and has a connection to spare for that: one of an
     * application's pool may be the last one.
     */
    boolean takesSeveralWriters() {
        Dialect known = dialect;
        return known != null && known.takesSeveralWriters() && !source.isPooled();
    }

    /** What a reader asks. */
    @FunctionalInterface
    interface Query<T> {
        T ask(Session session) throws SQLException;
    }

    /**
     * Reads.
     *
     * @throws StoreException if the database does not answer
     */
    <T> T read(Query<T> query) {
        if (closed) {
            throw new StoreException("the store is closed", null);
        }
        try {
            if (!readers.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new StoreException("the database is too slow: " + READERS + " others wait to read from it", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting to read", e);
        }
        try {
            Session reused = idle.poll();
            if (reused != null) {
                try {
                    return ask(reused, query);
                } catch (SQLException stale) {
                    // The database may have been restarted since; a new connection tells.
                }
            }
            return ask(openForReading(), query);
        } catch (SQLException e) {
            throw new StoreException("the database does not answer: " + e.getMessage(), e);
        } catch (UnreadableRecordException e) {
            throw new StoreException(String.valueOf(e.getMessage()), e);
        } finally {
            readers.release();
        }
    }

    /**
     * Shows everything, as it is at one moment.
     *
     * @throws StoreException if the database does not answer
     */
    void inspect(ConsentStore.Inspection inspection) {
        try (Session session = open()) {
            session.dialect().beginSnapshot(session.connection());
            new NoticeTable(session).inspect(inspection);
            CheckpointTable.inspect(session, inspection);
            new RecordTable(session).inspect(inspection);
        } catch (SQLException e) {
            throw new StoreException("the database does not answer: " + e.getMessage(), e);
        }
    }

    private Session openForReading() throws SQLException {
        Session session = open();
        session.limitWaits(LONGEST_WAIT_MILLIS);
        return session;
    }

    private <T> T ask(Session session, Query<T> query) throws SQLException {
        boolean whole = false;
        try {
            T answer = query.ask(session);
            whole = true;
            return answer;
        } finally {
            if (!whole || closed || source.isPooled() || !idle.offer(session)) {
                session.close();
            }
        }
    }

    @Override
    public String toString() {
        return source.toString();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
        try {
            source.close();
        } finally {
            Drivers.leave();
        }
    }
}
