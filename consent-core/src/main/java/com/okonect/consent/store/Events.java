package com.okonect.consent.store;

import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What listeners have still to be told: the table {@code consent_event}, written in the transaction of what it tells of
 * and only where somebody listens, and the thread that tells it.
 */
final class Events {

    private static final Log LOG = Log.of(Events.class);
    /** Many, for the writer spends a transaction on noting that they were told. */
    private static final int AT_A_TIME = 500;

    private static final long LOOK_AROUND_SECONDS = 5;
    private static final long BETWEEN_ROUNDS_MILLIS = 20;
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final long BETWEEN_RENEWALS_SECONDS = 1;
    private static final long IDLE_SECONDS = 10;
    private static final long LONGEST_PAUSE_SECONDS = 300;
    private static final int MOST_DOUBLINGS = 9;
    private static final String TABLE = "consent_event";
    private static final String COLUMNS = "event_id, consent_id, sequence, kind, attempts, due_at";
    private static final String RECORD = "record";
    private static final String ERASURE = "erasure";

    private final Database database;
    private final Clock clock;
    private final Lease lease;
    private final List<ConsentListener> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore nudges = new Semaphore(0);
    private final ScheduledThreadPoolExecutor renewals = newRenewals();
    private @Nullable Thread thread;
    private volatile boolean closed;

    private record Event(UUID id, String consentId, int sequence, String kind, int attempts) {

        Place place() {
            return new Place(consentId, sequence);
        }
    }

    /** Where a record is. */
    private record Place(String consentId, int sequence) {}

    Events(Database database, String holder, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.lease = new Lease("events", holder, LEASE, clock);
    }

    /**
     * Tells a listener from now on.
     *
     * @param write runs a transaction and waits for it
     */
    synchronized void subscribe(ConsentListener listener, Function<Task.Transaction<Boolean>, Boolean> write) {
        listeners.add(listener);
        if (thread == null) {
            thread = new Thread(() -> run(write), "consent-store-events");
            thread.setDaemon(true);
            thread.start();
        }
        nudge();
    }

