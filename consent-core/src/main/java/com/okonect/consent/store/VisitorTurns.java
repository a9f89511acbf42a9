package com.okonect.consent.store;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many records each visitor waits for, so that no visitor takes the room of all others: a withdrawal goes on waiting
 * while the database stands still, and another one may follow. Those who have no record yet have no need to be counted.
 * Safe for use by several threads.
 */
final class VisitorTurns {

    /** More than anybody chooses by hand while a database stands still, and little of the queue. */
    static final int MOST = 32;

    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

    /** Counts a record in until it is done; false where its visitor waits for too many, and then it has failed. */
    boolean enter(Append append) {
        String visitor = append.draft().consentId();
        if (waiting.merge(visitor, 1, Integer::sum) > MOST) {
            leave(visitor);
            append.fail(new StoreException("too many choices of one visitor wait to be recorded", null));
            return false;
        }
        CompletableFuture<?> unused = append.whenComplete((record, failure) -> leave(visitor));
        return true;
    }

    private void leave(String visitor) {
        waiting.computeIfPresent(visitor, (same, count) -> count == 1 ? null : count - 1);
    }
}
