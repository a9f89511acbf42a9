package com.okonect.consent.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends retention: in small transactions, so that nobody waits long for one, and on one node of many. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the timer
final class Purge {

    private static final System.Logger LOG = System.getLogger(Purge.class.getName());
    private static final int RECORDS_AT_A_TIME = 200;
    private static final long PAUSE_MILLIS = 20;
    private static final long FIRST_AFTER_MINUTES = 1;
    private static final long EVERY_MINUTES = 60;
    private static final Duration LEASE = Duration.ofHours(2);

    private final Writing write;
    private final DayCounts counts;
    private final Clock clock;
    private final Lease lease;
    private @Nullable ScheduledExecutorService timer;
    private volatile Period retention = Period.ZERO;
    private volatile boolean closed;

    /** Runs a transaction and waits for it. */
    interface Writing {
        <T> T apply(Task.Transaction<T> transaction);
    }

    /** @param counts what one node of many has to bring up to date, too */
    Purge(Writing write, DayCounts counts, String holder, Clock clock) {
        this.write = write;
        this.counts = counts;
        this.clock = clock;
        this.lease = new Lease("purge", holder, LEASE, clock);
    }

    int run(Instant endedBefore) {
        int all = 0;
        long before = endedBefore.getEpochSecond();
        long next = Long.MIN_VALUE;
        boolean goesOn = next < before;
        while (goesOn) {
            long from = next;
            Removal.Purged some = write.apply(
                    session -> new Removal(session).purge(from, before, RECORDS_AT_A_TIME, clock.instant()));
            all += some.records();
            next = some.next();
            goesOn = next < before && (some.records() == 0 ? !closed : pause());
        }
        return all;
    }

    DayCounts counts() {
        return counts;
    }

    /** Purges from now on by itself; set again, the new retention counts. */
    synchronized void start(Period keepFor) {
        retention = keepFor;
        if (timer != null) {
            return;
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "consent-store-purge");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(() -> runIfOnDuty(), FIRST_AFTER_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    /** Does nothing where another node has the duty. */
    void runIfOnDuty() {
        try {
            if (!lease.take(write::apply)) {
                return;
            }
            Instant limit =
                    clock.instant().atZone(ZoneOffset.UTC).minus(retention).toInstant();
            int purged = run(limit);
            int requests = write.apply(session -> {
                session.revocations().deleteExpired(clock.instant());
                return session.session()
                        .update(
                                "delete from consent_request where closed_on < ?",
                                LocalDate.ofInstant(limit, ZoneOffset.UTC));
            });
            if (purged > 0 || requests > 0) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "purged at the end of retention: " + purged + (purged == 1 ? " record, " : " records, ")
                                + requests + (requests == 1 ? " request" : " requests"));
            }
            counts.bringUpToDate();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the purge was interrupted, and is tried again later", e);
        }
    }

    synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    /** Lets others write; false if there is to be no more. */
    private boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
