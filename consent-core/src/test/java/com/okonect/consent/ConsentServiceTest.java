package com.okonect.consent;

import static com.okonect.consent.Category.MARKETING;
import static com.okonect.consent.Category.PAYMENT;
import static com.okonect.consent.Category.PERSONALISATION;
import static com.okonect.consent.Category.STATISTICS;
import static com.okonect.consent.ConsentState.EXPIRED;
import static com.okonect.consent.ConsentState.GRANTED;
import static com.okonect.consent.ConsentState.REFUSED;
import static com.okonect.consent.ConsentState.STALE;
import static com.okonect.consent.ConsentState.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConsentServiceTest {

    private static final String SITE = "shop.example";

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30.123Z");
    private final MemoryStore store = new MemoryStore();
    private final SigningKeys keys = SigningKeys.random();
    private final ConsentService service = service(TestPolicies.shop());

    @Test
    void beforeAChoiceNothingIsAllowed() {
        Consent consent = service.read(List.of(), SITE);

        assertThat(consent.decided()).isFalse();
        assertThat(consent.states()).hasSize(4).containsValue(UNDECIDED);
        assertThat(consent.states().values()).containsOnly(UNDECIDED);
        assertThat(consent.asks()).containsExactly(MARKETING, PAYMENT, PERSONALISATION, STATISTICS);
        assertThat(consent.id()).isEmpty();
    }

    @Test
    void acceptingAllGrantsEveryCategoryAndLeavesARecord() throws Exception {
        ChoiceResult result = service.record(new Choice.AcceptAll(), context());

        Consent read = service.read(List.of(result.token()), SITE);
        assertThat(read.states().values()).containsOnly(GRANTED);
        assertThat(read.asks()).isEmpty();
        assertThat(read.decidedAt()).contains(Instant.parse("2026-11-23T10:15:30Z"));
        assertThat(read.expiresAt()).contains(Instant.parse("2027-05-23T10:15:30Z"));
        assertThat(store.records).hasSize(1);
        ConsentRecord record = store.records.get(0);
        assertThat(record.consentId()).isEqualTo(read.id().orElseThrow()).hasSize(22);
        assertThat(record.categories().values()).containsOnly(true);
        assertThat(record.notice()).isEqualTo(read.notice().orElseThrow());
        assertThat(record.verifies(keys)).isTrue();
    }

    @Test
    void refusingLeavesNoRecordAndNoIdentifier() throws Exception {
        ChoiceResult result = service.record(new Choice.RefuseAll(), context());

        assertThat(result.record()).isEmpty();
        assertThat(store.records).isEmpty();
        assertThat(store.refusals).hasSize(1);
        Consent read = service.read(List.of(result.token()), SITE);
        assertThat(read.id()).isEmpty();
        assertThat(read.decided()).isTrue();
        assertThat(read.states().values()).containsOnly(REFUSED);
    }

    @Test
    void twoVisitorsWhoRefuseOnOneDayCarryTheSameValue() throws Exception {
        String first = service.record(new Choice.RefuseAll(), context()).token();
        clock.advance(Duration.ofHours(5));
        ChoiceContext french = ChoiceContext.of(
                service.undecided(), SITE, service.notice(List.of(Locale.FRENCH)), ConsentRecord.Method.SETTINGS);

        assertThat(service.record(new Choice.Select(Set.of()), french).token()).isEqualTo(first);
    }

    @Test
    void selectingRefusesWhatIsNotListed() throws Exception {
        Consent consent =
                service.record(new Choice.Select(Set.of(STATISTICS)), context()).consent();

        assertThat(consent.allows(STATISTICS)).isTrue();
        assertThat(consent.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(consent.asks()).isEmpty();
    }

    @Test
    void grantingOneLeavesTheOthersUndecided() throws Exception {
        Consent consent =
                service.record(new Choice.Grant(Set.of(PAYMENT)), context()).consent();

        assertThat(consent.allows(PAYMENT)).isTrue();
        assertThat(consent.state(STATISTICS)).isEqualTo(UNDECIDED);
        assertThat(consent.asks()).containsExactly(MARKETING, PERSONALISATION, STATISTICS);
    }

    @Test
    void withdrawingRefusesOneAndKeepsTheRestTheIdAndTheExpiry() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();
        clock.advance(Period.ofMonths(1));

        Consent withdrawn = service.record(new Choice.Withdraw(Set.of(MARKETING)), after(accepted))
                .consent();

        assertThat(withdrawn.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(withdrawn.allows(STATISTICS)).isTrue();
        assertThat(withdrawn.id()).isEqualTo(accepted.id());
        assertThat(withdrawn.expiresAt()).isEqualTo(accepted.expiresAt());
        assertThat(store.records).hasSize(2);
    }

    @Test
    void twoChoicesOfOneVisitorAtOnceBothStand() throws Exception {
        Consent carried =
                service.record(new Choice.Select(Set.of(PAYMENT)), context()).consent();

        service.record(new Choice.Grant(Set.of(STATISTICS)), after(carried));
        Consent last = service.record(new Choice.Withdraw(Set.of(PAYMENT)), after(carried))
                .consent();

        assertThat(last.allows(STATISTICS)).isTrue();
        assertThat(last.state(PAYMENT)).isEqualTo(REFUSED);
        assertThat(store.records.get(2).categories())
                .containsEntry(STATISTICS, true)
                .containsEntry(PAYMENT, false);
    }

    @Test
    void aLateAnswerDoesNotBringBackWhatWasWithdrawnAtTheSameTime() throws Exception {
        Consent carried =
                service.record(new Choice.Select(Set.of(PAYMENT)), context()).consent();
        ChoiceResult late = service.record(new Choice.Grant(Set.of(STATISTICS)), after(carried));
        service.record(new Choice.Withdraw(Set.of(PAYMENT)), after(carried));

        Consent read = service.read(List.of(late.token()), SITE);

        assertThat(read.state(PAYMENT)).isEqualTo(REFUSED);
        assertThat(read.allows(STATISTICS)).isTrue();
    }

    @Test
    void aGrantDoesNotBringBackWhatWasWithdrawnWithoutARecord() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();
        store.failAppends();
        Consent withdrawn = catchThrowableOfType(
                        UnrecordedChoiceException.class,
                        () -> service.record(new Choice.Withdraw(Set.of(MARKETING, PAYMENT)), after(accepted)))
                .result()
                .orElseThrow()
                .consent();
        store.comeBack();

        Consent last = service.record(new Choice.Grant(Set.of(PAYMENT)), after(withdrawn))
                .consent();

        assertThat(last.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(last.allows(PAYMENT)).isTrue();
        assertThat(last.allows(STATISTICS)).isTrue();
    }

    @Test
    void aChoiceOfOneDoesNotProlongWhatAnotherHasDecidedMeanwhile() throws Exception {
        Consent carried =
                service.record(new Choice.Select(Set.of(PAYMENT)), context()).consent();
        service.record(new Choice.Grant(Set.of(STATISTICS)), after(carried));
        clock.advance(Period.ofMonths(1));

        Consent last = service.record(new Choice.Grant(Set.of(MARKETING)), after(carried))
                .consent();

        assertThat(last.expiresAt()).isEqualTo(carried.expiresAt());
    }

    @Test
    void refusingAfterAGrantIsRecordedAndKeepsTheId() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();

        ChoiceResult refused = service.record(new Choice.RefuseAll(), after(accepted));

        assertThat(refused.record().orElseThrow().event()).isEqualTo(ConsentRecord.Event.REFUSE);
        assertThat(refused.consent().id()).isEqualTo(accepted.id());
        assertThat(refused.consent().states().values()).containsOnly(REFUSED);
    }

    @Test
    void recordsOfOneVisitorFormAChain() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();
        service.record(new Choice.Withdraw(Set.of(MARKETING)), after(accepted));

        List<ConsentRecord> chain = service.history(accepted.id().orElseThrow());

        assertThat(chain).extracting(ConsentRecord::sequence).containsExactly(1, 2);
        assertThat(chain.get(0).previousHash()).isNull();
        assertThat(chain.get(1).previousHash()).isEqualTo(chain.get(0).hash());
    }

    @Test
    void everyChangedFieldOfARecordIsFound() throws Exception {
        ConsentRecord record =
                service.record(new Choice.AcceptAll(), context()).record().orElseThrow();

        assertThat(record.verifies(keys)).isTrue();
        assertThat(record.verifies(SigningKeys.random())).isFalse();
        ConsentRecord changed = new ConsentRecord(
                record.recordId(),
                record.consentId(),
                record.sequence(),
                record.event(),
                record.recordedAt(),
                record.validUntil(),
                record.decisions().replace("marketing:1", "marketing:0").replaceAll("marketing:0[^!]+", "marketing:0"),
                record.notice(),
                record.method(),
                record.language(),
                record.gpc(),
                record.site(),
                record.previousHash(),
                record.keyId(),
                record.mac());
        assertThat(changed.verifies(keys)).isFalse();
    }

    @Test
    void aChoiceHoldsForSixMonthsToTheSecondForAcceptAndRefuseAlike() throws Exception {
        String accepted = service.record(new Choice.AcceptAll(), context()).token();
        String refused = service.record(new Choice.RefuseAll(), context()).token();

        clock.set("2027-05-22T23:59:59Z");
        assertThat(service.read(List.of(refused), SITE).decided()).isTrue();
        clock.set("2027-05-23T00:00:00Z");
        assertThat(service.read(List.of(refused), SITE).states().values()).containsOnly(EXPIRED);
        clock.set("2027-05-23T10:15:29Z");
        assertThat(service.read(List.of(accepted), SITE).allows(STATISTICS)).isTrue();
        clock.set("2027-05-23T10:15:30Z");
        Consent expired = service.read(List.of(accepted), SITE);
        assertThat(expired.states().values()).containsOnly(EXPIRED);
        assertThat(expired.decided()).isFalse();
        assertThat(expired.asks()).hasSize(4);
    }

    @Test
    void theFirstValidCookieCounts() throws Exception {
        String accepted = service.record(new Choice.AcceptAll(), context()).token();
        String refused = service.record(new Choice.RefuseAll(), context()).token();

        assertThat(service.read(List.of("garbage", refused, accepted), SITE).allows(STATISTICS))
                .isFalse();
        assertThat(service.read(List.of("garbage", accepted, refused), SITE).allows(STATISTICS))
                .isTrue();
        assertThat(service.read(List.of(accepted), "other.example").decided()).isFalse();
    }

    @Test
    void anUnknownCategoryIsAnErrorAndNothingIsRecorded() {
        assertThatThrownBy(() -> service.record(new Choice.Grant(Set.of(Category.of("telepathy"))), context()))
                .isInstanceOf(InvalidChoiceException.class)
                .hasMessageContaining("telepathy");
        assertThat(store.records).isEmpty();
    }

    @Test
    void withoutAControllerNothingCanBeGranted() {
        ConsentService none = service(ConsentPolicy.none());

        assertThatThrownBy(() -> none.record(
                        new Choice.AcceptAll(),
                        ChoiceContext.of(none.undecided(), SITE, none.notice(List.of()), ConsentRecord.Method.BANNER)))
                .isInstanceOf(InvalidChoiceException.class);
    }

    @Test
    void sendingAChoiceTwiceRecordsItOnce() throws Exception {
        UUID choiceId = UUID.randomUUID();
        ChoiceResult first = service.record(new Choice.AcceptAll(), withId(choiceId));
        clock.advance(Duration.ofMinutes(1));

        ChoiceResult second = service.record(new Choice.AcceptAll(), withId(choiceId));

        assertThat(second.token()).isEqualTo(first.token());
        assertThat(store.records).hasSize(1);
    }

    @Test
    void anOldChoiceSentAgainDoesNotBringBackWhatWasWithdrawn() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent accepted =
                service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        service.record(new Choice.RefuseAll(), after(accepted));

        ChoiceResult again = service.record(new Choice.AcceptAll(), withId(choiceId));

        assertThat(again.consent().states().values()).containsOnly(REFUSED);
        assertThat(service.read(List.of(again.token()), SITE).allows(STATISTICS))
                .isFalse();
        assertThat(store.records).hasSize(2);
    }

    @Test
    void sendingAChoiceAgainAfterAnotherAnswersWithWhatHoldsNow() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent granted = service.record(new Choice.Grant(Set.of(STATISTICS)), withId(choiceId))
                .consent();
        Consent both = service.record(new Choice.Grant(Set.of(MARKETING)), after(granted))
                .consent();

        Consent again = service.record(new Choice.Grant(Set.of(STATISTICS)), withId(both, choiceId))
                .consent();

        assertThat(again.allows(STATISTICS)).isTrue();
        assertThat(again.allows(MARKETING)).isTrue();
        assertThat(store.records).hasSize(2);
    }

    @Test
    void sendingAChoiceAgainDoesNotGrantWhatALaterOneDidOfWhichTheBrowserDoesNotKnow() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent granted = service.record(new Choice.Select(Set.of(STATISTICS)), withId(choiceId))
                .consent();
        service.record(new Choice.AcceptAll(), after(granted));

        Consent again = service.record(new Choice.Select(Set.of(STATISTICS)), withId(choiceId))
                .consent();

        assertThat(again.allows(STATISTICS)).isTrue();
        assertThat(again.allows(MARKETING)).isFalse();
        assertThat(store.records).hasSize(2);
    }

    @Test
    void sendingAChoiceAgainAfterItWasWithdrawnAndMadeAnewAnswersByWhatTheBrowserKnows() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent accepted =
                service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        clock.advance(Duration.ofSeconds(5));
        Consent refused =
                service.record(new Choice.RefuseAll(), after(accepted)).consent();
        clock.advance(Duration.ofSeconds(5));
        Consent anew = service.record(new Choice.AcceptAll(), after(refused)).consent();

        assertThat(service.record(new Choice.AcceptAll(), withId(anew, choiceId))
                        .consent()
                        .states())
                .isEqualTo(anew.states());
        assertThat(service.record(new Choice.AcceptAll(), withId(accepted, choiceId))
                        .consent()
                        .states()
                        .values())
                .containsOnly(REFUSED);
    }

    @Test
    void sendingAChoiceAgainDoesNotOverrideASignalAsALaterOneDid() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent first = service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        service.record(
                new Choice.AcceptAll(),
                new ChoiceContext(first, SITE, service.notice(List.of()), ConsentRecord.Method.BANNER, true, null));

        String again = service.record(new Choice.AcceptAll(), withId(choiceId)).token();

        Consent signalled = service.withSignals(
                service.read(List.of(again), SITE), name -> name.equals("Sec-GPC") ? List.of("1") : List.<String>of());
        assertThat(signalled.state(MARKETING)).isEqualTo(REFUSED);
    }

    @Test
    void anObjectionThatIsSentAgainIsAnsweredAsOneThoughALaterChoiceTookItBack() throws Exception {
        ConsentService measuring = service(TestPolicies.measuringShop());
        Consent granted = measuring
                .record(new Choice.Grant(Set.of(STATISTICS)), context(measuring, measuring.undecided(), null))
                .consent();
        ChoiceContext objecting = context(measuring, granted, UUID.randomUUID());
        Choice objection = new Choice.Withdraw(Set.of(Category.AUDIENCE));
        Consent objected = measuring.record(objection, objecting).consent();
        measuring.record(new Choice.Grant(Set.of(Category.AUDIENCE)), context(measuring, objected, null));

        assertThat(measuring.record(objection, objecting).consent().objectsToAudience())
                .isTrue();
    }

    @Test
    void sendingAChoiceAgainDoesNotOverrideAnObjectionThatTheBrowserCarries() throws Exception {
        ConsentService measuring = service(TestPolicies.measuringShop());
        UUID choiceId = UUID.randomUUID();
        measuring.record(new Choice.AcceptAll(), context(measuring, measuring.undecided(), choiceId));
        clock.advance(Duration.ofSeconds(5));
        Consent objected = measuring
                .record(new Choice.Withdraw(Set.of(Category.AUDIENCE)), context(measuring, measuring.undecided(), null))
                .consent();

        Consent again = measuring
                .record(new Choice.AcceptAll(), context(measuring, objected, choiceId))
                .consent();

        assertThat(again.objectsToAudience()).isTrue();
        assertThat(again.allows(MARKETING)).isTrue();
        assertThat(store.records).hasSize(1);
    }

    @Test
    void sendingAChoiceAgainDoesNotBringBackWhatWasWithdrawnWithoutARecord() throws Exception {
        Consent granted =
                service.record(new Choice.Grant(Set.of(MARKETING)), context()).consent();
        clock.advance(Duration.ofSeconds(5));
        UUID ofOne = UUID.randomUUID();
        UUID ofAll = UUID.randomUUID();
        service.record(new Choice.Grant(Set.of(STATISTICS)), withId(granted, ofOne));
        service.record(new Choice.AcceptAll(), withId(granted, ofAll));
        clock.advance(Duration.ofSeconds(5));
        Consent withdrawn = withdrawnWithoutARecord(granted);

        Consent one = service.record(new Choice.Grant(Set.of(STATISTICS)), withId(withdrawn, ofOne))
                .consent();
        Consent all =
                service.record(new Choice.AcceptAll(), withId(withdrawn, ofAll)).consent();

        assertThat(one.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(all.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(one.allows(STATISTICS)).isTrue();
        assertThat(all.allows(STATISTICS)).isTrue();

        // Now the browser carries an answer, and each is sent once more.
        Consent oneAgain = service.record(new Choice.Grant(Set.of(STATISTICS)), withId(one, ofOne))
                .consent();
        Consent allAgain =
                service.record(new Choice.AcceptAll(), withId(all, ofAll)).consent();
        assertThat(oneAgain.states()).isEqualTo(one.states());
        assertThat(allAgain.states()).isEqualTo(all.states());
    }

    @Test
    void sendingAChoiceAgainDoesNotBringBackWhatWasWithdrawnWithoutARecordInTheSameSecond() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent granted =
                service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        Consent withdrawn = withdrawnWithoutARecord(granted);

        Consent again = service.record(new Choice.AcceptAll(), withId(withdrawn, choiceId))
                .consent();
        Consent onceMore =
                service.record(new Choice.AcceptAll(), withId(again, choiceId)).consent();

        assertThat(again.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(onceMore.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(onceMore.allows(STATISTICS)).isTrue();
    }

    @Test
    void whatWasRefusedWithoutARecordStaysRefusedThoughTheSameWasOnRecordInTheSecondOfTheGrant() throws Exception {
        Consent first = service.record(new Choice.AcceptAll(), context()).consent();
        Consent refused = service.record(new Choice.RefuseAll(), after(first)).consent();
        UUID choiceId = UUID.randomUUID();
        Consent granted = service.record(new Choice.AcceptAll(), withId(refused, choiceId))
                .consent();
        clock.advance(Duration.ofSeconds(5));
        Consent carried = refusedWithoutARecord(granted);

        acceptThreeTimesAgain(
                choiceId, carried, told -> assertThat(told.states().values()).containsOnly(REFUSED));
    }

    @Test
    void whatWasNarrowedWithoutARecordStaysSoThoughAllOfItHappenedInOneSecond() throws Exception {
        Choice some = new Choice.Select(Set.of(STATISTICS));
        Consent first = service.record(some, context()).consent();
        UUID choiceId = UUID.randomUUID();
        Consent all =
                service.record(new Choice.AcceptAll(), withId(first, choiceId)).consent();
        Consent carried = withoutARecord(some, all);

        acceptThreeTimesAgain(choiceId, carried, told -> {
            assertThat(told.state(MARKETING)).isEqualTo(REFUSED);
            assertThat(told.allows(STATISTICS)).isTrue();
        });
    }

    @Test
    void whatWasRefusedWithoutARecordStaysRefusedThoughTheClockOfAnotherNodeIsAhead() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent granted =
                service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        clock.advance(Duration.ofSeconds(-5));
        Consent carried = refusedWithoutARecord(granted);

        acceptThreeTimesAgain(
                choiceId, carried, told -> assertThat(told.states().values()).containsOnly(REFUSED));
    }

    @Test
    void whatWasRefusedWithoutARecordStaysRefusedThoughTheRecordsAfterTheGrantAreDatedBeforeIt() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent granted =
                service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        clock.advance(Duration.ofSeconds(-5));
        Consent one = service.record(new Choice.Withdraw(Set.of(PAYMENT)), after(granted))
                .consent();
        clock.advance(Duration.ofSeconds(2));
        Consent carried = withdrawnWithoutARecord(one);

        acceptThreeTimesAgain(choiceId, carried, told -> {
            assertThat(told.state(MARKETING)).isEqualTo(REFUSED);
            assertThat(told.state(PAYMENT)).isEqualTo(REFUSED);
            assertThat(told.allows(STATISTICS)).isTrue();
        });
    }

    @Test
    void whatIsRefusedAgainWithoutARecordIsNotGrantedByAChoiceOfWhichTheBrowserHasNotHeard() throws Exception {
        Consent first = service.record(new Choice.AcceptAll(), context()).consent();
        Consent refused = service.record(new Choice.RefuseAll(), after(first)).consent();
        clock.advance(Duration.ofSeconds(5));
        UUID choiceId = UUID.randomUUID();
        service.record(new Choice.AcceptAll(), withId(refused, choiceId));
        clock.advance(Duration.ofSeconds(5));
        Consent carried = refusedWithoutARecord(refused);

        acceptThreeTimesAgain(
                choiceId, carried, told -> assertThat(told.states().values()).containsOnly(REFUSED));
    }

    @Test
    void aRefusalWithoutARecordHoldsAsLongAsOneWithARecord() throws Exception {
        Consent granted = service.record(new Choice.AcceptAll(), context()).consent();
        clock.advance(Period.ofMonths(5));

        Consent refused = refusedWithoutARecord(granted);

        assertThat(refused.expiresAt()).contains(Instant.parse("2027-10-23T10:15:30Z"));
    }

    @Test
    void aChoiceThatIsSentAgainIsGrantedWhereItsRecordIsThereThoughItWasNotAwaited() throws Exception {
        Consent before = service.record(new Choice.Select(Set.of(MARKETING, PAYMENT)), context())
                .consent();
        clock.advance(Duration.ofSeconds(5));
        UUID choiceId = UUID.randomUUID();
        Choice choice = new Choice.Select(Set.of(PAYMENT, STATISTICS));
        ConsentService hasty = hasty();
        store.standStill();
        Consent carried = catchThrowableOfType(
                        UnrecordedChoiceException.class, () -> hasty.record(choice, withId(before, choiceId)))
                .result()
                .orElseThrow()
                .consent();
        assertThat(carried.allows(STATISTICS)).isFalse();
        store.comeBack();
        store.append(store.waitingDrafts.get(0)).get();

        Consent again = service.record(choice, withId(carried, choiceId)).consent();

        assertThat(again.allows(STATISTICS)).isTrue();
        assertThat(again.allows(PAYMENT)).isTrue();
        assertThat(again.state(MARKETING)).isEqualTo(REFUSED);
    }

    @Test
    void aGrantThatIsSentAgainOverridesTheRefusalOfTheSameSecondThatItCameUpon() throws Exception {
        Consent granted = service.record(new Choice.AcceptAll(), context()).consent();
        Consent refused = service.record(new Choice.RefuseAll(), after(granted)).consent();
        service.record(new Choice.Withdraw(Set.of(MARKETING)), after(granted));
        UUID choiceId = UUID.randomUUID();
        String first = service.record(new Choice.AcceptAll(), withId(refused, choiceId))
                .token();

        String again = service.record(new Choice.AcceptAll(), withId(refused, choiceId))
                .token();

        assertThat(again).isEqualTo(first);
        assertThat(service.read(List.of(again), SITE).allows(MARKETING)).isTrue();
    }

    @Test
    void sendingAChoiceAgainWithItsOwnAnswerIsAnsweredWithTheSame() throws Exception {
        UUID choiceId = UUID.randomUUID();
        ChoiceResult first = service.record(new Choice.AcceptAll(), withId(choiceId));

        ChoiceResult again = service.record(new Choice.AcceptAll(), withId(first.consent(), choiceId));

        assertThat(again.token()).isEqualTo(first.token());
        assertThat(again.consent().expiresAt()).isEqualTo(first.consent().expiresAt());
    }

    @Test
    void sendingAChoiceAgainBringsNothingBackThatAWithdrawalByLetterEndsThoughItIsNotRecordedYet() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent granted =
                service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        clock.advance(Duration.ofSeconds(5));
        store.failAppends();
        assertThatThrownBy(() -> service.withdraw(granted.id().orElseThrow(), Set.of(STATISTICS)))
                .isInstanceOf(StoreException.class);
        clock.advance(Duration.ofSeconds(5));
        Consent withdrawn = withdrawnWithoutARecord(granted);
        store.comeBack();

        String again = service.record(new Choice.AcceptAll(), withId(withdrawn, choiceId))
                .token();

        Consent consent = service.read(List.of(again), SITE);
        assertThat(consent.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(consent.state(STATISTICS)).isEqualTo(REFUSED);
        assertThat(consent.allows(PAYMENT)).isTrue();
    }

    private Consent withdrawnWithoutARecord(Consent granted) {
        return withoutARecord(new Choice.Withdraw(Set.of(MARKETING)), granted);
    }

    private Consent refusedWithoutARecord(Consent granted) {
        return withoutARecord(new Choice.RefuseAll(), granted);
    }

    /** What holds after a choice that cannot be recorded. */
    private Consent withoutARecord(Choice choice, Consent before) {
        store.failAppends();
        Consent told = catchThrowableOfType(
                        UnrecordedChoiceException.class, () -> service.record(choice, after(before)))
                .result()
                .orElseThrow()
                .consent();
        store.comeBack();
        return told;
    }

    /** Sends it again by a browser that carries this, and then, each time, the answer. */
    private void acceptThreeTimesAgain(UUID choiceId, Consent before, Consumer<Consent> holds) throws Exception {
        Consent carried = before;
        for (int time = 0; time < 3; time++) {
            carried = service.record(new Choice.AcceptAll(), withId(carried, choiceId))
                    .consent();
            holds.accept(carried);
        }
    }

    @Test
    void sendingAChoiceAgainWithTheSameCookieGrantsTheSameAgain() throws Exception {
        Consent refused = service.record(new Choice.RefuseAll(), context()).consent();
        Consent granted =
                service.record(new Choice.Grant(Set.of(MARKETING)), context()).consent();
        clock.advance(Duration.ofSeconds(5));
        for (Consent carried : List.of(service.undecided(), refused, granted)) {
            UUID choiceId = UUID.randomUUID();
            Choice choice = new Choice.Select(Set.of(STATISTICS, PAYMENT));
            String first = service.record(choice, withId(carried, choiceId)).token();
            clock.advance(Duration.ofSeconds(5));

            assertThat(service.record(choice, withId(carried, choiceId)).token())
                    .isEqualTo(first);
        }
    }

    private static ChoiceContext context(ConsentService of, Consent before, UUID choiceId) {
        return new ChoiceContext(before, SITE, of.notice(List.of()), ConsentRecord.Method.BANNER, false, choiceId);
    }

    @Test
    void aChoiceThatIsSentTwiceByABrowserWhoseConsentHasExpiredIsRecordedOnce() throws Exception {
        String token = service.record(new Choice.AcceptAll(), context()).token();
        clock.advance(Duration.ofDays(400));
        Consent expired = service.read(List.of(token), SITE);
        UUID choiceId = UUID.randomUUID();
        ChoiceResult first = service.record(new Choice.AcceptAll(), withId(expired, choiceId));

        ChoiceResult again = service.record(new Choice.AcceptAll(), withId(expired, choiceId));

        assertThat(again.record()).isEqualTo(first.record());
    }

    @Test
    void aRefusalIsNeverRejectedForItsId() throws Exception {
        UUID choiceId = UUID.randomUUID();
        Consent accepted =
                service.record(new Choice.AcceptAll(), withId(choiceId)).consent();
        ChoiceContext sameId = withId(accepted, choiceId);

        assertThat(service.record(new Choice.RefuseAll(), sameId)
                        .consent()
                        .states()
                        .values())
                .containsOnly(REFUSED);
        assertThat(store.records).hasSize(2);
    }

    @Test
    void theIdOfAnotherChoiceIsAConflict() throws Exception {
        UUID choiceId = UUID.randomUUID();
        service.record(new Choice.AcceptAll(), withId(choiceId));

        assertThatThrownBy(() -> service.record(new Choice.Grant(Set.of(PAYMENT)), withId(choiceId)))
                .isInstanceOf(ChoiceConflictException.class);
        assertThat(store.records).hasSize(1);
    }

    @Test
    void aGrantThatCannotBeRecordedGrantsNothing() {
        store.goDown();

        UnrecordedChoiceException failure = catchThrowableOfType(
                UnrecordedChoiceException.class, () -> service.record(new Choice.AcceptAll(), context()));

        assertThat(failure.notGranted()).containsExactly(MARKETING, PAYMENT, PERSONALISATION, STATISTICS);
        assertThat(failure.result()).isEmpty();
    }

    @Test
    void aSignalIsNotOverriddenByAGrantThatCannotBeRecorded() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();
        Consent signalled =
                service.withSignals(accepted, name -> name.equals("Sec-GPC") ? List.of("1") : List.<String>of());
        assertThat(signalled.state(MARKETING)).isEqualTo(REFUSED);
        store.goDown();

        UnrecordedChoiceException failure = catchThrowableOfType(
                UnrecordedChoiceException.class, () -> service.record(new Choice.AcceptAll(), after(signalled)));

        assertThat(failure.result()).isEmpty();
        assertThat(failure.notGranted()).isEmpty();
        assertThat(failure.notRecorded()).isEmpty();
    }

    @Test
    void refusingWorksWhenTheStoreIsDown() throws Exception {
        store.goDown();

        assertThat(service.record(new Choice.RefuseAll(), context())
                        .consent()
                        .states()
                        .values())
                .containsOnly(REFUSED);
    }

    @Test
    void aWithdrawalTakesEffectWhenTheStoreIsDown() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();
        store.goDown();

        UnrecordedChoiceException failure = catchThrowableOfType(
                UnrecordedChoiceException.class,
                () -> service.record(new Choice.Withdraw(Set.of(MARKETING)), after(accepted)));

        Consent inEffect = failure.result().orElseThrow().consent();
        assertThat(inEffect.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(inEffect.allows(STATISTICS)).isTrue();
        assertThat(failure.notGranted()).isEmpty();
        assertThat(failure.notRecorded()).containsExactly(MARKETING);
    }

    @Test
    void inOneChoiceRefusalsTakeEffectAndGrantsDoNotWhenTheStoreIsDown() throws Exception {
        Consent before =
                service.record(new Choice.Select(Set.of(STATISTICS)), context()).consent();
        store.goDown();

        UnrecordedChoiceException failure = catchThrowableOfType(
                UnrecordedChoiceException.class,
                () -> service.record(new Choice.Select(Set.of(MARKETING)), after(before)));

        Consent inEffect = failure.result().orElseThrow().consent();
        assertThat(failure.notGranted()).containsExactly(MARKETING);
        assertThat(inEffect.state(MARKETING)).isEqualTo(REFUSED);
        assertThat(inEffect.state(STATISTICS)).isEqualTo(REFUSED);
        assertThat(inEffect.id()).isEqualTo(before.id());
    }

    private ConsentService hasty() {
        return ConsentService.builder(TestPolicies.shop())
                .store(store)
                .keys(keys)
                .clock(clock)
                .patience(Duration.ofMillis(20))
                .build();
    }

    @Test
    void aGrantThatWaitsTooLongIsCancelledAndAWithdrawalGoesOnWaiting() throws Exception {
        ConsentService hasty = hasty();
        Consent accepted = hasty.record(new Choice.AcceptAll(), context()).consent();
        store.standStill();

        assertThatThrownBy(() -> hasty.record(new Choice.AcceptAll(), context()))
                .isInstanceOf(UnrecordedChoiceException.class);
        assertThatThrownBy(() -> hasty.record(new Choice.Withdraw(Set.of(MARKETING)), after(accepted)))
                .isInstanceOf(UnrecordedChoiceException.class);

        assertThat(store.waiting).hasSize(2);
        assertThat(store.waiting.get(0).isCancelled()).isTrue();
        assertThat(store.waiting.get(1).isDone()).isFalse();
    }

    @Test
    void theWithdrawalInAChoiceWhoseGrantComesTooLateGoesOnWaitingForARecord() throws Exception {
        ConsentService hasty = hasty();
        ChoiceResult first = hasty.record(new Choice.Select(Set.of(STATISTICS)), context());
        Consent before = first.consent();
        store.standStill();

        assertThatThrownBy(() -> hasty.record(new Choice.Select(Set.of(MARKETING)), after(before)))
                .isInstanceOf(UnrecordedChoiceException.class);

        assertThat(store.waiting).hasSize(2);
        assertThat(store.waiting.get(0).isCancelled()).isTrue();
        assertThat(store.waiting.get(1).isDone()).isFalse();
        RecordDraft withdrawal = store.waitingDrafts.get(1);
        assertThat(withdrawal.consentId()).isEqualTo(before.id().orElseThrow());
        ConsentRecord record = withdrawal.seal(first.record().orElseThrow(), true);
        assertThat(record.event()).isEqualTo(ConsentRecord.Event.WITHDRAW);
        assertThat(record.categories().values()).containsOnly(false);
    }

    @Test
    void aGrantThatIsRecordedInTheVeryLastMomentIsGranted() throws Exception {
        ConsentService hasty = hasty();
        store.recordWhenCancelled();

        ChoiceResult result = hasty.record(new Choice.AcceptAll(), context());

        assertThat(result.consent().allows(MARKETING)).isTrue();
        assertThat(store.records).containsExactly(result.record().orElseThrow());
    }

    @Test
    void anObjectionToMeasurementStandsThroughOtherChoicesUntilItIsTakenBack() throws Exception {
        ConsentService measuring = service(TestPolicies.measuringShop());
        Set<Category> audience = Set.of(Category.AUDIENCE);
        ChoiceContext first = ChoiceContext.of(
                measuring.undecided(), SITE, measuring.notice(List.of()), ConsentRecord.Method.SETTINGS);

        ChoiceResult objected = measuring.record(new Choice.Withdraw(audience), first);
        Consent accepted = measuring
                .record(new Choice.AcceptAll(), contextAfter(measuring, objected.consent()))
                .consent();
        Consent back = measuring
                .record(new Choice.Grant(audience), contextAfter(measuring, accepted))
                .consent();

        assertThat(objected.record()).isEmpty();
        assertThat(measuring.read(List.of(objected.token()), SITE).objectsToAudience())
                .isTrue();
        assertThat(objected.consent().states().values()).containsOnly(UNDECIDED);
        assertThat(accepted.objectsToAudience()).isTrue();
        assertThat(accepted.allows(STATISTICS)).isTrue();
        assertThat(back.objectsToAudience()).isFalse();
        assertThat(back.allows(STATISTICS)).isTrue();
    }

    @Test
    void whoDoesNotMeasureTakesNoObjection() {
        assertThatThrownBy(() -> service.record(new Choice.Withdraw(Set.of(Category.AUDIENCE)), context()))
                .isInstanceOf(InvalidChoiceException.class);
    }

    @Test
    void erasingRemovesTheRecordsAndRefusesEverythingWithoutAnId() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();

        ChoiceResult erased = service.erase(accepted.id().orElseThrow(), SITE);

        assertThat(store.records).isEmpty();
        assertThat(erased.consent().id()).isEmpty();
        assertThat(erased.consent().states().values()).containsOnly(REFUSED);
        assertThat(erased.token())
                .isEqualTo(service.record(new Choice.RefuseAll(), context()).token());
    }

    @Test
    void aGrownDeclarationMakesOnlyItsOwnGrantStale() throws Exception {
        String token = service.record(new Choice.AcceptAll(), context()).token();
        ConsentService grown = service(TestPolicies.shopWith(
                "{ \"name\": \"offers\"", "{ \"name\": \"more\", \"lifetime\": \"P1D\" }, { \"name\": \"offers\""));

        Consent read = grown.read(List.of(token), SITE);

        assertThat(read.state(MARKETING)).isEqualTo(STALE);
        assertThat(read.allows(MARKETING)).isFalse();
        assertThat(read.allows(STATISTICS)).isTrue();
        assertThat(read.decided()).isTrue();
        assertThat(read.asks()).containsExactly(MARKETING);
    }

    @Test
    void aRefusalNeverBecomesStale() throws Exception {
        String token = service.record(new Choice.RefuseAll(), context()).token();
        ConsentService grown = service(TestPolicies.shopWith(
                "{ \"name\": \"offers\"", "{ \"name\": \"more\", \"lifetime\": \"P1D\" }, { \"name\": \"offers\""));

        assertThat(grown.read(List.of(token), SITE).state(MARKETING)).isEqualTo(REFUSED);
    }

    @Test
    void aGrantForMoreThanIsDeclaredHereStaysGranted() throws Exception {
        ConsentService newer = service(TestPolicies.shopWith(
                "{ \"name\": \"offers\"", "{ \"name\": \"more\", \"lifetime\": \"P1D\" }, { \"name\": \"offers\""));
        ChoiceContext context =
                ChoiceContext.of(newer.undecided(), SITE, newer.notice(List.of()), ConsentRecord.Method.BANNER);
        String token = newer.record(new Choice.AcceptAll(), context).token();

        assertThat(service.read(List.of(token), SITE).states().values()).containsOnly(GRANTED);
    }

    @Test
    void betterWordingAsksNobodyAgain() throws Exception {
        String token = service.record(new Choice.AcceptAll(), context()).token();
        ConsentService reworded = service(TestPolicies.shopWith("Counts visits", "Counts the visits"));

        assertThat(reworded.read(List.of(token), SITE).asks()).isEmpty();
        assertThat(reworded.notice(List.of()).hash())
                .isNotEqualTo(service.notice(List.of()).hash());
    }

    @Test
    void aNewCategoryIsUndecidedAndTheOthersStand() throws Exception {
        String token = service.record(new Choice.AcceptAll(), context()).token();
        ConsentService more = service(TestPolicies.shopWith("{ \"id\": \"payment\"", """
                { "id": "assistance", "title": { "en": "Help", "fr": "Aide" },
                  "description": { "en": "We help.", "fr": "Nous aidons." },
                  "consequence": { "en": "No help.", "fr": "Pas d’aide." } },
                { "id": "payment\""""));

        Consent read = more.read(List.of(token), SITE);

        assertThat(read.state("assistance")).isEqualTo(UNDECIDED);
        assertThat(read.asks()).containsExactly(Category.of("assistance"));
    }

    @Test
    void theNoticeFollowsTheVisitorsLanguages() {
        assertThat(service.notice(List.of(Locale.GERMAN, Locale.CANADA_FRENCH)).language())
                .isEqualTo(Locale.FRENCH);
        assertThat(service.notice(List.of(Locale.GERMAN)).language()).isEqualTo(Locale.ENGLISH);
    }

    @Test
    void aNoticeIsFoundInALanguageOfThePolicyAlone() {
        assertThat(service.noticeIn(Locale.CANADA_FRENCH).map(Notice::language)).contains(Locale.FRENCH);
        assertThat(service.noticeIn(Locale.GERMAN)).isEmpty();
    }

    @Test
    void aLanguageIsFoundUnderTheTagItIsShippedUnder() {
        ConsentService many = service(ConsentPolicy.parse("""
                { "evidenceRetention": "P1Y", "languages": ["en", "zh-Hans", "zh-Hant", "nb", "sr", "sr-Latn", "he", "pt"] }
                """));
        Map<String, String> found = Map.ofEntries(
                Map.entry("zh", "zh-Hans"),
                Map.entry("zh-CN", "zh-Hans"),
                Map.entry("zh-TW", "zh-Hant"),
                Map.entry("zh-HK", "zh-Hant"),
                Map.entry("zh-Hant-CN", "zh-Hant"),
                Map.entry("no", "nb"),
                Map.entry("nn-NO", "nb"),
                Map.entry("nb-NO", "nb"),
                Map.entry("sr-RS", "sr"),
                Map.entry("sr-Latn-RS", "sr-Latn"),
                Map.entry("iw", "he"),
                Map.entry("pt-BR", "pt"),
                Map.entry("de-AT", "en"));

        found.forEach((wanted, tag) -> assertThat(
                        many.notice(List.of(Locale.forLanguageTag(wanted))).language())
                .as(wanted)
                .isEqualTo(Locale.forLanguageTag(tag)));
    }

    private ConsentService service(ConsentPolicy policy) {
        return ConsentService.builder(policy)
                .store(store)
                .keys(keys)
                .clock(clock)
                .build();
    }

    private ChoiceContext context() {
        return after(service.undecided());
    }

    private ChoiceContext after(Consent previous) {
        return ChoiceContext.of(previous, SITE, service.notice(List.of()), ConsentRecord.Method.BANNER);
    }

    private static ChoiceContext contextAfter(ConsentService service, Consent previous) {
        return ChoiceContext.of(previous, SITE, service.notice(List.of()), ConsentRecord.Method.SETTINGS);
    }

    private ChoiceContext withId(UUID choiceId) {
        return withId(service.undecided(), choiceId);
    }

    private ChoiceContext withId(Consent before, UUID choiceId) {
        return new ChoiceContext(before, SITE, service.notice(List.of()), ConsentRecord.Method.BANNER, false, choiceId);
    }
}
