package com.okonect.consent.store;

import static com.okonect.consent.ConsentRecord.Event.ACCEPT;
import static com.okonect.consent.ConsentRecord.Event.COMPENSATE;
import static com.okonect.consent.ConsentRecord.Event.REFUSE;
import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Category;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Notice;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds when several nodes share a database. A subclass says which. */
@Timeout(120)
abstract class SharedStoreContract {

    /** Long before a connection is given up. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final SigningKeys keys = SigningKeys.random();
    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final Drafts drafts = new Drafts(keys, clock);
    private FailingSource source;
    private JdbcConsentStore one;
    private JdbcConsentStore other;

    /** Connections to a database of this test's own. */
    abstract ConnectionSource database();

    /** A query for the number of transactions that wait for others. */
    abstract String waiting();

    /** What has the database look at how much there is in a table; of little, it reads all in the order it is stored in. */
    abstract String analyze(String table);

    @BeforeEach
    void startTwoNodesAtOnce() {
        source = new FailingSource(database());
        CompletableFuture<JdbcConsentStore> first = CompletableFuture.supplyAsync(() -> node(source));
        CompletableFuture<JdbcConsentStore> second = CompletableFuture.supplyAsync(() -> node(database()));
        one = first.join();
        other = second.join();
    }

    @AfterEach
    void closeStores() throws Exception {
        source.endDelayedCommits();
        source.comeBack();
        one.close();
        other.close();
    }

