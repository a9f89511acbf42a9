package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. What waits when it comes round shares a transaction, so that callers share the wait for
 * the disk; a lone caller waits for nobody. Under load one transaction is committed while it writes the next. Methods may
 * be called by several threads.
 *
 * <p>While the database does not answer, it keeps what it has and tries again, from 20 milliseconds later to once a
 * second; callers that give up leave.
 */
final class GroupWriter {

    private static final Log LOG = Log.of(GroupWriter.class);
    private static final int LONGEST_BATCH = 512;
    private static final int MOST_CONFLICTS = 10;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** From how many a transaction on there is load. */
    private static final int LOAD = 4;

    /** How many are enough for a transaction: with more there is little left to share. */
    private static final int SHARED = 32;

    /** The part of them that is not waited for. */
    private static final int MISSING_PART = 8;

    /** The part of the last transaction's time that the next one waits for others at most. */
    private static final int LINGER_PART = 2;

    private static final long LONGEST_LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int NOBODY = Integer.MAX_VALUE;
    private static final long REFUSALS_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final SigningKeys keys;
    private final Events events;
    private final Clock clock;
    private final Duration drain;
    private final BlockingQueue<Task> queue;
    private final VisitorTurns visitors = new VisitorTurns();
    private final RefusalCounts refusals = new RefusalCounts();
    private final BackgroundCommit commits;
    private final Thread thread;
    private volatile boolean closing;
    private volatile long closeBefore;
    private volatile boolean available = true;
    /** With how many in the queue the writer goes on. */
    private volatile int awaited = NOBODY;

    // The writer's thread alone:
    private @Nullable WriteSession session;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long refusalsDue = System.nanoTime();
    private int lastBatch;
    /** Who waits for the commit that is under way, or for what it left. */
    private List<Append> behind = List.of();

    /** How many were in the last transaction or came during it. */
    private int lastCallers;

    private long lastNanos;

    /**
     * Starts the writer.
     *
     * @param first the first session; null if the database does not answer yet
     * @param capacity how many callers may wait
     * @param drain how long closing waits for what is left to be written
     */
    GroupWriter(
            Database database,
            @Nullable WriteSession first,
            SigningKeys keys,
            Events events,
            Clock clock,
            int capacity,
            Duration drain) {
        this.database = database;
        this.session = first;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
        this.drain = drain;
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.available = first != null;
        this.commits = new BackgroundCommit(database, keys, events, () -> queue.offer(new Task.Wake()));
        this.thread = new Thread(this::run, "consent-store-writer");
        thread.setDaemon(true);
        thread.start();
    }

    CompletableFuture<ConsentRecord> append(RecordDraft draft) {
        Append append = new Append(draft, queue::remove);
        if (draft.opensChain()) {
            try {
                // Its place is certain, so its caller can sign it here, and spare the writer that.
                ConsentRecord unused = draft.seal(null, true);
                enqueue(append);
            } catch (RuntimeException e) {
                append.fail(new StoreException("the record could not be signed", e));
            }
        } else if (visitors.enter(append)) {
            enqueue(append);
        }
        return append;
    }

    <T> CompletableFuture<T> submit(Task.Transaction<T> transaction) {
        Task.Job<T> job = new Task.Job<>(transaction, queue::remove);
        enqueue(job);
        return job;
    }

    void countRefusal(LocalDate day, String notice) {
        if (refusals.add(day, notice)) {
            // Where there is no room for it, the writer is awake.
            boolean unused = queue.offer(new Task.Wake());
        }
    }

    boolean isAvailable() {
        return available;
    }

