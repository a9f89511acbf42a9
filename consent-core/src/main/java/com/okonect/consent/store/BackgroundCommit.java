package com.okonect.consent.store;

import com.okonect.consent.SigningKeys;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits one transaction in a thread of its own while the writer prepares the next one on another connection: the
 * database has work while the disk syncs. Its methods are the writer's thread's alone.
 *
 * <p>The second connection is opened under load, without keeping the writer waiting, and stays open.
 */
final class BackgroundCommit {

    private static final Log LOG = Log.of(BackgroundCommit.class);
    private static final int IDLE_SECONDS = 10;
    private static final long BETWEEN_OPENINGS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Database database;
    private final SigningKeys keys;
    private final Events events;
    private final Runnable whenUnfinished;
    private final ThreadPoolExecutor executor;
    private @Nullable UnderWay underWay;
    private long mayOpenFrom = System.nanoTime();

    // Guarded by this:
    private @Nullable WriteSession spare;
    private boolean opening;
    private boolean closed;

    /**
     * A commit that was begun.
     *
     * @param committed whether it succeeded; its batch is the other thread's until this is there
     */
    private record UnderWay(AppendBatch batch, WriteSession session, Future<Boolean> committed) {}

    /**
     * Starts nothing yet.
     *
     * @param whenUnfinished told, by another thread, when a commit is over that left something to do
     */
    BackgroundCommit(Database database, SigningKeys keys, Events events, Runnable whenUnfinished) {
        this.database = database;
        this.keys = keys;
        this.events = events;
        this.whenUnfinished = whenUnfinished;
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "consent-store-commits");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
        executor.allowCoreThreadTimeOut(true);
    }

    /** Whether a commit was begun that nobody has waited for yet. */
    boolean isUnderWay() {
        return underWay != null;
    }

    /** Whether there is a second connection; if not, one is opened for another time. */
    boolean isPossible() {
        if (underWay != null) {
            return true;
        }
        synchronized (this) {
            if (spare != null) {
                return true;
            }
            if (closed || opening || mayOpenFrom - System.nanoTime() > 0 || !database.takesSeveralWriters()) {
                return false;
            }
            opening = true;
        }
        mayOpenFrom = System.nanoTime() + BETWEEN_OPENINGS_NANOS;
        try {
            executor.execute(this::open);
        } catch (RuntimeException | Error e) {
            // Such as no room for a thread: the writer does without.
            notOpened(e);
        }
        return false;
    }

    private synchronized void notOpened(Throwable e) {
        LOG.say(System.Logger.Level.DEBUG, "there is no thread that could open a second connection", e);
        opening = false;
    }

    private void open() {
        WriteSession opened = null;
        try {
            opened = WriteSession.open(database, keys, events);
        } catch (SQLException | RuntimeException | Error e) {
            LOG.say(System.Logger.Level.DEBUG, "there is no second connection to write with", e);
        }
        synchronized (this) {
            opening = false;
            if (!closed) {
                spare = opened;
                return;
            }
        }
        if (opened != null) {
            opened.close();
        }
    }

    /**
     * Begins to commit. Only where it {@linkplain #isPossible is possible} and nothing is under way.
     *
     * @param batch inserted in the transaction of the session; both are out of reach until {@link #finish}
     * @return the session for the next transaction
     */
    WriteSession start(AppendBatch batch, WriteSession session) {
        underWay = new UnderWay(batch, session, executor.submit(() -> commit(batch, session)));
        return takeSpare();
    }

    private boolean commit(AppendBatch batch, WriteSession session) {
        boolean committed = false;
        try {
            batch.commit(session);
            committed = true;
        } catch (SQLException | RuntimeException | Error e) {
            LOG.say(System.Logger.Level.DEBUG, "a commit failed", e);
        }
        if (!committed || !batch.isDone()) {
            whenUnfinished.run();
        }
        return committed;
    }

    /**
     * Waits for the commit that is under way.
     *
     * @return what is to be gone on with; null if nothing was under way, or all that were in it have been told
     */
    @Nullable
    AppendBatch finish() {
        UnderWay begun = underWay;
        if (begun == null) {
            return null;
        }
        boolean committed = await(begun.committed);
        underWay = null;
        if (committed) {
            giveBack(begun.session);
        } else {
            begun.session.discard();
            begun.batch.attemptFailed();
        }
        return begun.batch.isDone() ? null : begun.batch;
    }

    /** However long it takes: a commit is limited by its connection. */
    private static boolean await(Future<Boolean> committed) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return committed.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized WriteSession takeSpare() {
        WriteSession taken = spare;
        if (taken == null) {
            throw new IllegalStateException("there is no second session");
        }
        spare = null;
        return taken;
    }

    private synchronized void giveBack(WriteSession session) {
        spare = session;
    }

    /** Tells those who still wait that the outcome is unknown, and closes the connection that is not in use. */
    void close() {
        AppendBatch left = finish();
        if (left != null) {
            left.fail("the store was closed", null);
        }
        executor.shutdown();
        WriteSession last;
        synchronized (this) {
            closed = true;
            last = spare;
            spare = null;
        }
        if (last != null) {
            last.close();
        }
    }
}
