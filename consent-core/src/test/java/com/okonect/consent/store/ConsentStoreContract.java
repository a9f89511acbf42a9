package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceConflictException;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ChoiceResult;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.ConsentState;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.MergePolicy;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.Revocation;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.UnrecordedChoiceException;
import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.Notice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store promises. A subclass says which database. */
@Timeout(120)
abstract class ConsentStoreContract {

    final SigningKeys keys = SigningKeys.random();
    final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    final Drafts drafts = new Drafts(keys, clock);
    ConsentStore store;

    /** Opens the store of this test: the same one again after it was closed. */
    abstract ConsentStore open() throws Exception;

    /** Runs a query that answers with one number. */
    abstract long ask(String sql) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aRecordComesBackAsItWasStored() throws Exception {
        RecordDraft draft = drafts.accept();

        ConsentRecord record = append(draft);

        assertThat(record).isEqualTo(draft.seal(null, true));
        assertThat(record.verifies(keys)).isTrue();
        assertThat(store.find(draft.recordId())).contains(record);
        assertThat(store.history(draft.consentId())).containsExactly(record);
    }

    @Test
    void aChoiceThatIsSentAgainIsAnsweredByWhatItCameUponAndByWhatWasRefusedSinceWithoutARecord() throws Exception {
        ConsentService service = service(store);
        MemoryStore down = new MemoryStore();
        down.goDown();
        Consent first = service.record(new Choice.AcceptAll(), context(service.undecided(), null))
                .consent();
        Consent refused =
                service.record(new Choice.RefuseAll(), context(first, null)).consent();
        UUID choiceId = UUID.randomUUID();
        ChoiceResult granted = service.record(new Choice.AcceptAll(), context(refused, choiceId));

        assertThat(service.record(new Choice.AcceptAll(), context(refused, choiceId))
                        .token())
                .isEqualTo(granted.token());

        clock.advance(Duration.ofSeconds(5));
        Consent carried = catchThrowableOfType(
                        UnrecordedChoiceException.class,
                        () -> service(down).record(new Choice.RefuseAll(), context(granted.consent(), null)))
                .result()
                .orElseThrow()
                .consent();
        for (int time = 0; time < 3; time++) {
            carried = service.record(new Choice.AcceptAll(), context(carried, choiceId))
                    .consent();

            assertThat(carried.states().values()).containsOnly(ConsentState.REFUSED);
        }
    }

    private ConsentService service(ConsentStore of) {
        return ConsentService.builder(TestPolicies.shop())
                .store(of)
                .keys(keys)
                .clock(clock)
                .patience(Duration.ofSeconds(30))
                .build();
    }

    private static ChoiceContext context(Consent before, UUID choiceId) {
        return new ChoiceContext(before, "shop.example", Drafts.NOTICE, ConsentRecord.Method.BANNER, false, choiceId);
    }

    @Test
    void recordsSurviveARestart() throws Exception {
        ConsentRecord record = append(drafts.accept());
        store.close();

        store = open();

        assertThat(store.find(record.recordId())).contains(record);
        assertThat(append(drafts.refuse(record.consentId())).previousHash()).isEqualTo(record.hash());
    }

    @Test
    void recordsOfOneVisitorFormAChainInTheOrderOfTheirArrival() throws Exception {
        RecordDraft first = drafts.accept();
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        futures.add(store.append(first));
        for (int i = 0; i < 30; i++) {
            futures.add(store.append(drafts.refuse(first.consentId())));
        }
        List<ConsentRecord> told = new ArrayList<>();
        for (CompletableFuture<ConsentRecord> future : futures) {
            told.add(future.get(30, TimeUnit.SECONDS));
        }

        List<ConsentRecord> chain = store.history(first.consentId());

        assertThat(chain).isEqualTo(told);
        for (int i = 0; i < chain.size(); i++) {
            assertThat(chain.get(i).sequence()).isEqualTo(i + 1);
            assertThat(chain.get(i).previousHash())
                    .isEqualTo(i == 0 ? null : chain.get(i - 1).hash());
            assertThat(chain.get(i).verifies(keys)).isTrue();
        }
    }

