package com.okonect.consent;

import static com.okonect.consent.Category.MARKETING;
import static com.okonect.consent.Category.PAYMENT;
import static com.okonect.consent.Category.STATISTICS;
import static com.okonect.consent.ConsentState.GRANTED;
import static com.okonect.consent.ConsentState.REFUSED;
import static com.okonect.consent.ConsentState.UNDECIDED;
import static com.okonect.consent.MergePolicy.ASK;
import static com.okonect.consent.MergePolicy.NEWEST_WINS;
import static com.okonect.consent.MergePolicy.STRICTEST_WINS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One visitor, one account, several browsers. */
class AccountTest {

    private static final String SITE = "shop.example";
    private static final String ACCOUNT = "jane@example.org";

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final SigningKeys keys = SigningKeys.random();
    private final ConsentService service = service(keys);

    @Test
    void theFirstBrowserIsAttachedAndKeepsItsChoice() throws Exception {
        Consent first = choose(new Choice.AcceptAll(), service.undecided());

        Attachment attachment = service.attach(ACCOUNT, context(first), NEWEST_WINS);

        assertThat(attachment.result()).isEmpty();
        assertThat(attachment.differing()).isEmpty();
        assertThat(service.attached(ACCOUNT)).containsExactly(first.id().orElseThrow());
        assertThat(store.accounts.toString()).doesNotContain("jane");
    }

    @Test
    void aNewBrowserTakesOverTheChoiceOfTheAccountByARecordOfItsOwn() throws Exception {
        Consent first = attachedAfter(new Choice.Select(Set.of(STATISTICS)));
        clock.advance(Duration.ofDays(10));

        Attachment attachment = service.attach(ACCOUNT, context(service.undecided()), NEWEST_WINS);

        ChoiceResult result = attachment.result().orElseThrow();
        assertThat(result.consent().state(STATISTICS)).isEqualTo(GRANTED);
        assertThat(result.consent().state(MARKETING)).isEqualTo(REFUSED);
        assertThat(result.consent().id()).isNotEqualTo(first.id());
        assertThat(result.consent().expiresAt()).isEqualTo(first.expiresAt());
        ConsentRecord record = result.record().orElseThrow();
        assertThat(record.method()).isEqualTo(ConsentRecord.Method.ACCOUNT);
        assertThat(record.notice()).isEqualTo(first.notice().orElseThrow());
        assertThat(service.attached(ACCOUNT))
                .containsExactlyInAnyOrder(
                        first.id().orElseThrow(), result.consent().id().orElseThrow());
    }

    @Test
    void theNewestChoiceWins() throws Exception {
        attachedAfter(new Choice.AcceptAll());
        clock.advance(Duration.ofDays(1));
        Consent newer = choose(new Choice.Select(Set.of(PAYMENT)), service.undecided());

        Attachment attachment = service.attach(ACCOUNT, context(newer), NEWEST_WINS);

        assertThat(attachment.result()).isEmpty();
    }

    @Test
    void aRefusalWithoutARecordIsNewerThanAnOlderGrantThoughAChoiceBeforeItWasSentAgain() throws Exception {
        UUID choiceId = UUID.randomUUID();
        ChoiceContext accepting = new ChoiceContext(
                service.undecided(), SITE, service.notice(List.of()), ConsentRecord.Method.BANNER, false, choiceId);
        Consent mine = service.record(new Choice.AcceptAll(), accepting).consent();
        clock.advance(Duration.ofHours(1));
        attachedAfter(new Choice.AcceptAll());
        clock.advance(Duration.ofHours(1));
        store.failAppends();
        Consent refused = catchThrowableOfType(
                        UnrecordedChoiceException.class, () -> service.record(new Choice.RefuseAll(), context(mine)))
                .result()
                .orElseThrow()
                .consent();
        store.comeBack();
        ChoiceContext repeating = new ChoiceContext(
                refused, SITE, service.notice(List.of()), ConsentRecord.Method.BANNER, false, choiceId);
        Consent again = service.record(new Choice.AcceptAll(), repeating).consent();

        Attachment attachment = service.attach(ACCOUNT, context(again), NEWEST_WINS);

        assertThat(attachment.result()).isEmpty();
        assertThat(again.states().values()).containsOnly(REFUSED);
    }

    @Test
    void aRefusalOfTheSameDayIsNotOverruled() throws Exception {
        Consent refused = choose(new Choice.RefuseAll(), service.undecided());
        clock.advance(Duration.ofHours(2));
        attachedAfter(new Choice.AcceptAll());

        Attachment attachment = service.attach(ACCOUNT, context(refused), NEWEST_WINS);

        assertThat(attachment.result()).isEmpty();
    }

