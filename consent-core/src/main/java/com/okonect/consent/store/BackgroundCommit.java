package com.okonect.consent.store;

import com.okonect.consent.SigningKeys;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
    private static final long CLOSING_SECONDS = 2;
    private static final long AFTER_A_FAILURE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What has not been used for longer is opened anew: the network, or a failover, may have left it behind. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Database database;
    private final SigningKeys keys;
    private final Events events;
    private final Runnable whenUnfinished;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor executor;
    private @Nullable UnderWay underWay;

    // Guarded by this:
    private @Nullable WriteSession spare;
    private long usedAt;
    private long mayOpenFrom;
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
        this(database, keys, events, whenUnfinished, System::nanoTime, Thread::new);
    }

    /** With a clock and threads of one's own. */
    BackgroundCommit(
            Database database,
            SigningKeys keys,
            Events events,
            Runnable whenUnfinished,
            LongSupplier nanoTime,
            ThreadFactory threads) {
        this.database = database;
        this.keys = keys;
        this.events = events;
        this.whenUnfinished = whenUnfinished;
        this.nanoTime = nanoTime;
        this.usedAt = nanoTime.getAsLong();
        this.mayOpenFrom = usedAt;
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = threads.newThread(task);
                    thread.setName("consent-store-commits");
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
        WriteSession stale;
        synchronized (this) {
            long now = nanoTime.getAsLong();
            if (spare != null && now - usedAt <= FRESH_NANOS) {
                return true;
            }
            if (closed || opening || mayOpenFrom - now > 0 || !database.takesSeveralWriters()) {
                return false;
            }
            stale = spare;
            spare = null;
            opening = true;
        }
        try {
            executor.execute(() -> open(stale));
        } catch (RuntimeException | Error e) {
            // Such as no room for a thread: the writer does without.
            opened(null, e);
            discard(stale);
        }
        return false;
    }

    private void open(@Nullable WriteSession stale) {
        discard(stale);
        try {
            opened(WriteSession.open(database, keys, events), null);
        } catch (SQLException | RuntimeException | Error e) {
            opened(null, e);
        }
    }

    private void opened(@Nullable WriteSession session, @Nullable Throwable failure) {
        synchronized (this) {
            opening = false;
            usedAt = nanoTime.getAsLong();
            if (failure != null) {
                LOG.say(System.Logger.Level.DEBUG, "there is no second connection to write with", failure);
                mayOpenFrom = usedAt + AFTER_A_FAILURE_NANOS;
            }
            if (!closed) {
                spare = session;
                return;
            }
        }
        discard(session);
    }

    /** Lets go of the connection that is not in use: what broke another one may have broken it, too. */
    void discardSpare() {
        WriteSession last;
        synchronized (this) {
            last = spare;
            spare = null;
        }
        discard(last);
    }

    private static void discard(@Nullable WriteSession session) {
        if (session == null) {
            return;
        }
        try {
            session.discard();
        } catch (RuntimeException | Error e) {
            LOG.say(System.Logger.Level.DEBUG, "discarding a connection", e);
        }
    }

    /**
     * Begins to commit. Only where it {@linkplain #isPossible is possible} and nothing is under way.
     *
     * @param batch inserted in the transaction of the session; both are out of reach until {@link #finish}
     * @return the session for the next transaction
     */
    WriteSession start(AppendBatch batch, WriteSession session) {
        FutureTask<Boolean> commit = new FutureTask<>(() -> commit(batch, session));
        underWay = new UnderWay(batch, session, commit);
        try {
            executor.execute(commit);
        } catch (RuntimeException | Error e) {
            // Such as no room for a thread. It runs once, should it have been queued all the same.
            commit.run();
        }
        return takeSpare();
    }

    private boolean commit(AppendBatch batch, WriteSession session) {
        boolean committed = false;
        boolean finished = false;
        try {
            batch.commit(session);
            committed = true;
            finished = batch.isDone();
        } catch (SQLException | RuntimeException | Error e) {
            LOG.say(System.Logger.Level.DEBUG, "a commit is gone on with", e);
        } finally {
            if (!finished) {
                whenUnfinished.run();
            }
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
        if (await(begun.committed)) {
            giveBack(begun.session);
        } else {
            discard(begun.session);
            begun.batch.attemptFailed();
        }
        AppendBatch left = begun.batch.isDone() ? null : begun.batch;
        // Last: after an error it is asked again.
        underWay = null;
        return left;
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
        usedAt = nanoTime.getAsLong();
    }

    /** Tells those who still wait that the outcome is unknown, and closes the connection that is not in use. */
    void close() {
        try {
            AppendBatch left = finish();
            if (left != null) {
                left.fail("the store was closed", null);
            }
        } finally {
            synchronized (this) {
                closed = true;
            }
            executor.shutdown();
            discardSpare();
            awaitTheEnd();
        }
    }

    /** A connection that is being opened; what takes longer closes itself. */
    private void awaitTheEnd() {
        try {
            boolean unused = executor.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