    @Test
    void aChainStaysWholeWhenTwoNodesAppendToIt() throws Exception {
        RecordDraft first = drafts.accept();
        await(one.append(first));
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 25; i++) {
                futures.add(one.append(drafts.refuse(first.consentId())));
                futures.add(other.append(drafts.refuse(first.consentId())));
            }
            for (CompletableFuture<ConsentRecord> future : futures) {
                await(future);
            }
        }

        List<ConsentRecord> chain = other.history(first.consentId());

        assertThat(chain).hasSize(201);
        assertWhole(chain);
    }

    @Test
    void whoWaitsForAChainHoldsNoneThatComesAfterIt() throws Exception {
        RecordDraft first = drafts.accept(UUID.randomUUID(), consentIdFrom('a'));
        RecordDraft last = drafts.accept(UUID.randomUUID(), consentIdFrom('b'));
        await(other.append(last));
        await(other.append(first));
        try (Connection connection = database().open();
                Statement statement = connection.createStatement()) {
            statement.execute(analyze("consent_record"));
        }
        FailingSource third = new FailingSource(database());
        try (JdbcConsentStore another = node(third)) {
            CompletableFuture<ConsentRecord> before = keepBusy(another, third, drafts.accept());
            CompletableFuture<ConsentRecord> toLast = another.append(drafts.refuse(last.consentId()));
            CompletableFuture<ConsentRecord> toFirst = another.append(drafts.refuse(first.consentId()));
            CompletableFuture<ConsentRecord> holding = keepBusy(one, source, drafts.refuse(first.consentId()));
            third.comeBack();
            await(before);
            awaitWaitingUnless(toFirst);

            assertThat(other.append(drafts.refuse(last.consentId()))).succeedsWithin(SOON);

            assertThat(toFirst).isNotDone();
            source.comeBack();
            assertThat(await(holding).sequence()).isEqualTo(2);
            assertThat(await(toFirst).sequence()).isEqualTo(3);
            assertThat(await(toLast).sequence()).isEqualTo(3);
        }
        assertThat(Verification.of(other, keys).faults()).isEmpty();
    }

    @Test
    void whoWaitsForARecordHasInsertedNoneThatComesAfterIt() throws Exception {
        UUID first = new UUID(1, 1);
        UUID last = new UUID(2, 2);
        // The notice is stored: for what both would store beside the records they would wait, too.
        await(other.append(drafts.accept()));
        FailingSource third = new FailingSource(database());
        try (JdbcConsentStore another = node(third)) {
            CompletableFuture<ConsentRecord> before = keepBusy(another, third, drafts.accept());
            CompletableFuture<ConsentRecord> ofLast = another.append(drafts.accept(last, Drafts.newConsentId()));
            CompletableFuture<ConsentRecord> ofFirst = another.append(drafts.accept(first, Drafts.newConsentId()));
            CompletableFuture<ConsentRecord> storing =
                    keepBusy(one, source, drafts.accept(first, Drafts.newConsentId()));
            third.comeBack();
            await(before);
            awaitWaitingUnless(ofFirst);

            CompletableFuture<ConsentRecord> stored = other.append(drafts.accept(last, Drafts.newConsentId()));
            assertThat(stored).succeedsWithin(SOON);

            assertThat(ofFirst).isNotDone();
            source.comeBack();
            assertThat(await(ofFirst)).isEqualTo(await(storing));
            assertThat(await(ofLast)).isEqualTo(await(stored));
        }
        assertThat(Verification.of(other, keys).faults()).isEmpty();
    }

    @Test
    void whoWaitsForANoticeHasInsertedNoneThatComesAfterIt() throws Exception {
        // What they declare is stored.
        await(other.append(drafts.accept()));
        List<Notice> notices = Stream.of("one layout", "another")
                .map(layout -> TestPolicies.shop().notice(Locale.ENGLISH, layout))
                .sorted(Comparator.comparing(Notice::hash))
                .toList();
        assertNoneIsHeldByOneWhoWaits(notices.get(0), List.of(notices.get(1), notices.get(0)), notices.get(1));
    }

    @Test
    void whoWaitsForADeclarationHasInsertedNoneThatComesAfterIt() throws Exception {
        await(other.append(drafts.accept()));
        List<ConsentPolicy> policies = Stream.of("orders", "prices")
                .map(cookie -> TestPolicies.shopWith("\"wallet\"", "\"" + cookie + "\""))
                .sorted(Comparator.comparing(
                        policy -> policy.notice(Locale.ENGLISH, "").fingerprint(Category.PAYMENT)))
                .toList();
        Notice first = policies.get(0).notice(Locale.ENGLISH, "of the one who is waited for");
        Notice last = policies.get(1).notice(Locale.ENGLISH, "of the one who does not wait");
        // Their order is not that of what they declare.
        List<Notice> both = new ArrayList<>();
        for (int layout = 0; both.size() < 2; layout++) {
            both = List.of(
                    policies.get(1).notice(Locale.ENGLISH, "layout " + layout),
                    policies.get(0).notice(Locale.ENGLISH, "layout " + layout));
            if (both.get(0).hash().compareTo(both.get(1).hash()) > 0) {
                both = List.of();
            }
        }

        assertNoneIsHeldByOneWhoWaits(first, both, last);
    }

    /** One who waits for the first, in a batch of others, does not keep another one waiting for the last. */
    private void assertNoneIsHeldByOneWhoWaits(Notice first, List<Notice> batch, Notice last) throws Exception {
        FailingSource third = new FailingSource(database());
        try (JdbcConsentStore another = node(third)) {
            CompletableFuture<ConsentRecord> before = keepBusy(another, third, drafts.accept());
            List<CompletableFuture<ConsentRecord>> waiting = new ArrayList<>();
            batch.forEach(notice -> waiting.add(another.append(drafts.accept(notice))));
            CompletableFuture<ConsentRecord> storing = keepBusy(one, source, drafts.accept(first));
            third.comeBack();
            await(before);
            awaitWaitingUnless(waiting.get(0));

            assertThat(other.append(drafts.accept(last))).succeedsWithin(SOON);

            assertThat(waiting.get(0)).isNotDone();
            source.comeBack();
            await(storing);
            for (CompletableFuture<ConsentRecord> stored : waiting) {
                await(stored);
            }
        }
    }

    /**
     * Has a node store a record, and its commit stand still: what is appended meanwhile shares a transaction, once the
     * source comes back.
     */
    private static CompletableFuture<ConsentRecord> keepBusy(
            JdbcConsentStore node, FailingSource itsSource, RecordDraft draft) throws InterruptedException {
        itsSource.standStill();
        CompletableFuture<ConsentRecord> storing = node.append(draft);
        itsSource.awaitCommitStandingStill();
        return storing;
    }

    /** An id that every collation sorts by this letter. */
    private static String consentIdFrom(char letter) {
        return letter + Drafts.newConsentId().substring(1);
    }

    @Test
    void aChoiceThatIsSentToTwoNodesIsStoredOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            UUID choiceId = UUID.randomUUID();
            CompletableFuture<ConsentRecord> here = one.append(drafts.accept(choiceId, Drafts.newConsentId()));
            CompletableFuture<ConsentRecord> there = other.append(drafts.accept(choiceId, Drafts.newConsentId()));

            assertThat(await(here)).isEqualTo(await(there));
        }
    }

    @Test
    void aGrantIsTakenBackThoughItsRepetitionGaveUpWhileTheCommitOfBothWasStillUnderWay() throws Exception {
        // Of a new visitor: there is no chain that is locked.
        String consentId = Drafts.newConsentId();
        UUID choiceId = UUID.randomUUID();
        CompletableFuture<ConsentRecord> before = keepBusy(one, source, drafts.accept());
        CompletableFuture<ConsentRecord> first = one.append(drafts.accept(choiceId, consentId));
        CompletableFuture<ConsentRecord> again = one.append(drafts.accept(choiceId, consentId));
        source.thenStandStill();
        await(before);
        source.awaitCommitStandingStill();
        again.cancel(false);
        source.delayCommits(1);
        source.comeBack();
        // Whatever the writer looks for now, it does not see, and to insert it waits for the commit.
        awaitWaitingUnless(first);
        first.cancel(false);

        source.endDelayedCommits();

        await(one.append(drafts.accept()));
        assertThat(other.history(consentId)).extracting(ConsentRecord::event).containsExactly(ACCEPT, COMPENSATE);
    }

    @Test
    void whatWasAcknowledgedToARepetitionElsewhereIsNotTakenBack() throws Exception {
        Set<Boolean> recordedAnew = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            UUID choiceId = UUID.randomUUID();
            source.standStill();
            CompletableFuture<ConsentRecord> impatient = one.append(drafts.accept(choiceId, Drafts.newConsentId()));
            source.awaitCommitStandingStill();
            CompletableFuture<ConsentRecord> repetition = other.append(drafts.accept(choiceId, Drafts.newConsentId()));
            impatient.cancel(false);
            source.comeBack();

            ConsentRecord told = await(repetition);
            await(one.append(drafts.accept()));

            assertThat(other.history(told.consentId()))
                    .extracting(ConsentRecord::event)
                    .doesNotContain(COMPENSATE);
            recordedAnew.add(!told.recordId().equals(choiceId));
        }
    }

    @Test
    void whatBothNodesGiveUpIsTakenBackOnce() throws Exception {
        FailingSource third = new FailingSource(database());
        try (JdbcConsentStore another = node(third)) {
            for (boolean isStorerFirst : new boolean[] {true, false}) {
                UUID choiceId = UUID.randomUUID();
                RecordDraft draft = drafts.accept(choiceId, Drafts.newConsentId());
                source.goDownAfterCommit();
                CompletableFuture<ConsentRecord> storing = one.append(draft);
                awaitStored(draft.recordId());
                third.standStill();
                CompletableFuture<ConsentRecord> repeating =
                        another.append(drafts.accept(choiceId, Drafts.newConsentId()));
                third.awaitCommitStandingStill();
                storing.cancel(false);
                repeating.cancel(false);

                if (isStorerFirst) {
                    source.comeBack();
                } else {
                    third.comeBack();
                    await(another.append(drafts.accept()));
                    source.comeBack();
                }
                third.comeBack();
                await(one.append(drafts.accept()));
                await(another.append(drafts.accept()));

                assertThat(other.history(draft.consentId()))
                        .extracting(ConsentRecord::event)
                        .containsExactly(ACCEPT, COMPENSATE);
            }
        }
        assertThat(Verification.of(other, keys).faults()).isEmpty();
    }

    @Test
    void whatWasGivenUpIsTakenBackThoughAnotherNodeAnsweredAnotherChoiceWithItsId() throws Exception {
        ConsentRecord refused = await(other.append(drafts.refuse(Drafts.newConsentId())));
        UUID choiceId = UUID.randomUUID();
        source.goDownAfterCommit();
        CompletableFuture<ConsentRecord> storing = one.append(drafts.acceptUnderAnyId(choiceId, refused.consentId()));
        awaitStored(choiceId);

        ConsentRecord told = await(other.append(drafts.refuseUnderAnyId(choiceId, refused.consentId())));
        storing.cancel(false);
        source.comeBack();
        await(one.append(drafts.accept()));

        assertThat(told.event()).isEqualTo(REFUSE);
        assertThat(other.history(refused.consentId()))
                .extracting(ConsentRecord::event)
                .containsExactly(REFUSE, ACCEPT, REFUSE, COMPENSATE);
        assertThat(Verification.of(other, keys).faults()).isEmpty();
    }

    @Test
    void whatARepetitionIsAnsweredWithIsNotWithdrawnElsewhereBeforeThat() throws Exception {
        ConsentRecord refused = await(other.append(drafts.refuse(Drafts.newConsentId())));
        RecordDraft first = drafts.acceptUnderAnyId(UUID.randomUUID(), refused.consentId());
        await(other.append(first));
        ConsentRecord later = await(other.append(drafts.selectUnderAnyId(UUID.randomUUID(), refused.consentId())));
        source.standStill();
        CompletableFuture<ConsentRecord> repeating =
                one.append(drafts.acceptUnderAnyId(first.recordId(), refused.consentId()));
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> withdrawing = other.append(drafts.refuse(refused.consentId()));
        awaitWaitingUnless(withdrawing);
        assertThat(withdrawing).isNotDone();

        source.comeBack();

        assertThat(await(repeating)).isEqualTo(later);
        assertThat(await(withdrawing).previousHash()).isEqualTo(later.hash());
    }

    @Test
    void whatAnotherNodeToldIsNotTakenBackThoughTheVerySameRecordCameToNothingHere() throws Exception {
        ConsentRecord refused = await(other.append(drafts.refuse(Drafts.newConsentId())));
        RecordDraft here = drafts.acceptAgain(UUID.randomUUID(), refused.consentId());
        RecordDraft there = drafts.acceptAgain(here.recordId(), refused.consentId());
        source.standStill();
        CompletableFuture<ConsentRecord> lost = one.append(here);
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> stored = other.append(there);
        lost.cancel(false);
        source.goDown();
        source.thenStandStill();
        ConsentRecord told = await(stored);

        source.comeBack();

        await(one.append(drafts.accept()));
        assertThat(there.element()).isEqualTo(here.element());
        assertThat(other.history(refused.consentId())).containsExactly(refused, told);
    }

    @Test
    void whatHeldBeforeStandsThoughANodeLetsGoLastThatTookTheVisitorForANewOne() throws Exception {
        FailingSource third = new FailingSource(database());
        try (JdbcConsentStore another = node(third)) {
            ConsentRecord held = await(one.append(drafts.accept()));
            RecordDraft draft = drafts.acceptAgain(UUID.randomUUID(), held.consentId());
            source.goDownAfterCommit();
            CompletableFuture<ConsentRecord> storing = one.append(draft);
            awaitStored(draft.recordId());
            third.goDownAfterCommit();
            CompletableFuture<ConsentRecord> repeating =
                    another.append(drafts.accept(draft.recordId(), Drafts.newConsentId()));
            awaitRepeats(1);
            storing.cancel(false);
            repeating.cancel(false);
            source.comeBack();
            await(one.append(drafts.accept()));

            third.comeBack();

            await(another.append(drafts.accept()));

            List<ConsentRecord> chain = other.history(held.consentId());
            assertThat(chain).extracting(ConsentRecord::event).containsExactly(ACCEPT, ACCEPT, COMPENSATE);
            assertThat(chain.get(2).categories()).isEqualTo(held.categories());
        }
    }

    @Test
    void whatARepetitionIsAnsweredWithIsNotErasedBeforeThat() throws Exception {
        RecordDraft draft = drafts.accept();
        await(other.append(draft));
        source.standStill();
        CompletableFuture<ConsentRecord> repeating = one.append(drafts.accept(draft.recordId(), Drafts.newConsentId()));
        source.awaitCommitStandingStill();
        CompletableFuture<Integer> erased = CompletableFuture.supplyAsync(() -> other.erase(draft.consentId()));
        awaitWaitingUnless(erased);
        assertThat(erased).isNotDone();

        source.comeBack();

        assertThat(await(repeating).recordId()).isEqualTo(draft.recordId());
        assertThat(await(erased)).isEqualTo(1);
        awaitRepeats(0);
    }

    @Test
    void whatARepetitionIsAnsweredWithIsLockedThoughItCameToAnotherChainMeanwhile() throws Exception {
        ConsentRecord stored = await(other.append(drafts.accept()));
        String another = Drafts.newConsentId();
        CompletableFuture<ConsentRecord> repeating;
        try (Connection connection = database().open();
                Statement statement = connection.createStatement()) {
            String record = "consent_record where record_id = '" + stored.recordId() + "'";
            statement.execute("create temporary table erased as select * from " + record);
            statement.execute("update erased set consent_id = '" + another + "'");
            connection.setAutoCommit(false);
            statement.execute("select 1 from " + record + " for update");
            source.standStill();
            repeating = one.append(drafts.accept(stored.recordId(), Drafts.newConsentId()));
            awaitWaitingUnless(repeating);
            statement.execute("delete from " + record);
            // Stored again for a visitor with another id.
            statement.execute("insert into consent_record select * from erased");
            connection.commit();
        }
        source.awaitCommitStandingStill();
        CompletableFuture<ConsentRecord> goingOn = other.append(drafts.refuse(another));
        awaitWaitingUnless(goingOn);
        assertThat(goingOn).isNotDone();

        source.comeBack();

        assertThat(await(repeating).consentId()).isEqualTo(another);
        assertThat(await(goingOn).sequence()).isEqualTo(2);
    }

    @Test
    void aChainWithoutItsFirstRecordGoesOnAtItsEnd() throws Exception {
        ConsentRecord first = await(one.append(drafts.accept()));
        await(one.append(drafts.refuse(first.consentId())));
        try (Connection connection = database().open();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from consent_record where record_id = '" + first.recordId() + "'");
        }

        assertThat(await(other.append(drafts.refuse(first.consentId()))).sequence())
                .isEqualTo(3);
    }

    @Test
    void whoWaitsForACountOfRefusalsHasLockedNoneThatComesAfterIt() throws Exception {
        String today = "2026-11-23";
        try (Connection connection = database().open();
                Statement statement = connection.createStatement()) {
            for (int notice = 10; notice < 30; notice++) {
                statement.execute("insert into consent_refusal_count (utc_day, notice, refusals) values ('" + today
                        + "', '" + notice + "', 0)");
            }
            connection.setAutoCommit(false);
            statement.execute(
                    "update consent_refusal_count set refusals = 1 where utc_day = '" + today + "' and notice = '10'");
            CompletableFuture<ConsentRecord> before = keepBusy(one, source, drafts.accept());
            for (int notice = 29; notice >= 10; notice--) {
                one.countRefusal(LocalDate.parse(today), Integer.toString(notice));
            }
            source.comeBack();
            await(before);
            awaitWaitingUnless(new CompletableFuture<>());

            for (int notice = 11; notice < 30; notice++) {
                statement.execute("select 1 from consent_refusal_count where utc_day = '" + today + "' and notice = '"
                        + notice + "' for update nowait");
            }
            connection.commit();
        }
        await(one.append(drafts.accept()));
        assertThat(other.count(LocalDate.parse(today)).stream()
                        .filter(count -> count.event() == REFUSE)
                        .mapToLong(ChoiceCount::choices)
                        .sum())
                .isEqualTo(21);
    }

    private void awaitRepeats(int rows) throws Exception {
        try (Connection connection = database().open()) {
            Optional<String> found = Optional.empty();
            while (!found.equals(Optional.of(Integer.toString(rows)))) {
                Thread.sleep(10);
                found = Dialect.ask(connection, "select count(*) from consent_repeat");
            }
        }
    }

    private void awaitStored(UUID recordId) throws InterruptedException {
        while (other.find(recordId).isEmpty()) {
            Thread.sleep(10);
        }
    }

    @Test
    void oneNodeOfManyPurgesByItselfAndAnotherWhenThatHasGone() throws Exception {
        List<String> chains = new ArrayList<>();
        for (int hour = 0; hour < 3; hour++) {
            RecordDraft draft = drafts.refuse(Drafts.newConsentId());
            await(one.append(draft));
            chains.add(draft.consentId());
            clock.advance(Duration.ofHours(1));
        }
        one.purgeAfter(Period.ofDays(365));
        other.purgeAfter(Period.ofDays(365));

        clock.advance(Duration.ofDays(365).minusMinutes(150));
        one.purge().runIfOnDuty();
        other.purge().runIfOnDuty();
        assertThat(held(chains)).containsExactly(chains.get(1), chains.get(2));

        clock.advance(Duration.ofHours(1));
        other.purge().runIfOnDuty();
        assertThat(held(chains)).containsExactly(chains.get(1), chains.get(2));
        one.purge().runIfOnDuty();
        assertThat(held(chains)).containsExactly(chains.get(2));

        one.close();
        clock.advance(Duration.ofHours(1));
        other.purge().runIfOnDuty();
        assertThat(held(chains)).isEmpty();
        assertThat(Verification.of(other, keys).faults()).isEmpty();
    }

    @Test
    void anotherNodeTellsListenersThoughTheClockWasSetBackSinceTheFirstDied() throws Exception {
        BlockingQueue<UUID> heardByOne = new LinkedBlockingQueue<>();
        BlockingQueue<UUID> heardByOther = new LinkedBlockingQueue<>();
        one.subscribe(record -> heardByOne.add(record.recordId()));
        ConsentRecord first = await(one.append(drafts.accept()));
        assertThat(heardByOne.poll(30, TimeUnit.SECONDS)).isEqualTo(first.recordId());
        source.goDown();
        clock.advance(Duration.ofDays(-30));

        other.subscribe(record -> heardByOther.add(record.recordId()));
        ConsentRecord second = await(other.append(drafts.accept()));

        UUID heard = heardByOther.poll(30, TimeUnit.SECONDS);
        // The first may come again: its node died before it could note that it was told.
        assertThat(first.recordId().equals(heard) ? heardByOther.poll(30, TimeUnit.SECONDS) : heard)
                .isEqualTo(second.recordId());
    }

    @Test
    void anotherNodeTellsListenersSoonAfterTheFirstDied() throws Exception {
        BlockingQueue<UUID> heardByOne = new LinkedBlockingQueue<>();
        BlockingQueue<UUID> heardByOther = new LinkedBlockingQueue<>();
        one.subscribe(record -> heardByOne.add(record.recordId()));
        ConsentRecord first = await(one.append(drafts.accept()));
        assertThat(heardByOne.poll(30, TimeUnit.SECONDS)).isEqualTo(first.recordId());
        source.goDown();
        clock.advance(Duration.ofSeconds(15));

        other.subscribe(record -> heardByOther.add(record.recordId()));
        ConsentRecord second = await(other.append(drafts.accept()));

        UUID heard = heardByOther.poll(30, TimeUnit.SECONDS);
        assertThat(first.recordId().equals(heard) ? heardByOther.poll(30, TimeUnit.SECONDS) : heard)
                .isEqualTo(second.recordId());
    }

    @Test
    void aNodeWhoseListenerTakesLongGoesOnTelling() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        List<ConsentRecord> heardByOther = new CopyOnWriteArrayList<>();
        one.subscribe(record -> {
            called.countDown();
            awaitUnchecked(answered);
        });
        await(one.append(drafts.accept()));
        called.await();
        other.subscribe(heardByOther::add);

        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(10));
            awaitLease(clock.instant().plusSeconds(15).getEpochSecond());
        }

        assertThat(heardByOther).isEmpty();
        answered.countDown();
    }

    /** Returns when the telling of listeners is leased up to this time. */
    private void awaitLease(long until) throws Exception {
        try (Connection connection = database().open()) {
            Optional<String> expiry = Optional.empty();
            while (!expiry.equals(Optional.of(Long.toString(until)))) {
                Thread.sleep(10);
                expiry = Dialect.ask(connection, "select expires_at from consent_lease where duty = 'events'");
            }
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> held(List<String> chains) {
        return chains.stream().filter(id -> !other.history(id).isEmpty()).toList();
    }

    @Test
    void erasingOnOneNodeLeavesNoLooseEndOfAnother() throws Exception {
        for (int i = 0; i < 20; i++) {
            RecordDraft first = drafts.accept();
            await(one.append(first));
            CompletableFuture<ConsentRecord> late = other.append(drafts.refuse(first.consentId()));

            assertThat(one.erase(first.consentId())).isPositive();

            await(late);
            assertWhole(one.history(first.consentId()));
        }
    }

    @Test
    void whoClearsADayKeepsTheTotalThatAnotherHasBegunMeanwhile() throws Exception {
        ConsentRecord first = await(one.append(drafts.accept()));
        ConsentRecord last = await(one.append(drafts.accept()));
        source.standStill();
        CompletableFuture<Integer> erasing = CompletableFuture.supplyAsync(() -> one.erase(first.consentId()));
        source.awaitCommitStandingStill();
        try (JdbcConsentStore another = node(database())) {
            CompletableFuture<Integer> clearing = CompletableFuture.supplyAsync(() -> another.erase(last.consentId()));
            awaitWaitingUnless(clearing);
            ConsentRecord begun = await(other.append(drafts.accept()));

            source.comeBack();

            assertThat(await(erasing)).isEqualTo(1);
            assertThat(await(clearing)).isEqualTo(1);
            assertThat(other.history(begun.consentId())).containsExactly(begun);
        }
        assertThat(Verification.of(other, keys).faults()).isEmpty();
    }

    @Test
    void whoWaitsForATotalToEraseHasLockedNoneThatComesAfterIt() throws Exception {
        ConsentRecord early = await(one.append(drafts.accept()));
        await(other.append(drafts.accept()));
        clock.advance(Duration.ofDays(1));
        await(one.append(drafts.acceptAgain(UUID.randomUUID(), early.consentId())));
        await(other.append(drafts.accept()));
        try (Connection connection = database().open();
                Statement statement = connection.createStatement()) {
            List<String> totals = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("select writer, utc_day from consent_checkpoint")) {
                while (row.next()) {
                    totals.add("writer = '" + row.getString(1) + "' and utc_day = '" + row.getString(2) + "'");
                }
            }
            statement.execute("insert into consent_checkpoint (writer, utc_day, records, total, key_id, mac)"
                    + " values ('0', '2026-11-23', 0, '" + "0".repeat(64) + "', '', '')");
            connection.setAutoCommit(false);
            statement.execute("delete from consent_checkpoint where writer = '0'");
            CompletableFuture<Integer> erasing = CompletableFuture.supplyAsync(() -> one.erase(early.consentId()));
            awaitWaitingUnless(erasing);

            assertThat(totals).hasSize(4);
            for (String total : totals) {
                statement.execute("select 1 from consent_checkpoint where " + total + " for update nowait");
            }

            assertThat(erasing).isNotDone();
            connection.commit();
            assertThat(await(erasing)).isEqualTo(2);
        }
        assertThat(Verification.of(other, keys).faults()).isEmpty();
    }

    @Test
    void aChainThatAnotherNodeGoesOnWithIsNotPurged() throws Exception {
        ConsentRecord ended = await(one.append(drafts.accept()));
        clock.advance(Duration.ofDays(1_000));
        source.standStill();
        CompletableFuture<ConsentRecord> renewed = one.append(drafts.acceptAgain(UUID.randomUUID(), ended.consentId()));
        source.awaitCommitStandingStill();

        CompletableFuture<Integer> purged = CompletableFuture.supplyAsync(() -> other.purge(clock.instant()));
        awaitWaitingUnless(purged);
        source.comeBack();

        assertThat(await(purged)).isZero();
        assertThat(one.history(ended.consentId())).containsExactly(ended, await(renewed));
        assertThat(Verification.of(one, keys).faults()).isEmpty();
    }

    @Test
    void whatIsPutOnHoldWhileAPurgeWaitsForOthersIsNotPurged() throws Exception {
        ConsentRecord goesOn = await(one.append(drafts.accept(new UUID(1, 1), consentIdFrom('a'))));
        ConsentRecord disputed = await(one.append(drafts.accept(new UUID(2, 2), consentIdFrom('b'))));
        clock.advance(Duration.ofDays(1_000));
        source.standStill();
        CompletableFuture<ConsentRecord> renewed =
                one.append(drafts.acceptAgain(UUID.randomUUID(), goesOn.consentId()));
        source.awaitCommitStandingStill();
        try (JdbcConsentStore another = node(database())) {
            CompletableFuture<Integer> purged = CompletableFuture.supplyAsync(() -> other.purge(clock.instant()));
            awaitWaitingUnless(purged);

            another.hold(disputed.consentId());
            source.comeBack();

            assertThat(await(purged)).isZero();
            await(renewed);
            assertThat(another.history(disputed.consentId())).containsExactly(disputed);
        }
    }

    @Test
    void whatIsBeingPurgedIsPutOnHoldOnlyAfterThat() throws Exception {
        ConsentRecord ended = await(one.append(drafts.accept()));
        clock.advance(Duration.ofDays(1_000));
        source.standStill();
        CompletableFuture<Integer> purged = CompletableFuture.supplyAsync(() -> one.purge(clock.instant()));
        source.awaitCommitStandingStill();
        CompletableFuture<?> held = CompletableFuture.runAsync(() -> other.hold(ended.consentId()));
        awaitWaitingUnless(held);

        assertThat(held).isNotDone();

        source.comeBack();
        assertThat(await(purged)).isEqualTo(1);
        await(held);
    }

    private void awaitWaitingUnless(CompletableFuture<?> done) throws Exception {
        try (Connection connection = database().open();
                Statement statement = connection.createStatement()) {
            long waiting;
            do {
                try (ResultSet row = statement.executeQuery(waiting())) {
                    waiting = row.next() ? row.getLong(1) : 0;
                }
            } while (waiting == 0 && !done.isDone());
        }
    }

    private static void assertWhole(List<ConsentRecord> chain) {
        for (int i = 0; i < chain.size(); i++) {
            assertThat(chain.get(i).sequence()).isEqualTo(i + 1);
            assertThat(chain.get(i).previousHash())
                    .isEqualTo(i == 0 ? null : chain.get(i - 1).hash());
        }
    }

    private JdbcConsentStore node(ConnectionSource connections) {
        return JdbcConsentStore.of(connections, keys, clock, 1_000, Duration.ofSeconds(5));
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }
}