    /** Writes what is left, within limits, and stops. */
    void close() {
        closeBefore = System.nanoTime() + drain.toNanos();
        closing = true;
        boolean unused = queue.offer(new Task.Wake());
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(Task task) {
        if (closing) {
            task.fail(new StoreException("the store is closed", null));
        } else if (!queue.offer(task)) {
            task.fail(new StoreException("too many choices wait to be recorded", null));
        } else if (closing && queue.remove(task)) {
            // The writer may have gone since.
            task.fail(new StoreException("the store is closed", null));
        } else if (queue.size() >= awaited) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                try {
                    next();
                } catch (InterruptedException e) {
                    LOG.say(System.Logger.Level.DEBUG, "the writer of the consent store ends when it is closed", e);
                } catch (RuntimeException | Error e) {
                    // Such as want of memory: it must not end the writer.
                    LOG.say(System.Logger.Level.ERROR, "the writer of the consent store goes on after an error", e);
                    rest(FIRST_PAUSE_NANOS);
                }
            }
            finishCommit();
            // Those of an attempt that failed, and those that came later.
            boolean written = refusals.isEmpty() || writeRefusals();
            if (written && !refusals.isEmpty()) {
                boolean unused = writeRefusals();
            }
        } catch (RuntimeException | Error e) {
            LOG.say(System.Logger.Level.ERROR, "the writer of the consent store ends", e);
        } finally {
            closing = true;
            available = false;
            closeCommits();
            closeSession();
            for (Task left = queue.poll(); left != null; left = queue.poll()) {
                left.fail(new StoreException("the store is closed", null));
            }
        }
    }

    private void next() throws InterruptedException {
        Task first =
                refusals.isEmpty() ? queue.take() : queue.poll(refusalsDue - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (first != null) {
            List<Task> tasks = new ArrayList<>();
            tasks.add(first);
            long begin = System.nanoTime();
            try {
                awaitOthers();
                queue.drainTo(tasks, LONGEST_BATCH - 1);
                begin = System.nanoTime();
                write(tasks);
            } catch (RuntimeException | Error e) {
                // It must not end the writer, nor leave anybody waiting.
                StoreException reason = new StoreException("whether the record was stored is unknown", e);
                tasks.forEach(task -> task.fail(reason));
                failBehind(reason);
                drop();
            }
            lastNanos = System.nanoTime() - begin;
            lastBatch = tasks.size();
            lastCallers = lastBatch + queue.size();
        }
        if (!refusals.isEmpty() && refusalsDue - System.nanoTime() <= 0) {
            boolean unused = writeRefusals();
            refusalsDue = System.nanoTime() + REFUSALS_WAIT_NANOS;
        }
    }

    /**
     * Under load, gives those of the last transaction a moment to come again, and be in one with those who came
     * meanwhile: otherwise each half waits for the sync of the other as well as for its own. A lone caller waits for
     * nobody, but for the first one after a load.
     */
    private void awaitOthers() {
        if (lastBatch < LOAD || closing) {
            return;
        }
        int enough = Math.min(lastCallers, SHARED);
        int others = enough - enough / MISSING_PART - 1;
        long end = System.nanoTime() + Math.min(lastNanos / LINGER_PART, LONGEST_LINGER_NANOS);
        awaited = others;
        long left = end - System.nanoTime();
        while (queue.size() < others && left > 0 && !closing) {
            rest(left);
            left = end - System.nanoTime();
        }
        awaited = NOBODY;
    }

    /** Whoever interrupts the writer does not keep it from resting, for it would ask a database that is down all the time. */
    private static void rest(long nanos) {
        boolean unused = Thread.interrupted();
        LockSupport.parkNanos(nanos);
    }

    /** Writes in order; appends with no job between them share a transaction. */
    private void write(List<Task> tasks) {
        List<Append> appends = new ArrayList<>();
        for (Task task : tasks) {
            if (task instanceof Append append) {
                appends.add(append);
            } else if (task instanceof Task.Job<?> job) {
                write(AppendBatch.of(appends, clock));
                appends.clear();
                write(job);
            }
        }
        write(AppendBatch.of(appends, clock));
    }

    /** Of many new visitors, whose records depend on no other, the commit may be left to another thread. */
    private void write(AppendBatch whole) {
        if (isUnderLoad() && !whole.isDone() && whole.size() > LOAD && whole.isFresh() && commits.isPossible()) {
            writeBehind(whole);
        } else {
            finishCommit();
            writeAll(whole);
        }
    }

    /** Whether there are more callers than one transaction is for; once two take turns, they are fewer in each. */
    private boolean isUnderLoad() {
        return available && lastCallers > (commits.isUnderWay() ? SHARED / 2 : SHARED);
    }

    /** Inserts while the transaction before is being committed, on another connection, and leaves the commit to it. */
    private void writeBehind(AppendBatch batch) {
        boolean inserted = attempt(batch, AppendBatch::insert);
        AppendBatch unfinished = commits.finish();
        if (inserted && unfinished == null) {
            List<Append> callers = batch.callers();
            session = commits.start(batch, Objects.requireNonNull(session));
            behind = callers;
            return;
        }
        if (inserted) {
            boolean unused = attempt(batch, AppendBatch::commit);
        }
        if (unfinished != null) {
            writeAll(unfinished);
        }
        behind = List.of();
        writeAll(batch);
    }

    /** A part of a first attempt; what becomes of those after it is the business of {@link #writeAll}. */
    @FunctionalInterface
    private interface Part {
        void take(AppendBatch batch, WriteSession session) throws SQLException;
    }

    private boolean attempt(AppendBatch batch, Part part) {
        try {
            part.take(batch, session());
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            LOG.say(System.Logger.Level.DEBUG, "records are tried again", e);
            undo(isConflict(e));
            batch.attemptFailed();
            return false;
        }
    }

    /** Waits for a commit that is under way, and goes on with what it left. */
    private void finishCommit() {
        AppendBatch unfinished = commits.finish();
        if (unfinished != null) {
            writeAll(unfinished);
        }
        behind = List.of();
    }

    /** After an error, those of a commit that is over; one that is under way tells its own. */
    private void failBehind(StoreException reason) {
        if (!commits.isUnderWay()) {
            behind.forEach(caller -> caller.fail(reason));
            behind = List.of();
        }
    }

    /** Until every caller has been told. */
    private void writeAll(AppendBatch whole) {
        Deque<AppendBatch> batches = new ArrayDeque<>();
        batches.add(whole);
        int conflicts = 0;
        while (!batches.isEmpty()) {
            AppendBatch batch = batches.element();
            if (batch.isDone()) {
                batches.remove();
                conflicts = 0;
                continue;
            }
            try {
                batch.step(session());
                succeeded();
            } catch (SQLException | RuntimeException | Error e) {
                boolean conflict = conflicts < MOST_CONFLICTS && isConflict(e);
                boolean refused = isDuplicate(e) || isRefused(e);
                undo(conflict);
                batch.attemptFailed();
                if (conflict) {
                    conflicts++;
                } else if (refused && batch.size() > 1) {
                    batches.addFirst(batch.firstHalf());
                    conflicts = 0;
                } else if (refused) {
                    LOG.say(System.Logger.Level.ERROR, "the database refuses a record", e);
                    if (batch.refused(e) && !pause(e)) {
                        batch.fail("the store was closed while the database refused it", e);
                    }
                } else if (!pause(e)) {
                    batch.fail("the store was closed while the database did not answer", e);
                }
            }
        }
    }

    private void write(Task.Job<?> job) {
        finishCommit();
        int conflicts = 0;
        while (!job.isDone()) {
            try {
                job.run(session());
                succeeded();
            } catch (SQLException | RuntimeException | Error e) {
                boolean conflict = conflicts < MOST_CONFLICTS && isConflict(e);
                boolean refused = isRefused(e);
                undo(conflict);
                if (conflict) {
                    conflicts++;
                } else if (refused) {
                    job.fail(new StoreException("the database refuses it: " + e.getMessage(), e));
                } else if (!pause(e)) {
                    job.fail(new StoreException("the store was closed while the database did not answer", e));
                }
            }
        }
    }

    /** Once: what cannot be written now is tried again later, and lost at the end. */
    private boolean writeRefusals() {
        try {
            refusals.write(session());
            succeeded();
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            LOG.say(System.Logger.Level.DEBUG, "refusals could not be counted", e);
            drop();
            return false;
        }
    }

    private WriteSession session() throws SQLException {
        WriteSession open = session;
        if (open == null) {
            open = WriteSession.open(database, keys, events);
            session = open;
        }
        return open;
    }

    /** After a mere conflict the session is as good as before. */
    private void undo(boolean conflict) {
        if (conflict && session != null) {
            try {
                session.rollback();
                return;
            } catch (SQLException | RuntimeException | Error e) {
                LOG.say(System.Logger.Level.DEBUG, "rolling back", e);
            }
        }
        drop();
    }

    /** A connection on which anything failed is never used again: some say that they are valid and are not. */
    private void drop() {
        commits.discardSpare();
        WriteSession broken = session;
        session = null;
        if (broken != null) {
            try {
                broken.discard();
            } catch (RuntimeException | Error e) {
                LOG.say(System.Logger.Level.DEBUG, "discarding a connection", e);
            }
        }
    }

    private void closeCommits() {
        try {
            commits.close();
        } catch (RuntimeException | Error e) {
            LOG.say(System.Logger.Level.DEBUG, "ending the commits", e);
        }
        behind.forEach(caller -> caller.fail(new StoreException("the store is closed", null)));
    }

    private void closeSession() {
        if (session != null) {
            try {
                session.close();
            } catch (RuntimeException | Error e) {
                LOG.say(System.Logger.Level.DEBUG, "closing the connection", e);
            }
        }
    }

    private void succeeded() {
        pauseNanos = FIRST_PAUSE_NANOS;
        if (!available) {
            available = true;
            LOG.say(System.Logger.Level.INFO, "the consent store records again: " + database, null);
        }
    }

    /** Waits before the next attempt; false if the store is closed meanwhile and there is to be no next one. */
    private boolean pause(Throwable e) {
        if (available) {
            available = false;
            LOG.say(
                    System.Logger.Level.WARNING,
                    "the consent store does not record, and goes on trying: " + database,
                    e);
        }
        if (closing && closeBefore - System.nanoTime() <= 0) {
            return false;
        }
        rest(pauseNanos);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        return true;
    }

    private boolean isConflict(Throwable e) {
        return session != null
                && e instanceof SQLException sql
                && session.dialect().isConflict(sql);
    }

    private boolean isDuplicate(Throwable e) {
        return session != null
                && e instanceof SQLException sql
                && session.dialect().isDuplicate(sql);
    }

    /**
     * Whether trying again cannot help: the database refuses it, or what is there already cannot be read. An error counts
     * as that, too: it must not end the writer, nor keep others waiting for what may fail for ever. Where there is no
     * session it could not be opened, whatever the reason, and that says nothing about what is to be written.
     */
    private boolean isRefused(Throwable e) {
        if (session == null) {
            return false;
        }
        if (e instanceof SQLException sql) {
            return session.dialect().isRefused(sql);
        }
        return !(e instanceof StoreException);
    }
}
