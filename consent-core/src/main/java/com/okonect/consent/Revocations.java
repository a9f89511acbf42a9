package com.okonect.consent;

import com.okonect.consent.store.ConsentStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the {@linkplain Revocation revocations} in the store: not older than 5 seconds while there are
 * requests. A request after a pause waits for them a quarter of a second at most; while the store is down, those that
 * are known count. Safe for use by several threads.
 */
final class Revocations {

    private static final System.Logger LOG = System.getLogger(Revocations.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration STALE = Duration.ofSeconds(10);
    /** Clocks of nodes differ, and what is committed later may be older. */
    private static final Duration OVERLAP = Duration.ofMinutes(5);
    /** A withdrawal may wait that long for the database. */
    private static final Duration LONG_OVERLAP = Duration.ofDays(1);

    private static final long PATIENCE_MILLIS = 250;
    private static final long IDLE_SECONDS = 30;

    private final ConsentStore store;
    private final Clock clock;
    private final Map<String, Revocation> known = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable CountDownLatch> reading = new AtomicReference<>();
    private final ThreadPoolExecutor executor;
    private volatile Instant readAt = Instant.EPOCH;
    private volatile Instant lookedFarBackAt = Instant.EPOCH;
    private volatile Instant tryAgainAt = Instant.EPOCH;

    Revocations(ConsentStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), task -> {
            Thread thread = new Thread(task, "consent-revocations");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns what is left of a token; null if it was not revoked.
     *
     * @param digest of the token's id
     */
    @Nullable
    ConsentToken limit(ConsentToken token, String digest, Instant now) {
        if (!now.isBefore(tryAgainAt)) {
            refresh(now);
        }
        Revocation revocation = known.isEmpty() ? null : known.get(digest);
        if (revocation == null || token.decidedAt().isAfter(revocation.revokedAt())) {
            return null;
        }
        SortedMap<Category, Decision> allowed = Decision.split(revocation.decisions());
        SortedMap<Category, Decision> left = new TreeMap<>(token.decisions());
        left.replaceAll((category, decision) -> decision.equals(allowed.get(category)) ? decision : Decision.REFUSED);
        boolean erased = revocation.decisions().isEmpty();
        return new ConsentToken(
                token.decidedAt(), token.expiresAt(), erased ? null : token.id(), erased ? null : token.notice(), left);
    }

    /** Takes effect on this node at once. */
    void add(Revocation revocation) {
        known.merge(
                revocation.digest(), revocation, (old, now) -> now.revokedAt().isBefore(old.revokedAt()) ? old : now);
    }

    void close() {
        executor.shutdownNow();
    }

    private void refresh(Instant now) {
        CountDownLatch mine = new CountDownLatch(1);
        CountDownLatch other = reading.compareAndExchange(null, mine);
        if (other == null) {
            try {
                executor.execute(() -> read(mine));
            } catch (RejectedExecutionException closed) {
                finish(mine);
            }
        }
        if (now.isAfter(readAt.plus(STALE))) {
            try {
                boolean inTime = (other == null ? mine : other).await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (!inTime) {
                    tryAgainAt = now.plus(FRESH);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void read(CountDownLatch done) {
        Instant now = clock.instant();
        try {
            boolean farBack = now.isAfter(lookedFarBackAt.plus(OVERLAP));
            store.revocations(since(farBack ? LONG_OVERLAP : OVERLAP)).forEach(this::add);
            known.values().removeIf(revocation -> !now.isBefore(revocation.until()));
            readAt = now;
            lookedFarBackAt = farBack ? now : lookedFarBackAt;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "revocations could not be read", e);
        } finally {
            tryAgainAt = now.plus(FRESH);
            finish(done);
        }
    }

    private Instant since(Duration overlap) {
        return readAt.equals(Instant.EPOCH) ? Instant.EPOCH : readAt.minus(overlap);
    }

    private void finish(CountDownLatch done) {
        reading.set(null);
        done.countDown();
    }
}
