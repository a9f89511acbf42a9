package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Visitors each of whose grants is sent several times, to any nodes at once, and given up at any moment. */
final class RepeatingVisitors implements AutoCloseable {

    private static final String BEGINNING = "2026-11-23T00:00:00Z";
    private static final int MOST_AT_ONCE = 300;
    private static final int MOST_TIMES = 5;
    private static final int MOST_GRANTS = 3;
    private static final int MOST_DELAY_MILLIS = 40;
    private static final int IMPATIENCE_MILLIS = 60;
    private static final int MOST_REFUSALS = 3;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int UNTIL_THE_END_MILLIS = 60_000;
    private static final int CONNECTIONS_OF_A_NODE = 2;

    private final List<JdbcConsentStore> nodes;
    private final SigningKeys keys;
    private final Random random;
    private final Queue<RepeatedChoice> choices = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);

    RepeatingVisitors(List<JdbcConsentStore> nodes, SigningKeys keys, Random random) {
        this.nodes = nodes;
        this.keys = keys;
        this.random = random;
    }

    /** Who has no consent id yet: each time that the choice is sent a node makes another one. */
    void comeAnew() throws InterruptedException {
        room.acquire();
        FakeClock clock = new FakeClock(BEGINNING);
        Drafts drafts = new Drafts(keys, clock);
        RepeatedChoice grant = repeated(clock, random.nextBoolean(), id -> drafts.accept(id, Drafts.newConsentId()));
        leaveAfter(send(List.of(grant)));
    }

    /** Who has refused everything, told of it, and then grants it in several choices at once. */
    void comeBackAfterRefusing() throws InterruptedException {
        String consentId = Drafts.newConsentId();
        FakeClock clock = new FakeClock(BEGINNING);
        Drafts drafts = new Drafts(keys, clock);
        comeBack(
                once(drafts.refuse(consentId), anyNode(), UNTIL_THE_END_MILLIS),
                List.of(),
                grants(drafts, clock, consentId));
    }

    /** Who has granted everything, told of it, then refuses it, told of that or not, and then grants it again. */
    void comeBackAfterGranting() throws InterruptedException {
        String consentId = Drafts.newConsentId();
        FakeClock clock = new FakeClock(BEGINNING);
        Drafts drafts = new Drafts(keys, clock);
        RepeatedChoice grant = once(drafts.accept(UUID.randomUUID(), consentId), anyNode(), UNTIL_THE_END_MILLIS);
        comeBack(grant, refusals(drafts, consentId), grants(drafts, clock, consentId));
    }

    private void comeBack(RepeatedChoice base, List<RepeatedChoice> refusals, List<RepeatedChoice> grants)
            throws InterruptedException {
        room.acquire();
        leaveAfter(send(List.of(base))
                .thenCompose(over ->
                        base.told().isEmpty() ? send(List.of()) : send(refusals).thenCompose(done -> send(grants))));
    }

    private CompletableFuture<Void> send(List<RepeatedChoice> sent) {
        choices.addAll(sent);
        return CompletableFuture.allOf(
                sent.stream().map(choice -> choice.send(timer)).toArray(CompletableFuture<?>[]::new));
    }

    private void leaveAfter(CompletableFuture<Void> last) {
        CompletableFuture<Void> unused = last.thenRun(room::release);
    }

    /** In haste, so that some are given up while they are being stored. */
    private List<RepeatedChoice> refusals(Drafts drafts, String consentId) {
        List<RepeatedChoice> refusals = new ArrayList<>();
        int count = 1 + random.nextInt(MOST_REFUSALS);
        for (int i = 0; i < count; i++) {
            refusals.add(once(drafts.refuse(consentId), anyNode(), random.nextInt(IMPATIENCE_MILLIS)));
        }
        return refusals;
    }

    /** Of a browser that carries the refusal, whether it is recorded or not. */
    private List<RepeatedChoice> grants(Drafts drafts, FakeClock clock, String consentId) {
        Instant refusedAt = clock.instant();
        List<RepeatedChoice> grants = new ArrayList<>();
        boolean isInHaste = random.nextBoolean();
        int count = 1 + random.nextInt(MOST_GRANTS);
        for (int i = 0; i < count; i++) {
            grants.add(repeated(clock, isInHaste, id -> drafts.acceptAgain(id, consentId, refusedAt)));
        }
        return grants;
    }

    /** Makes a choice that is sent once or more often, within a second or not: the records may be the same byte for byte. */
    private RepeatedChoice repeated(FakeClock clock, boolean isInHaste, Function<UUID, RecordDraft> draft) {
        UUID choiceId = UUID.randomUUID();
        int times = 1 + random.nextInt(MOST_TIMES);
        boolean isWithinASecond = random.nextBoolean();
        List<RepeatedChoice.Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            if (!isWithinASecond) {
                clock.advance(Duration.ofSeconds(1));
            }
            int delay = random.nextInt(4) == 0 ? random.nextInt(MOST_DELAY_MILLIS) : 0;
            attempts.add(new RepeatedChoice.Attempt(draft.apply(choiceId), anyNode(), delay, patience(isInHaste)));
        }
        return new RepeatedChoice(attempts);
    }

    private static RepeatedChoice once(RecordDraft draft, JdbcConsentStore node, int patienceMillis) {
        return new RepeatedChoice(List.of(new RepeatedChoice.Attempt(draft, node, 0, patienceMillis)));
    }

    private JdbcConsentStore anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private int patience(boolean isInHaste) {
        return isInHaste || random.nextBoolean() ? random.nextInt(IMPATIENCE_MILLIS) : PATIENCE_MILLIS;
    }

    /** Returns when all have gone and the nodes have finished with what was given up. */
    void end() throws InterruptedException {
        room.acquire(MOST_AT_ONCE);
        Drafts drafts = new Drafts(keys, new FakeClock(BEGINNING));
        for (int round = 0; round < CONNECTIONS_OF_A_NODE; round++) {
            for (JdbcConsentStore node : nodes) {
                // After these a writer has finished with all that came before.
                RepeatedChoice last = once(drafts.accept(), node, UNTIL_THE_END_MILLIS);
                send(List.of(last)).join();
                assertThat(last.told()).hasSize(1);
            }
        }
    }

    /** All that was sent. */
    Collection<RepeatedChoice> choices() {
        return choices;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