    @Test
    void theStrictestChoiceWins() throws Exception {
        attachedAfter(new Choice.Select(Set.of(STATISTICS, MARKETING)));
        Consent mine = choose(new Choice.Grant(Set.of(STATISTICS, PAYMENT)), service.undecided());

        ChoiceResult result =
                service.attach(ACCOUNT, context(mine), STRICTEST_WINS).result().orElseThrow();

        assertThat(result.consent().state(STATISTICS)).isEqualTo(GRANTED);
        assertThat(result.consent().state(PAYMENT)).isEqualTo(REFUSED);
        assertThat(result.consent().state(MARKETING)).isEqualTo(UNDECIDED);
        assertThat(result.consent().id()).isEqualTo(mine.id());
        assertThat(store.records.get(store.records.size() - 1).sequence()).isEqualTo(2);
    }

    @Test
    void theStrictestOfAGrantAndNothingIsToAsk() throws Exception {
        attachedAfter(new Choice.Grant(Set.of(STATISTICS)));

        Attachment attachment = service.attach(ACCOUNT, context(service.undecided()), STRICTEST_WINS);

        assertThat(attachment.result()).isEmpty();
        assertThat(attachment.differing()).containsExactly(STATISTICS);
    }

    @Test
    void askingChangesNothingAndNamesWhatDiffers() throws Exception {
        attachedAfter(new Choice.AcceptAll());
        Consent mine = choose(new Choice.Select(Set.of(STATISTICS)), service.undecided());

        Attachment attachment = service.attach(ACCOUNT, context(mine), ASK);

        assertThat(attachment.result()).isEmpty();
        assertThat(attachment.differing()).contains(MARKETING, PAYMENT).doesNotContain(STATISTICS);
    }

    @Test
    void aRefusalIsTakenOverWithoutAnIdOrARecord() throws Exception {
        Consent first = attachedAfter(new Choice.AcceptAll());
        clock.advance(Duration.ofDays(1));
        choose(new Choice.RefuseAll(), first);
        int records = store.records.size();

        Attachment attachment = service.attach(ACCOUNT, context(service.undecided()), NEWEST_WINS);

        ChoiceResult result = attachment.result().orElseThrow();
        assertThat(result.consent().states().values()).containsOnly(REFUSED);
        assertThat(result.consent().id()).isEmpty();
        assertThat(store.records).hasSize(records);
    }

    @Test
    void aChoiceForAnotherSiteIsNotTakenOver() throws Exception {
        attachedAfter(new Choice.AcceptAll());
        ChoiceContext elsewhere = ChoiceContext.of(
                service.undecided(), "other.example", service.notice(List.of()), ConsentRecord.Method.BANNER);

        assertThat(service.attach(ACCOUNT, elsewhere, NEWEST_WINS).result()).isEmpty();
    }

    @Test
    void aChoiceThatHasExpiredIsNotTakenOver() throws Exception {
        attachedAfter(new Choice.AcceptAll());
        clock.advance(Duration.ofDays(200));

        assertThat(service.attach(ACCOUNT, context(service.undecided()), NEWEST_WINS)
                        .result())
                .isEmpty();
    }

    @Test
    void nothingIsGrantedWhenTheMergeCannotBeRecorded() throws Exception {
        attachedAfter(new Choice.AcceptAll());
        store.failAppends();

        assertThatThrownBy(() -> service.attach(ACCOUNT, context(service.undecided()), NEWEST_WINS))
                .isInstanceOf(UnrecordedChoiceException.class);
        assertThat(service.attached(ACCOUNT)).hasSize(1);
    }

    @Test
    void detachingForgetsTheAccountAndKeepsTheRecords() throws Exception {
        Consent first = attachedAfter(new Choice.AcceptAll());

        assertThat(service.detach(ACCOUNT)).isEqualTo(1);

        assertThat(service.attached(ACCOUNT)).isEmpty();
        assertThat(service.history(first.id().orElseThrow())).hasSize(1);
    }

    @Test
    void anAccountIsFoundAfterTheKeysWereReplaced() throws Exception {
        SigningKeys old = SigningKeys.parse("old:" + "A".repeat(43) + "=");
        SigningKeys both = SigningKeys.parse("new:" + "B".repeat(42) + "A=\nold:" + "A".repeat(43) + "=");
        ConsentService before = service(old);
        Consent first = before.record(new Choice.AcceptAll(), context(before.undecided()))
                .consent();
        before.attach(ACCOUNT, context(first), ASK);

        assertThat(service(both).attached(ACCOUNT)).containsExactly(first.id().orElseThrow());
    }

    private Consent attachedAfter(Choice choice) throws Exception {
        Consent consent = choose(choice, service.undecided());
        service.attach(ACCOUNT, context(consent), ASK);
        return consent;
    }

    private Consent choose(Choice choice, Consent before) throws Exception {
        return service.record(choice, context(before)).consent();
    }

    private ChoiceContext context(Consent before) {
        return ChoiceContext.of(before, SITE, service.notice(List.of()), ConsentRecord.Method.SETTINGS);
    }

    private ConsentService service(SigningKeys signing) {
        return ConsentService.builder(TestPolicies.shop())
                .store(store)
                .keys(signing)
                .clock(clock)
                .build();
    }
}
