package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One choice that is sent once or several times, and who was told of it: that is known by the answers alone. */
final class RepeatedChoice {

    private final List<Attempt> attempts;
    private final Queue<ConsentRecord> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    /**
     * One time that it is sent.
     *
     * @param delayMillis how long after the choice
     * @param patienceMillis how long until it is given up
     */
    record Attempt(RecordDraft draft, JdbcConsentStore node, int delayMillis, int patienceMillis) {}

    /** @param attempts one at least; their drafts have the same id */
    RepeatedChoice(List<Attempt> attempts) {
        this.attempts = List.copyOf(attempts);
    }

    /** Sends it; what is returned is done when each attempt was answered or given up. */
    CompletableFuture<Void> send(ScheduledExecutorService timer) {
        return CompletableFuture.allOf(
                attempts.stream().map(attempt -> send(attempt, timer)).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> send(Attempt attempt, ScheduledExecutorService timer) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        ScheduledFuture<?> unused =
                timer.schedule(() -> append(attempt, timer, over), attempt.delayMillis, TimeUnit.MILLISECONDS);
        return over;
    }

    private void append(Attempt attempt, ScheduledExecutorService timer, CompletableFuture<Void> over) {
        CompletableFuture<ConsentRecord> stored = attempt.node.append(attempt.draft);
        CompletableFuture<ConsentRecord> unused = stored.whenComplete((record, failure) -> {
            note(record, stored.isCancelled());
            over.complete(null);
        });
        ScheduledFuture<?> unusedEnd =
                timer.schedule(() -> stored.cancel(false), attempt.patienceMillis, TimeUnit.MILLISECONDS);
    }

    private void note(ConsentRecord record, boolean isGivenUp) {
        if (record != null) {
            told.add(record);
        } else if (isGivenUp) {
            givenUp.incrementAndGet();
        } else {
            failed.incrementAndGet();
        }
    }

    /** A draft of it. What is stored of it has the id of this one, or one that follows from that. */
    RecordDraft draft() {
        return attempts.get(0).draft;
    }

    /** What was told, as often as it was. */
    Collection<ConsentRecord> told() {
        return told;
    }

    int givenUp() {
        return givenUp.get();
    }

    int failed() {
        return failed.get();
    }
}