    @Test
    void choicesThatOneVisitorMakesAtOnceAllStand() throws Exception {
        ConsentService service = service(store);
        Notice notice = service.notice(List.of());
        Consent carried = service.record(
                        new Choice.Select(Set.of(Category.PAYMENT)),
                        ChoiceContext.of(service.undecided(), "shop.example", notice, ConsentRecord.Method.SETTINGS))
                .consent();
        List<Choice> choices = List.of(
                new Choice.Withdraw(Set.of(Category.PAYMENT)),
                new Choice.Grant(Set.of(Category.STATISTICS)),
                new Choice.Grant(Set.of(Category.MARKETING)));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Choice choice : choices) {
            all.add(CompletableFuture.runAsync(() -> {
                try {
                    service.record(
                            choice, ChoiceContext.of(carried, "shop.example", notice, ConsentRecord.Method.SETTINGS));
                } catch (UnrecordedChoiceException | ChoiceConflictException e) {
                    throw new CompletionException(e);
                }
            }));
        }
        all.forEach(CompletableFuture::join);

        List<ConsentRecord> chain = store.history(carried.id().orElseThrow());
        assertThat(chain.get(3).categories())
                .containsEntry(Category.PAYMENT, false)
                .containsEntry(Category.STATISTICS, true)
                .containsEntry(Category.MARKETING, true)
                .containsEntry(Category.PERSONALISATION, false);
    }

    @Test
    void manyCallersAtOnceAreEachStoredOnce() throws Exception {
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            futures.add(store.append(drafts.accept()));
        }
        Set<UUID> ids = new HashSet<>();
        for (CompletableFuture<ConsentRecord> future : futures) {
            ids.add(future.get(30, TimeUnit.SECONDS).recordId());
        }

        assertThat(ids).hasSize(2_000);
        assertThat(ask("select count(*) from consent_record")).isEqualTo(2_000);
    }

    @Test
    void aRecordThatIsSentAgainIsStoredOnce() throws Exception {
        UUID choiceId = UUID.randomUUID();
        ConsentRecord first = append(drafts.accept(choiceId, Drafts.newConsentId()));

        ConsentRecord again = append(drafts.accept(choiceId, Drafts.newConsentId()));

        assertThat(again).isEqualTo(first);
        assertThat(ask("select count(*) from consent_record")).isEqualTo(1);
    }

    @Test
    void aRecordThatIsSentAgainIsAnsweredWithTheNewestOfItsChain() throws Exception {
        RecordDraft draft = drafts.accept();
        append(draft);
        ConsentRecord refused = append(drafts.refuse(draft.consentId()));

        assertThat(append(draft)).isEqualTo(refused);
        assertThat(store.history(draft.consentId())).hasSize(2);
    }

    @Test
    void aGrantWithTheIdOfAnotherChoiceIsNotStored() throws Exception {
        ConsentRecord refused = append(drafts.refuse(Drafts.newConsentId()));

        CompletableFuture<ConsentRecord> rejected =
                store.append(drafts.acceptUnderAnyId(refused.recordId(), refused.consentId()));

        assertThat(rejected)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(RecordIdTakenException.class);
        assertThat(store.history(refused.consentId())).containsExactly(refused);
    }

    @Test
    void aRefusalWithTheIdOfAnotherChoiceIsStoredUnderAnotherIdAndOnce() throws Exception {
        ConsentRecord accepted = append(drafts.accept());
        RecordDraft draft = drafts.refuseUnderAnyId(accepted.recordId(), accepted.consentId());

        ConsentRecord refused = append(draft);

        assertThat(refused.recordId()).isNotEqualTo(accepted.recordId());
        assertThat(append(drafts.refuseUnderAnyId(accepted.recordId(), accepted.consentId())))
                .isEqualTo(refused);
        assertThat(store.history(accepted.consentId())).containsExactly(accepted, refused);
    }

    @Test
    void ofManyVisitorsWhoUseOneIdNoneComesUponWhatOthersUseInstead() throws Exception {
        UUID id = UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            ConsentRecord accepted = append(drafts.accept());
            RecordDraft refusal = drafts.refuseUnderAnyId(id, accepted.consentId());
            UUID instead = drafts.refuseUnderAnyId(id, accepted.consentId())
                    .underAnotherId()
                    .recordId();

            assertThat(append(refusal).recordId()).isIn(id, instead);
        }
    }

    @Test
    void ofChoicesWithOneIdThatComeAtOnceEachIsAnsweredForItself() throws Exception {
        ConsentRecord first = append(drafts.refuse(Drafts.newConsentId()));
        for (int i = 0; i < 20; i++) {
            UUID id = UUID.randomUUID();
            CompletableFuture<ConsentRecord> granting = store.append(drafts.acceptUnderAnyId(id, first.consentId()));
            CompletableFuture<ConsentRecord> refusing = store.append(drafts.refuseUnderAnyId(id, first.consentId()));

            assertThat(refusing.get(30, TimeUnit.SECONDS).event()).isEqualTo(ConsentRecord.Event.REFUSE);
            assertThat(granting.get(30, TimeUnit.SECONDS).event()).isEqualTo(ConsentRecord.Event.ACCEPT);
        }
        assertThat(store.history(first.consentId())).hasSize(41);
    }

    @Test
    void aRecordThatIsSentTwiceAtOnceIsStoredOnce() throws Exception {
        UUID choiceId = UUID.randomUUID();
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(store.append(drafts.accept(choiceId, Drafts.newConsentId())));
            futures.add(store.append(drafts.accept()));
        }
        Set<ConsentRecord> told = new HashSet<>();
        for (int i = 0; i < 40; i += 2) {
            told.add(futures.get(i).get(30, TimeUnit.SECONDS));
        }

        assertThat(told).hasSize(1);
        assertThat(futures.get(39).get(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(ask("select count(*) from consent_record")).isEqualTo(21);
    }

    @Test
    void theNoticeIsStoredOnceByteForByte() throws Exception {
        append(drafts.accept());
        append(drafts.accept());

        String json = store.notice(Drafts.NOTICE.hash()).orElseThrow();

        assertThat(json.getBytes(StandardCharsets.UTF_8)).isEqualTo(Drafts.NOTICE.json());
        assertThat(store.notice("0".repeat(64))).isEmpty();
        assertThat(ask("select count(*) from consent_notice")).isEqualTo(1);
    }

    @Test
    void aDeclarationIsFoundByItsFingerprint() throws Exception {
        append(drafts.accept());

        for (Declaration declaration : Drafts.NOTICE.declarations()) {
            assertThat(store.declaration(declaration.fingerprint())).contains(declaration.elements());
        }
        assertThat(store.declaration("AAAAAAAA")).isEmpty();
    }

    @Test
    void whatIsNotHeldIsEmpty() {
        assertThat(store.find(UUID.randomUUID())).isEmpty();
        assertThat(store.history("nobody")).isEmpty();
        assertThat(store.erase("nobody")).isZero();
    }

    @Test
    void erasingRemovesAChainAndLeavesATombstoneThatNamesNobody() throws Exception {
        ConsentRecord mine = append(drafts.accept());
        append(drafts.refuse(mine.consentId()));
        ConsentRecord another = append(drafts.accept());

        assertThat(store.erase(mine.consentId())).isEqualTo(2);

        assertThat(store.history(mine.consentId())).isEmpty();
        assertThat(store.find(mine.recordId())).isEmpty();
        assertThat(store.find(another.recordId())).contains(another);
        assertThat(ask("select records from consent_erasure")).isEqualTo(2);
        assertThat(ask("select last_sequence from consent_erasure")).isEqualTo(2);
    }

    @Test
    void recordsAreCountedAsTheyAreStoredErasedAndPurged() throws Exception {
        assertThat(store.recordCount()).isZero();
        ConsentRecord mine = append(drafts.accept());
        append(drafts.refuse(mine.consentId()));
        append(drafts.accept());
        assertThat(store.recordCount()).isEqualTo(3);

        store.erase(mine.consentId());
        assertThat(store.recordCount()).isEqualTo(1);
        clock.advance(Duration.ofDays(2_000));
        store.purge(clock.instant());
        assertThat(store.recordCount()).isZero();
    }

    @Test
    void aVisitorWhoWasErasedBeginsANewChain() throws Exception {
        ConsentRecord mine = append(drafts.accept());
        store.erase(mine.consentId());

        ConsentRecord next = append(drafts.refuse(mine.consentId()));

        assertThat(next.sequence()).isEqualTo(1);
        assertThat(next.previousHash()).isNull();
    }

    @Test
    void choicesAreCountedByDayWhetherOnRecordOrNot() throws Exception {
        ConsentRecord first = append(drafts.accept());
        append(drafts.accept());
        clock.advance(Duration.ofDays(1));
        ConsentRecord refusal = append(drafts.refuse(first.consentId()));
        LocalDate today = LocalDate.parse("2026-11-24");
        store.countRefusal(today, "a".repeat(64));
        store.countRefusal(today, "a".repeat(64));
        store.close();
        store = open();

        SortedMap<Category, Boolean> none = new TreeMap<>();
        assertThat(store.count(LocalDate.parse("2026-11-23")))
                .containsExactly(
                        new ChoiceCount(today.minusDays(1), first.event(), none, first.categories(), first.notice(), 2),
                        new ChoiceCount(
                                today, refusal.event(), first.categories(), refusal.categories(), refusal.notice(), 1),
                        new ChoiceCount(today, ConsentRecord.Event.REFUSE, none, none, "a".repeat(64), 2));
        assertThat(store.count(today)).hasSize(2);
    }

    @Test
    void daysThatAreOverAreCountedOnceAndTheCountsStayTheSame() throws Exception {
        ConsentRecord first = append(drafts.accept());
        append(drafts.accept());
        clock.advance(Duration.ofDays(1));
        append(drafts.refuse(first.consentId()));
        clock.advance(Duration.ofDays(3));
        append(drafts.accept());
        LocalDate since = LocalDate.parse("2026-11-23");
        List<ChoiceCount> before = store.count(since);
        assertThat(before).extracting(ChoiceCount::choices).containsExactly(2L, 1L, 1L);

        assertThat(counts().bringUpToDate()).isEqualTo(3); // the 23rd, the 24th, and the 25th, on which nobody chose
        assertThat(ask("select count(*) from consent_day_count")).isEqualTo(3);
        assertThat(counts().bringUpToDate()).isZero();

        assertThat(store.count(since)).isEqualTo(before);
        assertThat(store.count(since.plusDays(1))).isEqualTo(before.subList(1, 3));
        // What was counted is not read again.
        store.close();
        assertThat(ask("delete from consent_record where event = 'refuse' returning sequence"))
                .isEqualTo(2);
        store = open();
        assertThat(store.count(since)).isEqualTo(before);
    }

    @Test
    void aDayIsCountedAnewWhenOneOfItsRecordsIsErased() throws Exception {
        ConsentRecord mine = append(drafts.accept());
        append(drafts.accept());
        clock.advance(Duration.ofDays(4));
        counts().bringUpToDate();

        store.erase(mine.consentId());

        LocalDate since = LocalDate.parse("2026-11-23");
        assertThat(store.count(since)).extracting(ChoiceCount::choices).containsExactly(1L);
        assertThat(counts().bringUpToDate()).isEqualTo(1);
        assertThat(store.count(since)).extracting(ChoiceCount::choices).containsExactly(1L);
    }

    @Test
    void theNodeThatPurgesCountsTheDaysThatAreOver() throws Exception {
        append(drafts.accept());
        clock.advance(Duration.ofDays(2));
        store.purgeAfter(Period.ofDays(365));

        ((JdbcConsentStore) store).purge().runIfOnDuty();

        assertThat(ask("select count(*) from consent_day_count")).isEqualTo(1);
    }

    private DayCounts counts() {
        return ((JdbcConsentStore) store).purge().counts();
    }

    @Test
    void refusalsAreCountedByDayAndNotice() throws Exception {
        LocalDate day = LocalDate.of(2026, 11, 23);
        for (int i = 0; i < 5; i++) {
            store.countRefusal(day, "a".repeat(64));
        }
        store.countRefusal(day.plusDays(1), "a".repeat(64));
        store.close();
        store = open();
        store.countRefusal(day, "a".repeat(64));
        store.close();

        assertThat(ask("select refusals from consent_refusal_count where utc_day = '2026-11-23'"))
                .isEqualTo(6);
        assertThat(ask("select count(*) from consent_refusal_count")).isEqualTo(2);
    }

    @Test
    void aRecordThatTheDatabaseRefusesDoesNotHarmOthers() throws Exception {
        RecordDraft refused = refused();
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        CompletableFuture<ConsentRecord> bad = null;
        for (int i = 0; i < 100; i++) {
            if (i == 37) {
                bad = store.append(refused);
            }
            futures.add(store.append(drafts.accept()));
        }

        assertThat(bad)
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StoreException.class);
        for (CompletableFuture<ConsentRecord> future : futures) {
            assertThat(future.get(30, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(ask("select count(*) from consent_record")).isEqualTo(100);
    }

    /** A record that this database refuses. */
    RecordDraft refused() throws Exception {
        return drafts.tooLong();
    }

    @Test
    void chainsArePurgedWhenTheirConsentEndedLongEnoughAgo() throws Exception {
        ConsentRecord expires = append(drafts.accept());
        ConsentRecord withdrawn = append(drafts.accept());
        ConsentRecord renewed = append(drafts.accept());
        clock.advance(Duration.ofDays(30));
        append(drafts.refuse(withdrawn.consentId()));
        clock.advance(Duration.ofDays(60));
        append(drafts.acceptAgain(UUID.randomUUID(), renewed.consentId()));

        assertThat(store.purge(withdrawn.recordedAt().plus(Duration.ofDays(30))))
                .isZero();
        assertThat(store.purge(withdrawn.recordedAt().plus(Duration.ofDays(30)).plusSeconds(1)))
                .isEqualTo(2);
        assertThat(store.history(withdrawn.consentId())).isEmpty();
        assertThat(store.purge(expires.validUntil())).isZero();
        assertThat(store.purge(expires.validUntil().plusSeconds(1))).isEqualTo(1);
        assertThat(store.history(expires.consentId())).isEmpty();
        assertThat(store.history(renewed.consentId())).hasSize(2);
        assertThat(ask("select sum(chains) from consent_purge")).isEqualTo(2);
        assertThat(ask("select sum(records) from consent_purge")).isEqualTo(3);
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @Test
    void manyChainsArePurgedAndNothingIsLeftOfTheirDays() throws Exception {
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            futures.add(store.append(drafts.accept()));
        }
        for (CompletableFuture<ConsentRecord> future : futures) {
            future.get(30, TimeUnit.SECONDS);
        }
        clock.advance(Duration.ofDays(400));
        ConsentRecord stays = append(drafts.accept());

        assertThat(store.purge(clock.instant())).isEqualTo(1_000);

        assertThat(ask("select count(*) from consent_record")).isEqualTo(1);
        assertThat(ask("select count(*) from consent_checkpoint")).isEqualTo(1);
        assertThat(store.find(stays.recordId())).contains(stays);
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @Test
    void manyChainsThatGoOnDoNotKeepOthersFromBeingPurged() throws Exception {
        List<RecordDraft> goOn = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            goOn.add(drafts.accept());
        }
        appendAll(goOn);
        for (int day = 0; day < 3; day++) {
            clock.advance(Duration.ofDays(1));
            int from = day * 150;
            appendAll(goOn.subList(from, from + 150).stream()
                    .map(first -> drafts.refuse(first.consentId()))
                    .toList());
            ConsentRecord ends = append(drafts.accept());
            append(drafts.refuse(ends.consentId()));
        }
        clock.advance(Duration.ofDays(1));
        Instant limit = clock.instant();
        appendAll(goOn.stream()
                .map(first -> drafts.acceptAgain(UUID.randomUUID(), first.consentId()))
                .toList());

        assertThat(store.purge(limit)).isEqualTo(6);

        assertThat(ask("select count(*) from consent_record")).isEqualTo(1_350);
        assertThat(store.purge(limit)).isZero();
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @Test
    void whatIsOnHoldIsNotPurgedBeforeItIsReleased() throws Exception {
        ConsentRecord record = append(drafts.accept());
        Instant longAfter = record.validUntil().plus(Duration.ofDays(1_000));
        store.hold(record.consentId());
        store.hold(record.consentId());

        assertThat(store.purge(longAfter)).isZero();
        store.release(record.consentId());

        assertThat(store.purge(longAfter)).isEqualTo(1);
    }

    @Test
    void whatIsOnHoldCanBeErased() throws Exception {
        ConsentRecord record = append(drafts.accept());
        store.hold(record.consentId());

        assertThat(store.erase(record.consentId())).isEqualTo(1);
        assertThat(ask("select count(*) from consent_hold")).isZero();
    }

    @Test
    void listenersAreToldOfEveryRecordInOrderAndOfErasure() throws Exception {
        HeardOf heard = new HeardOf();
        store.subscribe(heard);
        ConsentRecord first = append(drafts.accept());
        ConsentRecord second = append(drafts.refuse(first.consentId()));
        heard.await(2);
        store.erase(first.consentId());
        heard.await(1);

        assertThat(heard.all)
                .containsExactly("1 " + first.consentId(), "2 " + second.consentId(), "erased " + first.consentId());
        store.close();
        assertThat(ask("select count(*) from consent_event")).isZero();
    }

    @Test
    void aListenerThatFailsIsToldAgainAndOthersInOrder() throws Exception {
        HeardOf heard = new HeardOf();
        heard.failures.set(1);
        store.subscribe(heard);
        ConsentRecord first = append(drafts.accept());
        append(drafts.refuse(first.consentId()));
        heard.awaitFailure();
        store.close();
        clock.advance(Duration.ofSeconds(2));
        store = open();
        store.subscribe(heard);
        heard.await(2);

        assertThat(heard.all).containsExactly("1 " + first.consentId(), "2 " + first.consentId());
    }

    @Test
    void aListenerThatFailsWithAnErrorIsToldAgain() throws Exception {
        HeardOf heard = new HeardOf();
        AtomicBoolean broken = new AtomicBoolean(true);
        store.subscribe(told -> {
            if (broken.getAndSet(false)) {
                throw new NoClassDefFoundError("of the application");
            }
            heard.recorded(told);
        });

        ConsentRecord record = append(drafts.accept());

        do {
            clock.advance(Duration.ofSeconds(1));
        } while (!heard.heard.tryAcquire(1, TimeUnit.SECONDS));
        assertThat(heard.all).containsExactly("1 " + record.consentId());
    }

    @Test
    void whatNobodyHeardBeforeTheEndIsToldAfterTheNextStart() throws Exception {
        HeardOf deaf = new HeardOf();
        deaf.failures.set(Integer.MAX_VALUE);
        store.subscribe(deaf);
        ConsentRecord record = append(drafts.accept());
        store.close();
        clock.advance(Duration.ofMinutes(10));

        HeardOf heard = new HeardOf();
        store = open();
        store.subscribe(heard);
        heard.await(1);

        assertThat(heard.all).containsExactly("1 " + record.consentId());
    }

    @Test
    void whatNobodyHeardIsToldThoughTheClockWasSetBack() throws Exception {
        HeardOf deaf = new HeardOf();
        deaf.failures.set(Integer.MAX_VALUE);
        store.subscribe(deaf);
        ConsentRecord record = append(drafts.accept());
        deaf.awaitFailure();
        store.close();
        clock.advance(Duration.ofDays(-30));

        HeardOf heard = new HeardOf();
        store = open();
        store.subscribe(heard);
        heard.await(1);

        assertThat(heard.all).containsExactly("1 " + record.consentId());
    }

    @Test
    void nothingIsKeptForListenersWhereThereIsNone() throws Exception {
        append(drafts.accept());

        assertThat(ask("select count(*) from consent_event")).isZero();
    }

    @Test
    void visitorsAreAttachedToAnAccountAndDetached() throws Exception {
        ConsentRecord one = append(drafts.accept());
        ConsentRecord other = append(drafts.accept());
        store.attach("account", one.consentId());
        store.attach("account", other.consentId());
        store.attach("account", other.consentId());

        assertThat(store.attached("account")).containsExactlyInAnyOrder(one.consentId(), other.consentId());
        store.erase(one.consentId());
        assertThat(store.attached("account")).containsExactly(other.consentId());
        assertThat(store.detach("account")).isEqualTo(1);
        assertThat(store.attached("account")).isEmpty();
        assertThat(store.find(other.recordId())).isPresent();
    }

    @Test
    void whatIsWithdrawnOrErasedAwayFromTheBrowserIsRevoked() throws Exception {
        ConsentRecord withdrawn = append(drafts.accept());
        ConsentRecord erased = append(drafts.accept());
        Instant before = clock.instant();
        assertThat(store.revocations(before)).isEmpty();
        ConsentRecord withdrawal = append(drafts.withdrawAway(withdrawn.consentId()));
        store.erase(erased.consentId());

        assertThat(store.revocations(before))
                .containsExactlyInAnyOrder(
                        new Revocation(
                                Revocation.digest(withdrawn.consentId()),
                                before,
                                withdrawal.validUntil(),
                                withdrawal.decisions()),
                        new Revocation(Revocation.digest(erased.consentId()), before, erased.validUntil(), ""));
        assertThat(store.revocations(before.plusSeconds(1))).isEmpty();
        clock.advance(Duration.ofDays(200));
        assertThat(store.revocations(before)).isEmpty();
    }

    @Test
    void aGrantThatEndsBecauseOfWhatWasRefusedWithoutARecordIsRevoked() throws Exception {
        ConsentService service = service(store);
        MemoryStore down = new MemoryStore();
        down.goDown();
        Consent granted = service.record(
                        new Choice.Select(Set.of(Category.PAYMENT)), context(service.undecided(), null))
                .consent();
        clock.advance(Duration.ofSeconds(5));
        Consent refused = catchThrowableOfType(
                        UnrecordedChoiceException.class,
                        () -> service(down)
                                .record(new Choice.Withdraw(Set.of(Category.PAYMENT)), context(granted, null)))
                .result()
                .orElseThrow()
                .consent();
        clock.advance(Duration.ofSeconds(5));
        String first = service.record(new Choice.Grant(Set.of(Category.MARKETING)), context(refused, null))
                .token();

        ChoiceResult second = service.record(new Choice.Grant(Set.of(Category.STATISTICS)), context(refused, null));

        // Of what both carry the refusals stand, and the answer to the first may arrive last.
        assertThat(second.consent().allows(Category.MARKETING)).isFalse();
        assertThat(service(store).read(List.of(first), "shop.example").allows(Category.MARKETING))
                .isFalse();
    }

    @Test
    void choicesUponWhatWasToldBeforeItsRecordWasThereAllStand() throws Exception {
        ConsentService service = service(store);
        MemoryStore down = new MemoryStore();
        down.goDown();
        Set<Category> two = Set.of(Category.STATISTICS, Category.MARKETING);
        Consent granted = service.record(new Choice.Select(two), context(service.undecided(), null))
                .consent();
        clock.advance(Duration.ofSeconds(5));
        Choice withdrawal = new Choice.Withdraw(Set.of(Category.STATISTICS));
        Consent told = catchThrowableOfType(
                        UnrecordedChoiceException.class, () -> service(down).record(withdrawal, context(granted, null)))
                .result()
                .orElseThrow()
                .consent();
        service.record(withdrawal, context(granted, null));
        clock.advance(Duration.ofSeconds(5));

        service.record(new Choice.Grant(Set.of(Category.PAYMENT)), context(told, null));
        Consent after = service.record(new Choice.Grant(Set.of(Category.STATISTICS)), context(told, null))
                .consent();

        assertThat(after.allows(Category.PAYMENT)).isTrue();
        assertThat(after.allows(Category.STATISTICS)).isTrue();
        assertThat(after.allows(Category.MARKETING)).isTrue();
        assertThat(store.revocations(Instant.EPOCH)).isEmpty();
    }

    @Test
    void anAccountBringsNothingBackThatWasErasedOnAnotherNode() throws Exception {
        ConsentService here = service(store);
        Consent theirs = here.record(new Choice.Select(Set.of(Category.PAYMENT)), context(here.undecided(), null))
                .consent();
        here.attach("account", context(theirs, null), MergePolicy.NEWEST_WINS);
        clock.advance(Duration.ofHours(1));
        Consent mine = here.record(new Choice.Grant(Set.of(Category.MARKETING)), context(here.undecided(), null))
                .consent();
        store.erase(mine.id().orElseThrow());
        clock.advance(Duration.ofSeconds(3));

        Consent merged = here.attach("account", context(mine, null), MergePolicy.NEWEST_WINS)
                .result()
                .orElseThrow()
                .consent();

        assertThat(merged.allows(Category.MARKETING)).isFalse();
    }

    @Test
    void aWithdrawalThatWaitedDoesNotReplaceALaterErasure() throws Exception {
        ConsentRecord record = append(drafts.accept());
        RecordDraft letter = drafts.withdrawAway(record.consentId());
        clock.advance(Duration.ofMinutes(1));
        store.erase(record.consentId());
        Instant erasedAt = clock.instant();

        append(letter);

        assertThat(store.revocations(Instant.EPOCH))
                .extracting(Revocation::revokedAt)
                .containsExactly(erasedAt);
    }

    @Test
    void aPartialChoiceAfterAnErasureOfWhichItsNodeHasNotHeardGrantsNothingElse() throws Exception {
        ConsentService here = service(store);
        Consent granted = here.record(new Choice.AcceptAll(), context(here.undecided(), null))
                .consent();
        store.erase(granted.id().orElseThrow());
        clock.advance(Duration.ofSeconds(3));

        Consent after = here.record(new Choice.Grant(Set.of(Category.PAYMENT)), context(granted, null))
                .consent();

        assertThat(after.allows(Category.PAYMENT)).isTrue();
        assertThat(after.allows(Category.MARKETING)).isFalse();
        assertThat(after.allows(Category.STATISTICS)).isFalse();
    }

    @Test
    void requestsAreLoggedTheFirstDueFirst() {
        RightsRequest late = RightsRequest.received(RightsRequest.Kind.ERASURE, "letter 2", LocalDate.of(2026, 11, 20));
        RightsRequest soon = RightsRequest.received(RightsRequest.Kind.ACCESS, "letter 1", LocalDate.of(2026, 11, 2));
        store.log(late);
        store.log(soon);
        assertThat(store.requests()).containsExactly(soon, late);

        RightsRequest extended = soon.extended("much to look through", LocalDate.of(2026, 11, 30));
        RightsRequest closed = late.closed("erased", LocalDate.of(2026, 11, 23));
        store.log(extended);
        store.log(closed);

        assertThat(store.requests()).containsExactly(closed, extended);
    }

    /** Writes down what it hears, and fails as often as it is told to. */
    private static final class HeardOf implements ConsentListener {

        private final List<String> all = new CopyOnWriteArrayList<>();
        private final AtomicInteger failures = new AtomicInteger();
        private final Semaphore failed = new Semaphore(0);
        private final Semaphore heard = new Semaphore(0);

        @Override
        public void recorded(ConsentRecord record) {
            hear(record.sequence() + " " + record.consentId());
        }

        @Override
        public void erased(String consentId) {
            hear("erased " + consentId);
        }

        private void hear(String what) {
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                failed.release();
                throw new IllegalStateException("as it was told to");
            }
            all.add(what);
            heard.release();
        }

        private void await(int count) throws InterruptedException {
            assertThat(heard.tryAcquire(count, 30, TimeUnit.SECONDS)).isTrue();
        }

        private void awaitFailure() throws InterruptedException {
            assertThat(failed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingStoresWhatWasAccepted() throws Exception {
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            futures.add(store.append(drafts.accept()));
        }
        store.close();

        assertThat(futures).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
        assertThat(ask("select count(*) from consent_record")).isEqualTo(500);
    }

    @Test
    void aClosedStoreAcceptsNothing() {
        store.close();

        assertThat(store.append(drafts.accept()))
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StoreException.class);
    }

    private void appendAll(List<RecordDraft> all) throws Exception {
        List<CompletableFuture<ConsentRecord>> futures =
                all.stream().map(draft -> store.append(draft)).toList();
        for (CompletableFuture<ConsentRecord> future : futures) {
            future.get(30, TimeUnit.SECONDS);
        }
    }

    ConsentRecord append(RecordDraft draft) throws Exception {
        return store.append(draft).get(30, TimeUnit.SECONDS);
    }
}
