package com.okonect.consent.servlet.page;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The addresses whose answers need no link to the settings: pages that have one of their own, and what can be no page.
 * They are looked at again when ten seconds have passed: where there are many visits, that costs nothing, and where there are
 * few, all are looked at. Bounded. Safe for use by several threads.
 */
final class QuietPages {

    static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST = 2_000;

    private final ConcurrentMap<String, Long> lookedAt = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /**
     * Knows none.
     *
     * @param nanos the time, in nanoseconds since any moment
     */
    QuietPages(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether an address need not be looked at this time. */
    boolean contains(String uri) {
        Long known = lookedAt.get(uri);
        if (known == null) {
            return false;
        }
        if (nanos.getAsLong() - known < LOOK_AGAIN_NANOS) {
            return true;
        }
        lookedAt.remove(uri, known);
        return false;
    }

    void add(String uri) {
        if (lookedAt.size() >= MOST) {
            lookedAt.clear();
        }
        lookedAt.putIfAbsent(uri, nanos.getAsLong());
    }
}
