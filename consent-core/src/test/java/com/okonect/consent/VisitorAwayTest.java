package com.okonect.consent;

import static com.okonect.consent.Category.MARKETING;
import static com.okonect.consent.Category.STATISTICS;
import static com.okonect.consent.ConsentState.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is withdrawn or erased while the visitor is away stops counting in the visitor's browser. */
class VisitorAwayTest {

    private static final String SITE = "shop.example";

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final SigningKeys keys = SigningKeys.random();
    private final ConsentService service = node();
    private final ConsentService otherNode = node();

    @Test
    void aWithdrawalStopsWhatTheCookieSaysOnEveryNode() throws Exception {
        ChoiceResult accepted = accept();
        assertThat(otherNode.read(List.of(accepted.token()), SITE).allows(MARKETING))
                .isTrue();

        ConsentRecord record = service.withdraw(id(accepted), Set.of(MARKETING)).orElseThrow();

        assertThat(record.event()).isEqualTo(ConsentRecord.Event.WITHDRAW);
        assertThat(record.method()).isEqualTo(ConsentRecord.Method.CODE);
        assertThat(record.previousHash())
                .isEqualTo(accepted.record().orElseThrow().hash());
        assertThat(service.read(List.of(accepted.token()), SITE).state(MARKETING))
                .isEqualTo(REFUSED);
        assertThat(service.read(List.of(accepted.token()), SITE).allows(STATISTICS))
                .isTrue();
        clock.advance(Duration.ofSeconds(11));
        assertThat(otherNode.read(List.of(accepted.token()), SITE).state(MARKETING))
                .isEqualTo(REFUSED);
    }

    @Test
    void whatWaitedLongForItsRecordReachesANodeThatHasBeenReadingAllTheWhile() throws Exception {
        ChoiceResult accepted = accept();
        Instant withdrawnAt = clock.instant();
        visitEveryFewSeconds(accepted, Duration.ofMinutes(20));

        store.revocations.add(new Revocation(
                Revocation.digest(id(accepted)), withdrawnAt, withdrawnAt.plus(Duration.ofDays(100)), ""));

        assertThat(visitEveryFewSeconds(accepted, Duration.ofMinutes(6)).state(MARKETING))
                .isEqualTo(REFUSED);
    }

    private Consent visitEveryFewSeconds(ChoiceResult accepted, Duration time) {
        Instant end = clock.instant().plus(time);
        Consent consent = otherNode.read(List.of(accepted.token()), SITE);
        while (clock.instant().isBefore(end)) {
            clock.advance(Duration.ofSeconds(11));
            consent = otherNode.read(List.of(accepted.token()), SITE);
        }
        return consent;
    }

    @Test
    void aLaterChoiceOfTheVisitorCounts() throws Exception {
        ChoiceResult accepted = accept();
        service.withdraw(id(accepted), Set.of(MARKETING));
        clock.advance(Duration.ofMinutes(1));
        Consent now = service.read(List.of(accepted.token()), SITE);

        ChoiceResult again = service.record(
                new Choice.Grant(Set.of(MARKETING)),
                ChoiceContext.of(now, SITE, service.notice(List.of()), ConsentRecord.Method.SETTINGS));

        assertThat(service.read(List.of(again.token()), SITE).allows(MARKETING)).isTrue();
    }

    @Test
    void aWithdrawalTakesEffectHereThoughTheStoreIsDown() throws Exception {
        ChoiceResult accepted = accept();
        store.failAppends();

        assertThatThrownBy(() -> service.withdraw(id(accepted), Set.of(MARKETING)))
                .isInstanceOf(StoreException.class);

        assertThat(service.read(List.of(accepted.token()), SITE).state(MARKETING))
                .isEqualTo(REFUSED);
    }

    @Test
    void anErasureStopsEverythingThatTheCookieSays() throws Exception {
        ChoiceResult accepted = accept();

        service.erase(id(accepted), SITE);

        Consent left = service.read(List.of(accepted.token()), SITE);
        assertThat(left.states().values()).containsOnly(REFUSED);
        assertThat(left.id()).isEmpty();
    }