    /** Has what is new told at once. */
    void nudge() {
        if (!listeners.isEmpty() && nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    /** Notes that records are stored, in their transaction. */
    void add(Session session, Collection<ConsentRecord> records) throws SQLException {
        if (listeners.isEmpty() || records.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (ConsentRecord record : records) {
            rows.add(row(record.consentId(), record.sequence(), RECORD));
        }
        session.dialect().insert(session, TABLE, COLUMNS, rows);
    }

    private @Nullable Object[] row(String consentId, int sequence, String kind) {
        return new @Nullable Object[] {
            UUID.randomUUID(), consentId, sequence, kind, 0, clock.instant().getEpochSecond()
        };
    }

    /** Notes that a chain is erased, in its transaction. */
    void addErasure(Session session, String consentId, int sequence) throws SQLException {
        if (!listeners.isEmpty()) {
            session.dialect()
                    .insert(session, TABLE, COLUMNS, Collections.singletonList(row(consentId, sequence, ERASURE)));
        }
    }

    /** Ends the thread, after the call that it is in. */
    void close() throws InterruptedException {
        closed = true;
        renewals.shutdownNow();
        nudges.release();
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null && running != Thread.currentThread()) {
            running.join(TimeUnit.SECONDS.toMillis(LOOK_AROUND_SECONDS));
        }
    }

    private void run(Function<Task.Transaction<Boolean>, Boolean> write) {
        while (!closed) {
            try {
                boolean unused = nudges.tryAcquire(LOOK_AROUND_SECONDS, TimeUnit.SECONDS);
                nudges.drainPermits();
                for (int some = tellSome(write); some > 0 && !closed; some = tellSome(write)) {
                    if (some < AT_A_TIME) {
                        // What comes alone was told at once; under load more are told together, for the writer's sake.
                        TimeUnit.MILLISECONDS.sleep(BETWEEN_ROUNDS_MILLIS);
                    }
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.say(System.Logger.Level.DEBUG, "listeners could not be told", e);
            }
        }
    }

    /** Tells what is due; returns how much there was: there may be more. */
    private int tellSome(Function<Task.Transaction<Boolean>, Boolean> write) {
        List<Event> due = database.read(this::due);
        if (due.isEmpty() || !lease.isFresh() && !lease.take(write)) {
            return 0;
        }
        Map<Place, ConsentRecord> records = database.read(session -> records(session, due));
        List<Event> told = new ArrayList<>();
        List<Event> failed = new ArrayList<>();
        Future<?> renewal = renewWhileTelling(write);
        try {
            for (Event event : due) {
                // Where the lease could not be renewed in time, another node may be telling.
                if (closed || !lease.isHeld()) {
                    break;
                }
                (tell(event, records.get(event.place())) ? told : failed).add(event);
            }
        } finally {
            renewal.cancel(false);
        }
        boolean finished = write.apply(session -> {
            finish(session.session(), told, failed);
            return true;
        });
        return finished ? due.size() : 0;
    }

    /** A listener may take longer than the lease lasts. */
    private Future<?> renewWhileTelling(Function<Task.Transaction<Boolean>, Boolean> write) {
        try {
            return renewals.scheduleWithFixedDelay(
                    () -> renew(write), BETWEEN_RENEWALS_SECONDS, BETWEEN_RENEWALS_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException whenClosed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private void renew(Function<Task.Transaction<Boolean>, Boolean> write) {
        try {
            if (!lease.isFresh() && !lease.take(write)) {
                LOG.say(System.Logger.Level.DEBUG, "another node tells listeners now", null);
            }
        } catch (RuntimeException e) {
            LOG.say(System.Logger.Level.DEBUG, "the lease for telling listeners could not be renewed", e);
        }
    }

    /** One thread, only while listeners are told. */
    private static ScheduledThreadPoolExecutor newRenewals() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "consent-store-lease");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Finds what is due, of each visitor the first alone. What is to wait longer than anything does was written before
     * the clock was set back, and is due, too.
     */
    private List<Event> due(Session session) throws SQLException {
        long now = clock.instant().getEpochSecond();
        List<Event> due = new ArrayList<>(due(session, AT_A_TIME, "due_at <= ?", now));
        if (due.size() < AT_A_TIME) {
            due.addAll(due(session, AT_A_TIME - due.size(), "due_at > ?", now + LONGEST_PAUSE_SECONDS));
        }
        return due;
    }

    private static List<Event> due(Session session, int most, String when, long time) throws SQLException {
        return session.first(
                most,
                "select event_id, consent_id, sequence, kind, attempts from consent_event e where " + when
                        + " and not exists (select 1 from consent_event p"
                        + " where p.consent_id = e.consent_id and p.sequence < e.sequence) order by due_at",
                row -> new Event(
                        UUID.fromString(row.getString(1)),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getInt(5)),
                time);
    }

    /** Reads the records that are to be told of together. */
    private static Map<Place, ConsentRecord> records(Session session, List<Event> due) throws SQLException {
        Set<String> chains = new HashSet<>();
        Set<Integer> sequences = new HashSet<>();
        for (Event event : due) {
            if (event.kind.equals(RECORD)) {
                chains.add(event.consentId);
                sequences.add(event.sequence);
            }
        }
        Map<Place, ConsentRecord> records = new HashMap<>();
        for (ConsentRecord record : new RecordTable(session).find(chains, sequences)) {
            records.put(new Place(record.consentId(), record.sequence()), record);
        }
        return records;
    }

    /**
     * Tells all listeners.
     *
     * @param read the event's record, if it was found and could be read
     */
    private boolean tell(Event event, @Nullable ConsentRecord read) {
        try {
            if (event.kind.equals(ERASURE)) {
                listeners.forEach(listener -> listener.erased(event.consentId));
            } else {
                // Read again, it fails where it cannot be read. Where there is none it was erased since, and that is
                // told instead.
                Optional<ConsentRecord> record = read != null
                        ? Optional.of(read)
                        : database.read(session -> new RecordTable(session).find(event.consentId, event.sequence));
                record.ifPresent(stored -> listeners.forEach(listener -> listener.recorded(stored)));
            }
            return true;
        } catch (RuntimeException | Error e) {
            // Also an error, such as of a class that is missing: it must not end the telling of all the others.
            LOG.say(System.Logger.Level.WARNING, "a listener failed, and is told again later", e);
            return false;
        }
    }

    private void finish(Session session, List<Event> told, List<Event> failed) throws SQLException {
        for (List<UUID> part : RecordTable.parts(told.stream().map(Event::id).toList())) {
            session.update(
                    "delete from consent_event where event_id in (" + RecordTable.marks(part) + ")", part.toArray());
        }
        Instant now = clock.instant();
        for (Event event : failed) {
            long pause = Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(event.attempts, MOST_DOUBLINGS));
            session.update(
                    "update consent_event set attempts = attempts + 1, due_at = ? where event_id = ?",
                    now.plusSeconds(pause).getEpochSecond(),
                    event.id);
        }
    }
}
