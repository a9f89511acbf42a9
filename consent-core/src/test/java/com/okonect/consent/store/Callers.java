package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Visitors who choose again and again, each as soon as the last choice is answered, and give up as the service does. */
final class Callers {

    private static final int AGAIN = 8;
    private static final long PATIENCE_MILLIS = 2_000;

    private final JdbcConsentStore store;
    private final SigningKeys keys;
    private final int again;
    private final Drafts drafts;
    private final Queue<ConsentRecord> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<RecordDraft> givenUp = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Callers(JdbcConsentStore store, SigningKeys keys) {
        this(store, keys, AGAIN);
    }

    /** @param again each how many choices of a caller are of the same visitor */
    Callers(JdbcConsentStore store, SigningKeys keys, int again) {
        this.again = again;
        this.store = store;
        this.keys = keys;
        this.drafts = new Drafts(keys, Clock.systemUTC());
    }

    void start(int callers) {
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(this::choose);
            thread.start();
            threads.add(thread);
        }
    }

    /** Mostly of new visitors, and now and then of one and the same. */
    private void choose() {
        String consentId = Drafts.newConsentId();
        for (int i = 0; !ended; i++) {
            RecordDraft draft = i % again == 0 ? drafts.acceptAgain(UUID.randomUUID(), consentId) : drafts.accept();
            CompletableFuture<ConsentRecord> stored = store.append(draft);
            try {
                acknowledged.add(stored.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                givenUp.add(draft);
            } catch (TimeoutException e) {
                if (stored.cancel(false)) {
                    givenUp.add(draft);
                } else if (!stored.isCompletedExceptionally()) {
                    acknowledged.add(stored.join());
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    void awaitAcknowledgements(int more) throws InterruptedException {
        int enough = acknowledged.size() + more;
        while (acknowledged.size() < enough) {
            Thread.sleep(10);
        }
    }

    void awaitGivingUp(int more) throws InterruptedException {
        int enough = givenUp.size() + more;
        while (givenUp.size() < enough) {
            Thread.sleep(10);
        }
    }

    void end() {
        ended = true;
    }

    /** Ends, and checks what is stored against what was acknowledged and given up; the counts go to the output. */
    void check(String what) throws Exception {
        end();
        for (Thread thread : threads) {
            thread.join();
        }
        // After this one the writer has finished with all that was given up.
        acknowledged.add(store.append(drafts.accept()).get(60, TimeUnit.SECONDS));
        acknowledged.add(store.append(drafts.accept()).get(60, TimeUnit.SECONDS));

        List<ConsentRecord> lost = acknowledged.stream()
                .filter(record -> !store.find(record.recordId()).equals(Optional.of(record)))
                .toList();
        List<RecordDraft> standing = givenUp.stream()
                .filter(draft -> store.find(draft.recordId()).isPresent()
                        && store.find(draft.compensationId()).isEmpty())
                .toList();
        List<UUID> doubled = doubled();
        Verification found = Verification.of(store, keys);
        System.out.println(what + ": " + acknowledged.size() + " acknowledged, " + lost.size() + " lost, "
                + doubled.size() + " doubled; " + givenUp.size() + " given up, " + standing.size()
                + " of them stored and not taken back; " + found.records() + " records, "
                + found.faults().size() + " faults");
        assertThat(lost).isEmpty();
        assertThat(doubled).isEmpty();
        assertThat(standing).isEmpty();
        assertThat(found.faults()).isEmpty();
    }

    /** Finds what nobody has asked for: every choice was sent once, so that a second record of it has an id of its own. */
    private List<UUID> doubled() {
        Set<UUID> askedFor = new HashSet<>();
        acknowledged.forEach(record -> askedFor.add(record.recordId()));
        for (RecordDraft draft : givenUp) {
            askedFor.add(draft.recordId());
            askedFor.add(draft.compensationId());
        }
        List<UUID> doubled = new ArrayList<>();
        store.inspect(new RecordsAlone(record -> {
            if (!askedFor.contains(record.recordId())) {
                doubled.add(record.recordId());
            }
        }));
        return doubled;
    }
}