    @Test
    void anErasureIsInTheLogOfRequests() throws Exception {
        ChoiceResult accepted = accept();

        service.erase(id(accepted), SITE);

        assertThat(service.requests()).hasSize(1);
        RightsRequest request = service.requests().get(0);
        assertThat(request.kind()).isEqualTo(RightsRequest.Kind.ERASURE);
        assertThat(request.closedOn()).isEqualTo("2026-11-23");
        assertThat(request.toString()).doesNotContain(id(accepted));
    }

    @Test
    void withdrawingWhatIsNotGrantedRecordsNothing() throws Exception {
        ChoiceResult accepted = accept();
        service.withdraw(id(accepted), Set.of(MARKETING));

        service.withdraw(id(accepted), Set.of(MARKETING));

        assertThat(store.records).hasSize(2);
        assertThat(service.withdraw("nobody", Set.of(MARKETING))).isEmpty();
    }

    @Test
    void requestsAreReceivedExtendedAndAnswered() {
        RightsRequest request = service.receive(RightsRequest.Kind.ACCESS, "letter 7");
        assertThat(request.dueOn()).isEqualTo("2026-12-23");

        RightsRequest extended = service.extend(request, "many letters");
        assertThat(extended.dueOn()).isEqualTo("2027-02-23");
        service.answer(extended, "sent a copy");

        assertThat(service.requests()).hasSize(1);
        assertThat(service.requests().get(0).outcome()).isEqualTo("sent a copy");
    }

    @Test
    void aRequestIsDueAMonthAfterTheDayItCameAndNotAfterTheDayItIsEntered() {
        LocalDate came = LocalDate.of(2026, 11, 9);
        assertThat(service.receive(RightsRequest.Kind.ERASURE, "letter 8", came).dueOn())
                .isEqualTo("2026-12-09");

        LocalDate tomorrow = LocalDate.of(2026, 11, 24);
        assertThatThrownBy(() -> service.receive(RightsRequest.Kind.ERASURE, "letter 9", tomorrow))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void recordsArePurgedAfterTheRetentionOfThePolicy() throws Exception {
        ChoiceResult accepted = accept();
        assertThat(store.purgedAfter).isEqualTo(TestPolicies.shop().evidenceRetention());
        clock.set("2028-05-23T10:15:30Z");
        assertThat(service.purge()).isZero();
        clock.advance(Duration.ofSeconds(1));

        assertThat(service.purge()).isEqualTo(1);
        assertThat(service.history(id(accepted))).isEmpty();
    }

    @Test
    void aListenerThatComesLaterHearsOfRecordsFromThenOn() throws Exception {
        StringBuilder heard = new StringBuilder();
        ChoiceResult accepted = accept();

        service.subscribe(record -> heard.append(record.event()));
        service.withdraw(id(accepted), Set.of(Category.MARKETING));

        assertThat(heard).hasToString("withdraw");
    }

    @Test
    void listenersHearOfRecords() throws Exception {
        StringBuilder heard = new StringBuilder();
        ConsentService told = ConsentService.builder(TestPolicies.shop())
                .store(store)
                .keys(keys)
                .clock(clock)
                .listener(record -> heard.append(record.event()))
                .build();

        told.record(
                new Choice.AcceptAll(),
                ChoiceContext.of(told.undecided(), SITE, told.notice(List.of()), ConsentRecord.Method.BANNER));

        assertThat(heard).hasToString("accept");
    }

    private ConsentService node() {
        return ConsentService.builder(TestPolicies.shop())
                .store(store)
                .keys(keys)
                .clock(clock)
                .build();
    }

    private ChoiceResult accept() throws Exception {
        return service.record(
                new Choice.AcceptAll(),
                ChoiceContext.of(service.undecided(), SITE, service.notice(List.of()), ConsentRecord.Method.BANNER));
    }

    private static String id(ChoiceResult result) {
        return result.consent().id().orElseThrow();
    }
}
