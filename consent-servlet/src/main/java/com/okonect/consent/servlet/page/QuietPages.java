package com.okonect.consent.servlet.page;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The addresses whose answers need no link to the settings: pages that have one of their own, and what is no page. They
 * are not looked at but now and then, so that they cost nothing. Bounded. Safe for use by several threads.
 */
final class QuietPages {

    private static final int MOST = 2_000;
    private static final int LOOK_EVERY = 200;

    private final ConcurrentMap<String, Visits> visits = new ConcurrentHashMap<>();

    /** How often an address was not looked at. Counts that are lost in a race do not matter. */
    private static final class Visits {
        private int count;
    }

    /** Whether an address need not be looked at this time. */
    boolean contains(String uri) {
        Visits known = visits.get(uri);
        if (known == null) {
            return false;
        }
        known.count++;
        if (known.count < LOOK_EVERY) {
            return true;
        }
        visits.remove(uri);
        return false;
    }

    void add(String uri) {
        if (visits.size() >= MOST) {
            visits.clear();
        }
        visits.putIfAbsent(uri, new Visits());
    }
}
