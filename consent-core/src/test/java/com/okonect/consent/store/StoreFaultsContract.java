package com.okonect.consent.store;

import static com.okonect.consent.ConsentRecord.Event.ACCEPT;
import static com.okonect.consent.ConsentRecord.Event.COMPENSATE;
import static com.okonect.consent.ConsentRecord.Event.REFUSE;
import static com.okonect.consent.ConsentRecord.Event.SELECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ChoiceResult;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.ConsentState;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store does when the database fails it. A subclass says which database. */
@Timeout(120)
abstract class StoreFaultsContract {

    static final int CAPACITY = 10;

    final SigningKeys keys = SigningKeys.random();
    final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    final Drafts drafts = new Drafts(keys, clock);
    private final Handler brokenHandler = new BrokenHandler();
    private final List<Logger> brokenLogs = new ArrayList<>();
    FailingSource source;
    JdbcConsentStore store;

    /** Connections to a database of this test's own. */
    abstract ConnectionSource database() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        source = new FailingSource(database());
        store = JdbcConsentStore.of(source, keys, clock, CAPACITY, Duration.ofMillis(100));
    }

    @AfterEach
    void closeStore() {
        source.comeBack();
        store.close();
        for (Logger log : brokenLogs) {
            log.removeHandler(brokenHandler);
            log.setLevel(null);
        }
    }

    @Test
    void aRecordIsStoredWhenTheConnectionBrokeBeforeTheCommit() throws Exception {
        source.loseCommits(3);

        ConsentRecord record = await(store.append(drafts.accept()));

        assertThat(store.history(record.consentId())).containsExactly(record);
    }

    @Test
    void aRecordIsStoredOnceWhenTheConnectionBrokeAfterTheCommit() throws Exception {
        source.doubtCommits(3);

        ConsentRecord record = await(store.append(drafts.accept()));

        assertThat(store.history(record.consentId())).containsExactly(record);
    }

    @Test
    void aChainStaysWholeWhenConnectionsBreak() throws Exception {
        RecordDraft first = drafts.accept();
        source.doubtCommits(1);
        CompletableFuture<ConsentRecord> stored = store.append(first);
        await(store.append(drafts.refuse(first.consentId())));
        source.loseCommits(1);
        await(store.append(drafts.acceptAgain(UUID.randomUUID(), first.consentId())));
        await(stored);

        assertThat(chainOf(first)).containsExactly(ACCEPT, REFUSE, ACCEPT);
    }

    @Test
    void aCommitWithAWarningIsNotAcknowledged() throws Exception {
        source.warnAtCommits(1);
        int attempts = source.attempts();

        ConsentRecord record = await(store.append(drafts.accept()));

        assertThat(source.attempts()).isGreaterThan(attempts + 1);
        assertThat(store.history(record.consentId())).containsExactly(record);
    }

    @Test
    void whatWaitsIsStoredWhenTheDatabaseIsBack() throws Exception {
        source.goDown();
        CompletableFuture<ConsentRecord> waiting = store.append(drafts.accept());
        awaitAttempts(3);
        assertThat(waiting).isNotDone();
        assertThat(store.isAvailable()).isFalse();

        source.comeBack();

        assertThat(await(waiting)).isNotNull();
        await(store.append(drafts.accept()));
        assertThat(store.isAvailable()).isTrue();
    }

    @Test
    void whoFindsNoRoomIsToldAtOnce() throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> first = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        List<CompletableFuture<ConsentRecord>> waiting = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            waiting.add(store.append(drafts.accept()));
        }

        CompletableFuture<ConsentRecord> tooMany = store.append(drafts.accept());

        assertThat(tooMany).isCompletedExceptionally();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        source.comeBack();
        await(first);
        for (CompletableFuture<ConsentRecord> future : waiting) {
            await(future);
        }
    }

    @Test
    void oneVisitorLeavesRoomForOthersAndWhatIsAcceptedIsStored() throws Exception {
        store.close();
        source = new FailingSource(database());
        store = JdbcConsentStore.of(source, keys, clock, 2 * VisitorTurns.MOST, Duration.ofMillis(100));
        ConsentRecord first = await(store.append(drafts.accept()));
        source.standStill();
        CompletableFuture<ConsentRecord> another = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        List<CompletableFuture<ConsentRecord>> accepted = new ArrayList<>();
        for (int i = 0; i < VisitorTurns.MOST; i++) {
            accepted.add(store.append(drafts.refuse(first.consentId())));
        }

        assertThat(accepted).noneMatch(CompletableFuture::isDone);
        for (int i = 0; i < 2 * VisitorTurns.MOST; i++) {
            assertThat(store.append(drafts.refuse(first.consentId()))).isCompletedExceptionally();
        }
        CompletableFuture<ConsentRecord> others = store.append(drafts.accept());
        source.comeBack();
        await(another);
        await(others);
        for (CompletableFuture<ConsentRecord> future : accepted) {
            await(future);
        }
        assertThat(store.history(first.consentId())).hasSize(1 + VisitorTurns.MOST);
        await(store.append(drafts.refuse(first.consentId())));
    }

    @Test
    void whoGivesUpErasingMakesRoom() throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> first = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        List<Thread> visitors = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            Thread visitor = new Thread(() -> {
                try {
                    store.erase("anybody");
                } catch (StoreException asExpected) {
                    // The database stands still.
                }
            });
            visitor.start();
            visitors.add(visitor);
        }
        for (Thread visitor : visitors) {
            visitor.join();
        }

        CompletableFuture<ConsentRecord> last = store.append(drafts.accept());
        source.comeBack();

        await(first);
        await(last);
    }

    @Test
    void whoeverInterruptsTheWriterDoesNotEndIt() throws Exception {
        for (int i = 0; i < 3; i++) {
            writers().forEach(Thread::interrupt);

            assertThat(await(store.append(drafts.accept()))).isNotNull();
        }
    }

    @Test
    void whoeverInterruptsTheWriterDoesNotMakeItAskAllTheTime() throws Exception {
        source.goDown();
        CompletableFuture<ConsentRecord> waiting = store.append(drafts.accept());
        awaitAttempts(2);

        int before = source.attempts();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() - end < 0) {
            writers().forEach(Thread::interrupt);
            Thread.sleep(100);
        }

        // From 20 ms on each pause is twice the last, but for those that an interrupt ends.
        assertThat(source.attempts() - before).isLessThan(60);
        source.comeBack();
        assertThat(await(waiting)).isNotNull();
    }

    private static List<Thread> writers() {
        List<Thread> writers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("consent-store-writer"))
                .toList();
        assertThat(writers).isNotEmpty();
        return writers;
    }

    @Test
    void anErrorEndsNoMoreThanWhatItIsAbout() throws Exception {
        source.breakDownAfterCommits(1);
        CompletableFuture<ConsentRecord> failed = store.append(drafts.accept());

        assertThatThrownBy(() -> await(failed)).hasCauseInstanceOf(StoreException.class);

        assertThat(await(store.append(drafts.accept()))).isNotNull();
        assertThat(store.isAvailable()).isTrue();
    }

    @Test
    void aGrantWhoseAcknowledgementAnErrorPreventedIsTakenBack() throws Exception {
        source.breakDownAfterCommits(1);
        RecordDraft draft = drafts.accept();
        CompletableFuture<ConsentRecord> failed = store.append(draft);

        assertThatThrownBy(() -> await(failed)).hasCauseInstanceOf(StoreException.class);

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void aGrantIsTakenBackThoughAnErrorFollowedTheCommitThatItsCallerDidNotAwait() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpAndCommit(draft);
        source.breakDownAfterCommits(1);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void aGrantIsTakenBackThoughErrorsPreventItAtFirst() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpAndCommit(draft);
        source.breakDownBeforeCommits(3);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void aGrantThatErrorsKeepFromBeingTakenBackDoesNotKeepOthersWaitingForEver() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpAndCommit(draft);
        source.breakDownBeforeCommits(AppendBatch.MOST_REFUSALS);

        source.comeBack();

        assertThat(await(store.append(drafts.accept()))).isNotNull();
        assertThat(chainOf(draft)).containsExactly(ACCEPT);
    }

    @Test
    void aGrantInDoubtIsTakenBackThoughNoConnectionOpensAtFirst() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpInDoubt(draft, true);
        source.breakDownAtOpening(3);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void whatWaitsIsStoredThoughOpeningAConnectionEndsWithAnException() throws Exception {
        RecordDraft first = drafts.accept();
        await(store.append(first));
        source.loseCommits(1);
        source.breakDownAtOpening(3);

        assertThat(await(store.append(drafts.accept()))).isNotNull();

        source.loseCommits(1);
        source.breakDownAtOpening(3);
        assertThat(store.erase(first.consentId())).isEqualTo(1);
    }

    @Test
    void aConnectionThatCannotBeGivenUpDoesNotEndTheWriter() throws Exception {
        source.loseCommits(1);
        source.breakDownAtAborting(1);

        assertThat(await(store.append(drafts.accept()))).isNotNull();
    }

    @Test
    void aConnectionThatCannotBePreparedIsClosed() throws Exception {
        await(store.append(drafts.accept()));
        int open = source.openConnections();
        source.loseCommits(1);
        source.breakDownAtPreparing(3);

        await(store.append(drafts.accept()));

        assertThat(source.openConnections()).isEqualTo(open);
    }

    @Test
    void whoWasToldIsNotTakenBackThoughAnErrorFollows() throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> first = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        RecordDraft draft = drafts.accept();
        CompletableFuture<ConsentRecord> told = store.append(draft);
        CompletableFuture<Void> badly = told.thenAccept(record -> {
            throw new Unspeakable();
        });
        CompletableFuture<ConsentRecord> good = store.append(drafts.accept());

        source.comeBack();

        await(first);
        await(good);
        await(store.append(drafts.accept()));
        // Not awaited: who waits for it runs into the error, too.
        assertThat(told.getNow(null)).isNotNull();
        assertThat(badly).isNotNull();
        assertThat(chainOf(draft)).containsExactly(ACCEPT);
    }

    /** Comes out of a future that is completed, for this cannot note it. */
    private static final class Unspeakable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new NoClassDefFoundError("of the application");
        }
    }

    @Test
    void aLogThatFailsDoesNotEndTheWriter() throws Exception {
        breakLog(GroupWriter.class);
        source.goDown();
        CompletableFuture<ConsentRecord> waiting = store.append(drafts.accept());
        awaitAttempts(3);
        assertThat(waiting).isNotDone();

        source.comeBack();
        assertThat(await(waiting)).isNotNull();
        assertThat(await(store.append(drafts.accept()))).isNotNull();
    }

    @Test
    void aLogThatFailsWhileRefusalsAreCountedDoesNotEndTheWriter() throws Exception {
        breakLog(GroupWriter.class);
        source.loseCommits(1);
        int before = source.attempts();
        store.countRefusal(LocalDate.parse("2026-11-23"), "a".repeat(64));
        awaitAttemptsSince(before, 1);

        assertThat(await(store.append(drafts.accept()))).isNotNull();
    }

    @Test
    void refusalsAreCountedOnceThoughACommitIsInDoubtAndMoreComeMeanwhile() throws Exception {
        LocalDate day = LocalDate.parse("2026-11-23");
        String notice = "a".repeat(64);
        for (int i = 0; i < 40; i++) {
            // So many that the first marks have gone.
            source.doubtCommits(i % 2);
            int before = source.attempts();
            store.countRefusal(day, notice);
            awaitAttemptsSince(before, 1);
            store.countRefusal(day, notice);
            store.close();
            store = JdbcConsentStore.of(source, keys, clock, CAPACITY, Duration.ofMillis(100));
        }

        try (Connection connection = source.open()) {
            assertThat(Dialect.ask(connection, "select refusals from consent_refusal_count"))
                    .contains("80");
            assertThat(Dialect.ask(connection, "select added from consent_refusal_count"))
                    .hasValueSatisfying(marks -> assertThat(marks.split(" ")).hasSize(32));
        }
    }

    @Test
    void aLogThatFailsLosesNoGrantInDoubt() throws Exception {
        breakLog(GroupWriter.class);
        RecordDraft draft = drafts.accept();
        giveUpInDoubt(draft, true);
        source.comeBack();
        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);

        source.doubtCommits(1);
        ConsentRecord record = await(store.append(drafts.accept()));
        assertThat(store.history(record.consentId())).containsExactly(record);
    }

    @Test
    void aLogThatFailsDoesNotEndTheTellingOfListeners() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        BlockingQueue<UUID> heard = new LinkedBlockingQueue<>();
        breakLog(Events.class);
        store.subscribe(record -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("as it was told to");
            }
            heard.add(record.recordId());
        });
        await(store.append(drafts.accept()));
        failed.await();

        ConsentRecord second = await(store.append(drafts.accept()));

        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(second.recordId());
    }

    /** From now on every line of this log fails, until the end of the test. */
    private void breakLog(Class<?> type) {
        Logger log = Logger.getLogger(type.getName());
        log.setLevel(Level.ALL);
        log.addHandler(brokenHandler);
        brokenLogs.add(log);
    }

    /** Fails as the log of an application does whose classes are gone. */
    private static final class BrokenHandler extends Handler {

        @Override
        public void publish(LogRecord line) {
            throw new IllegalStateException("the log is closed");
        }

        @Override
        public void flush() {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @Test
    void anErrorOfOneWhoWaitsEndsNeitherTheWriterNorTheWaitingOfOthers() throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> first = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> bad = store.append(drafts.accept());
        CompletableFuture<Void> badly = bad.thenAccept(record -> {
            throw new NoClassDefFoundError("of the application");
        });
        CompletableFuture<ConsentRecord> good = store.append(drafts.accept());

        source.comeBack();

        await(first);
        await(bad);
        await(good);
        assertThatThrownBy(() -> await(badly)).hasCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(await(store.append(drafts.accept()))).isNotNull();
    }

    @Test
    void whoGivesUpMakesRoom() throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> first = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        for (int i = 0; i < 5 * CAPACITY; i++) {
            CompletableFuture<ConsentRecord> impatient = store.append(drafts.accept());
            assertThat(impatient).isNotDone();
            impatient.cancel(false);
        }
        CompletableFuture<ConsentRecord> last = store.append(drafts.accept());

        source.comeBack();

        await(first);
        await(last);
    }

    @Test
    void whoGivesUpBeforeItsTurnLeavesNoRecord() throws Exception {
        source.goDown();
        RecordDraft draft = drafts.accept();
        CompletableFuture<ConsentRecord> impatient = store.append(draft);
        awaitAttempts(3);
        impatient.cancel(false);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(store.history(draft.consentId())).isEmpty();
    }

    @Test
    void aGrantThatIsCommittedAfterItsCallerGaveUpIsTakenBack() throws Exception {
        source.standStill();
        RecordDraft draft = drafts.accept();
        CompletableFuture<ConsentRecord> impatient = store.append(draft);
        source.awaitCommitStandingStill();
        impatient.cancel(false);

        source.comeBack();

        await(store.append(drafts.accept()));
        List<ConsentRecord> chain = store.history(draft.consentId());
        assertThat(chain).extracting(ConsentRecord::event).containsExactly(ACCEPT, COMPENSATE);
        assertThat(chain.get(1).categories().values()).containsOnly(false);
        assertThat(chain.get(1).previousHash()).isEqualTo(chain.get(0).hash());
        assertThat(chain.get(1).verifies(keys)).isTrue();
    }

    @Test
    void aGrantWhoseCommitWasInDoubtIsTakenBackWhenTheDatabaseIsBack() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpInDoubt(draft, true);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void aGrantWhoseCommitWasInDoubtAndFailedLeavesNoRecord() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpInDoubt(draft, false);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(store.history(draft.consentId())).isEmpty();
    }

    @Test
    void aGrantIsTakenBackOnceThoughTheConnectionBreaksMeanwhile() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpInDoubt(draft, true);
        source.doubtCommits(2);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void aGrantIsTakenBackThoughItsCommitWasInDoubtAndThatOfTheAnswerToo() throws Exception {
        failAfterDoubts(1);
    }

    @Test
    void aGrantIsTakenBackThoughSeveralAnswersWithItWereInDoubt() throws Exception {
        failAfterDoubts(3);
    }

    /** So many commits are in doubt, then one ends with an error. */
    private void failAfterDoubts(int doubts) throws Exception {
        RecordDraft draft = drafts.accept();
        source.doubtCommits(doubts);
        source.breakDownAfterCommits(1);

        CompletableFuture<ConsentRecord> failed = store.append(draft);

        assertThatThrownBy(() -> await(failed)).hasCauseInstanceOf(StoreException.class);
        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void aGrantIsTakenBackThoughAnotherChoiceWithItsIdWasAnswered() throws Exception {
        ConsentRecord refused = await(store.append(drafts.refuse(Drafts.newConsentId())));
        source.standStill();
        CompletableFuture<ConsentRecord> other = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        UUID id = UUID.randomUUID();
        CompletableFuture<ConsentRecord> granting = store.append(drafts.acceptUnderAnyId(id, refused.consentId()));
        CompletableFuture<ConsentRecord> refusing = store.append(drafts.refuseUnderAnyId(id, refused.consentId()));
        source.thenStandStill();
        await(other);
        source.awaitCommitStandingStill();
        granting.cancel(false);

        source.comeBack();

        assertThat(await(refusing).event()).isEqualTo(REFUSE);
        await(store.append(drafts.accept()));
        List<ConsentRecord> chain = store.history(refused.consentId());
        assertThat(chain)
                .extracting(ConsentRecord::event)
                .containsExactlyInAnyOrder(REFUSE, ACCEPT, COMPENSATE, REFUSE);
        assertThat(chain.get(3).categories().values()).containsOnly(false);
    }

    @Test
    void ofChoicesWithTheIdOfAThirdOneThatComeAtOnceTheRefusalIsStoredAndTheGrantIsNot() throws Exception {
        for (boolean isGrantFirst : new boolean[] {true, false}) {
            ConsentRecord third =
                    await(store.append(drafts.selectUnderAnyId(UUID.randomUUID(), Drafts.newConsentId())));
            RecordDraft grant = drafts.acceptUnderAnyId(third.recordId(), third.consentId());
            RecordDraft refusal = drafts.refuseUnderAnyId(third.recordId(), third.consentId());

            List<CompletableFuture<ConsentRecord>> answers =
                    appendAtOnce(isGrantFirst ? List.of(grant, refusal) : List.of(refusal, grant));

            CompletableFuture<ConsentRecord> granting = answers.get(isGrantFirst ? 0 : 1);
            assertThatThrownBy(() -> await(granting)).hasCauseInstanceOf(RecordIdTakenException.class);
            assertThat(await(answers.get(isGrantFirst ? 1 : 0)).event()).isEqualTo(REFUSE);
            assertThat(chainOf(grant)).containsExactly(SELECT, REFUSE);
        }
    }

    @Test
    void ofChoicesWithTheIdOfOneThatWasTakenBackEachIsToldOfItsOwn() throws Exception {
        UUID id = UUID.randomUUID();
        RecordDraft select = drafts.selectUnderAnyId(id, Drafts.newConsentId());
        giveUpAndCommit(select);
        source.comeBack();
        await(store.append(drafts.accept()));

        List<CompletableFuture<ConsentRecord>> answers = appendAtOnce(List.of(
                drafts.acceptUnderAnyId(id, select.consentId()), drafts.selectUnderAnyId(id, select.consentId())));

        assertThat(await(answers.get(0)).event()).isEqualTo(ACCEPT);
        assertThatThrownBy(() -> await(answers.get(1))).hasCauseInstanceOf(RecordIdTakenException.class);
        assertThat(chainOf(select)).containsExactly(SELECT, COMPENSATE, ACCEPT);
    }

    @Test
    void twoRefusalsWithTheIdOfAnotherChoiceThatComeAtOnceAreStoredOnceAndAtOnce() throws Exception {
        ConsentRecord accepted = await(store.append(drafts.accept()));
        int before = source.attempts();

        List<CompletableFuture<ConsentRecord>> answers = appendAtOnce(List.of(
                drafts.refuseUnderAnyId(accepted.recordId(), accepted.consentId()),
                drafts.refuseUnderAnyId(accepted.recordId(), accepted.consentId())));

        assertThat(await(answers.get(0))).isEqualTo(await(answers.get(1)));
        assertThat(store.history(accepted.consentId())).hasSize(2);
        assertThat(source.attempts() - before).isLessThan(8);
    }

    @Test
    void aRepetitionIsNotGrantedByALaterGrantThatNobodyWasToldOf() throws Exception {
        ConsentService service = ConsentService.builder(TestPolicies.shop())
                .store(store)
                .keys(keys)
                .clock(clock)
                .patience(Duration.ofSeconds(30))
                .build();
        UUID choiceId = UUID.randomUUID();
        Consent accepted = service.record(new Choice.AcceptAll(), context(service.undecided(), choiceId))
                .consent();
        String id = accepted.id().orElseThrow();
        clock.advance(Duration.ofSeconds(5));
        service.record(new Choice.RefuseAll(), context(accepted, null));
        source.standStill();
        CompletableFuture<ConsentRecord> other = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> untold = store.append(drafts.acceptAgain(UUID.randomUUID(), id));
        CompletableFuture<ChoiceResult> repeated =
                service.recordAsync(new Choice.AcceptAll(), context(accepted, choiceId), ForkJoinPool.commonPool());
        source.thenStandStill();
        await(other);
        source.awaitCommitStandingStill();
        untold.cancel(false);

        source.comeBack();

        assertThat(await(repeated).consent().states().values()).containsOnly(ConsentState.REFUSED);
        await(store.append(drafts.accept()));
        assertThat(store.history(id))
                .extracting(ConsentRecord::event)
                .containsExactly(ACCEPT, REFUSE, ACCEPT, COMPENSATE);
    }

    private static ChoiceContext context(Consent before, UUID choiceId) {
        return new ChoiceContext(before, "shop.example", Drafts.NOTICE, ConsentRecord.Method.BANNER, false, choiceId);
    }

    /** In one batch. */
    private List<CompletableFuture<ConsentRecord>> appendAtOnce(List<RecordDraft> all) throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> other = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        List<CompletableFuture<ConsentRecord>> answers = new ArrayList<>();
        all.forEach(draft -> answers.add(store.append(draft)));
        source.comeBack();
        await(other);
        return answers;
    }

    @Test
    void aGrantThatWasAcknowledgedStandsThoughNobodyHeardTheAnswerToItsRepetition() throws Exception {
        RecordDraft draft = drafts.accept();
        ConsentRecord told = await(store.append(draft));
        giveUpAndCommit(draft);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(store.history(draft.consentId())).containsExactly(told);
    }

    @Test
    void aGrantThatIsRepeatedAgainAndAgainIsTakenBackWhenNobodyHeardAnyAnswer() throws Exception {
        ConsentRecord refused = await(store.append(drafts.refuse(Drafts.newConsentId())));
        RecordDraft draft = drafts.acceptAgain(UUID.randomUUID(), refused.consentId());
        giveUpAndCommit(draft);
        source.doubtCommits(1);
        CompletableFuture<ConsentRecord> second = store.append(draft);
        CompletableFuture<ConsentRecord> third = store.append(draft);
        second.cancel(false);
        third.cancel(false);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(REFUSE, ACCEPT, COMPENSATE);
    }

    @Test
    void takingBackRevokesNothingForNobodyWasTold() throws Exception {
        ConsentRecord refused = await(store.append(drafts.refuse(Drafts.newConsentId())));
        clock.advance(Duration.ofSeconds(5));
        RecordDraft draft = drafts.acceptAgain(UUID.randomUUID(), refused.consentId(), refused.recordedAt());
        giveUpAndCommit(draft);

        source.comeBack();

        await(store.append(drafts.accept()));
        assertThat(chainOf(draft)).containsExactly(REFUSE, ACCEPT, COMPENSATE);
        assertThat(store.revocations(Instant.EPOCH)).isEmpty();
    }

    @Test
    void takingBackRestoresWhatHeldBefore() throws Exception {
        ConsentRecord refused = await(store.append(drafts.refuse(Drafts.newConsentId())));
        source.standStill();
        CompletableFuture<ConsentRecord> impatient =
                store.append(drafts.acceptAgain(UUID.randomUUID(), refused.consentId()));
        source.awaitCommitStandingStill();
        impatient.cancel(false);
        source.comeBack();
        await(store.append(drafts.accept()));

        List<ConsentRecord> chain = store.history(refused.consentId());

        assertThat(chain).extracting(ConsentRecord::event).containsExactly(REFUSE, ACCEPT, COMPENSATE);
        assertThat(chain.get(2).decisions()).isEqualTo(refused.decisions());
    }

    @Test
    void ofTwoGrantsOfAVisitorThatAreGivenUpTogetherNeitherStands() throws Exception {
        ConsentRecord refused = await(store.append(drafts.refuse(Drafts.newConsentId())));
        source.standStill();
        CompletableFuture<ConsentRecord> other = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> first =
                store.append(drafts.acceptAgain(UUID.randomUUID(), refused.consentId()));
        CompletableFuture<ConsentRecord> second =
                store.append(drafts.acceptAgain(UUID.randomUUID(), refused.consentId()));
        source.thenStandStill();
        await(other);
        source.awaitCommitStandingStill();
        first.cancel(false);
        second.cancel(false);
        source.comeBack();
        await(store.append(drafts.accept()));

        List<ConsentRecord> chain = store.history(refused.consentId());

        assertThat(chain)
                .extracting(ConsentRecord::event)
                .containsExactly(REFUSE, ACCEPT, ACCEPT, COMPENSATE, COMPENSATE);
        assertThat(chain.get(4).decisions()).isEqualTo(refused.decisions());
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @Test
    void aRepetitionDoesNotGrantWhatWasRefusedAfterItThoughTheFirstWasGivenUpMeanwhile() throws Exception {
        ConsentRecord refused = await(store.append(drafts.refuse(Drafts.newConsentId())));
        UUID choiceId = UUID.randomUUID();
        source.standStill();
        CompletableFuture<ConsentRecord> other = store.append(drafts.accept());
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> first = store.append(drafts.acceptAgain(choiceId, refused.consentId()));
        CompletableFuture<ConsentRecord> again = store.append(drafts.acceptAgain(choiceId, refused.consentId()));
        CompletableFuture<ConsentRecord> later = store.append(drafts.refuse(refused.consentId()));
        source.thenStandStill();
        await(other);
        source.awaitCommitStandingStill();
        first.cancel(false);
        source.comeBack();

        assertThat(await(again)).isEqualTo(await(later));

        await(store.append(drafts.accept()));
        assertThat(store.history(refused.consentId()))
                .extracting(ConsentRecord::event)
                .containsExactly(REFUSE, ACCEPT, REFUSE);
    }

    @Test
    void aRefusalHoldsThatCameAfterTheRepetitionOfAChoiceThatWasTakenBack() throws Exception {
        ConsentRecord refused = await(store.append(drafts.refuse(Drafts.newConsentId())));
        RecordDraft accepted = drafts.acceptAgain(UUID.randomUUID(), refused.consentId());
        giveUpInDoubt(accepted, true);
        source.comeBack();
        await(store.append(drafts.accept()));

        List<CompletableFuture<ConsentRecord>> answers = appendAtOnce(List.of(
                drafts.acceptAgain(accepted.recordId(), refused.consentId()), drafts.refuse(refused.consentId())));

        assertThat(await(answers.get(1)).categories().values()).containsOnly(false);
        assertThat(chainOf(accepted)).containsExactly(REFUSE, ACCEPT, COMPENSATE, ACCEPT, REFUSE);
    }

    @Test
    void aRefusalHoldsThoughItWasNotAcknowledgedAndALaterGrantIsTakenBack() throws Exception {
        RecordDraft accepted = drafts.accept();
        await(store.append(accepted));
        clock.advance(Duration.ofSeconds(10));
        source.breakDownAfterCommits(1);
        CompletableFuture<ConsentRecord> refused = store.append(drafts.refuse(accepted.consentId()));
        assertThatThrownBy(() -> await(refused)).hasCauseInstanceOf(StoreException.class);
        await(store.append(drafts.accept()));
        giveUpAndCommit(drafts.acceptAgain(UUID.randomUUID(), accepted.consentId()));

        source.comeBack();

        await(store.append(drafts.accept()));
        List<ConsentRecord> chain = store.history(accepted.consentId());
        assertThat(chain)
                .extracting(ConsentRecord::event)
                .containsExactly(ACCEPT, REFUSE, COMPENSATE, ACCEPT, COMPENSATE);
        assertThat(chain.get(4).categories().values()).containsOnly(false);
    }

    @Test
    void aChoiceThatIsSentAgainAfterItWasTakenBackIsRecordedAnewAndOnce() throws Exception {
        RecordDraft draft = drafts.accept();
        giveUpInDoubt(draft, true);
        source.comeBack();

        ConsentRecord again = await(store.append(draft));
        ConsentRecord third = await(store.append(draft));

        assertThat(third).isEqualTo(again);
        assertThat(again.recordId()).isNotEqualTo(draft.recordId());
        assertThat(chainOf(draft)).containsExactly(ACCEPT, COMPENSATE, ACCEPT);
    }

    @Test
    void aChoiceThatIsSentAgainWhileTheFirstIsInDoubtIsNotTakenBack() throws Exception {
        RecordDraft draft = drafts.accept();
        source.standStill();
        CompletableFuture<ConsentRecord> impatient = store.append(draft);
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> patient = store.append(draft);
        impatient.cancel(false);

        source.comeBack();

        ConsentRecord told = await(patient);
        await(store.append(drafts.accept()));
        List<ConsentRecord> chain = store.history(draft.consentId());
        assertThat(chain.get(chain.size() - 1)).isEqualTo(told);
        assertThat(told.event()).isEqualTo(ACCEPT);
    }

    @Test
    void aStoreOpensThoughTheDatabaseIsDownAndRecordsWhenItIsBack() throws Exception {
        store.close();
        source = new FailingSource(database());
        source.goDown();
        store = JdbcConsentStore.of(source, keys, clock, CAPACITY, Duration.ofMillis(100));
        assertThat(store.isAvailable()).isFalse();
        CompletableFuture<ConsentRecord> waiting = store.append(drafts.accept());
        awaitAttempts(3);

        source.comeBack();

        assertThat(await(waiting)).isNotNull();
    }

    @Test
    void aChainStaysWholeWhenTheClockIsSetBack() throws Exception {
        RecordDraft first = drafts.accept();
        await(store.append(first));
        clock.advance(Duration.ofDays(-30));
        await(store.append(drafts.refuse(first.consentId())));
        clock.advance(Duration.ofDays(60));
        await(store.append(drafts.acceptAgain(UUID.randomUUID(), first.consentId())));

        assertThat(chainOf(first)).containsExactly(ACCEPT, REFUSE, ACCEPT);
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @Test
    void erasingFailsWhenTheDatabaseIsDownAndCanBeAskedAgain() throws Exception {
        RecordDraft draft = drafts.accept();
        await(store.append(draft));
        source.goDown();

        assertThatThrownBy(() -> store.erase(draft.consentId())).isInstanceOf(StoreException.class);

        source.comeBack();
        await(store.append(drafts.accept()));
        assertThat(store.erase(draft.consentId())).isEqualTo(1);
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @Test
    void nothingIsWrongWithTheTotalsAfterManyBrokenConnections() throws Exception {
        for (int i = 0; i < 20; i++) {
            if (i % 3 == 0) {
                source.doubtCommits(1);
            } else if (i % 3 == 1) {
                source.loseCommits(1);
            }
            ConsentRecord record = await(store.append(drafts.accept()));
            if (i % 5 == 0) {
                source.doubtCommits(1);
                store.erase(record.consentId());
            }
        }

        Verification found = Verification.of(store, keys);

        assertThat(found.faults()).isEmpty();
        assertThat(found.records()).isEqualTo(16);
    }

    @Test
    void closingDoesNotWaitForADatabaseThatIsDown() throws Exception {
        source.goDown();
        CompletableFuture<ConsentRecord> waiting = store.append(drafts.accept());
        awaitAttempts(3);

        store.close();

        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(StoreException.class);
    }

    @Test
    void readingFailsWhenTheDatabaseIsDown() {
        source.goDown();

        assertThatThrownBy(() -> store.history("anybody")).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.notice("0".repeat(64))).isInstanceOf(StoreException.class);
    }

    private void giveUpInDoubt(RecordDraft draft, boolean committed) throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> impatient = store.append(draft);
        source.awaitCommitStandingStill();
        if (committed) {
            source.doubtCommits(1);
        } else {
            source.loseCommits(1);
        }
        impatient.cancel(false);
    }

    /** The commit stands still until {@link FailingSource#comeBack}, and its caller waits no longer. */
    private void giveUpAndCommit(RecordDraft draft) throws Exception {
        source.standStill();
        CompletableFuture<ConsentRecord> impatient = store.append(draft);
        source.awaitCommitStandingStill();
        impatient.cancel(false);
    }

    private List<ConsentRecord.Event> chainOf(RecordDraft draft) {
        return store.history(draft.consentId()).stream()
                .map(ConsentRecord::event)
                .toList();
    }

    private void awaitAttempts(int more) {
        awaitAttemptsSince(source.attempts(), more);
    }

    private void awaitAttemptsSince(int before, int more) {
        while (source.attempts() < before + more) {
            Thread.yield();
        }
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }
}
