package com.okonect.consent;

import static com.okonect.consent.Category.MARKETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.policy.Notice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link ConsentService#recordAsync}: the same answers as {@link ConsentService#record}, and no thread that waits. */
class AsynchronousRecordingTest {

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final SigningKeys keys = SigningKeys.random();
    private final ConsentService service = service(Duration.ofMinutes(1));
    private final ConsentService hasty = service(Duration.ofMillis(20));
    private final Notice notice = service.notice(List.of());
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @AfterEach
    void close() {
        hasty.close();
        service.close();
    }

    @Test
    void aGrantIsAnsweredOnTheExecutorAndNotBeforeItsRecordIsDurable() throws Exception {
        store.standStill();
        CompletableFuture<ChoiceResult> answer = service.recordAsync(new Choice.AcceptAll(), context(), tasks::add);
        assertThat(tasks).isEmpty();

        store.waiting.get(0).complete(store.waitingDrafts.get(0).seal(null, true));
        assertThat(answer).isNotDone();
        tasks.remove().run();

        assertThat(answer.get().consent().allows(MARKETING)).isTrue();
        assertThat(answer.get().record()).contains(store.waiting.get(0).get());
    }

    @Test
    void aRefusalThatNeedsNoRecordIsAnsweredAtOnce() throws Exception {
        store.standStill();

        CompletableFuture<ChoiceResult> answer = service.recordAsync(new Choice.RefuseAll(), context(), tasks::add);

        assertThat(answer.get().consent().id()).isEmpty();
        assertThat(store.waiting).isEmpty();
        assertThat(store.refusals).containsValue(1);
    }

    @Test
    void aGrantThatWaitsTooLongIsCancelledAndGrantsNothing() throws Exception {
        store.standStill();

        CompletableFuture<ChoiceResult> answer = hasty.recordAsync(new Choice.AcceptAll(), context(), Runnable::run);

        assertThat(failure(answer)).isInstanceOfSatisfying(UnrecordedChoiceException.class, unrecorded -> {
            assertThat(unrecorded.notGranted()).contains(MARKETING);
            assertThat(unrecorded.result()).isEmpty();
        });
        assertThat(store.waiting.get(0)).isCancelled();
    }

    @Test
    void aWithdrawalThatWaitsTooLongIsInEffectAndGoesOnWaiting() throws Exception {
        Consent accepted = service.record(new Choice.AcceptAll(), context()).consent();
        store.standStill();

        CompletableFuture<ChoiceResult> answer =
                hasty.recordAsync(new Choice.Withdraw(Set.of(MARKETING)), context(accepted, null), Runnable::run);

        assertThat(failure(answer))
                .isInstanceOfSatisfying(
                        UnrecordedChoiceException.class,
                        unrecorded -> assertThat(unrecorded
                                        .result()
                                        .orElseThrow()
                                        .consent()
                                        .state(MARKETING))
                                .isEqualTo(ConsentState.REFUSED));
        assertThat(store.waiting.get(0)).isNotDone();
    }

    @Test
    void aGrantThatIsRecordedInTheVeryLastMomentIsGranted() throws Exception {
        store.recordWhenCancelled();

        ChoiceResult result = hasty.recordAsync(new Choice.AcceptAll(), context(), Runnable::run)
                .get(1, TimeUnit.MINUTES);

        assertThat(result.consent().allows(MARKETING)).isTrue();
        assertThat(store.records).containsExactly(result.record().orElseThrow());
    }

    @Test
    void aStoreThatFailsGrantsNothing() throws Exception {
        store.failAppends();

        assertThat(failure(service.recordAsync(new Choice.AcceptAll(), context(), Runnable::run)))
                .isInstanceOf(UnrecordedChoiceException.class);
    }

    @Test
    void aChoiceThatIsSentTwiceIsRecordedOnceAndAnsweredTwice() throws Exception {
        ChoiceContext sent = context(service.undecided(), UUID.randomUUID());

        ChoiceResult first =
                service.recordAsync(new Choice.AcceptAll(), sent, Runnable::run).get();
        ChoiceResult second =
                service.recordAsync(new Choice.AcceptAll(), sent, Runnable::run).get();

        assertThat(second.record()).isEqualTo(first.record());
        assertThat(store.records).hasSize(1);
    }

    @Test
    void theIdOfAnotherChoiceIsAConflictForAGrantAndNeverForARefusal() throws Exception {
        UUID id = UUID.randomUUID();
        Consent accepted = service.record(new Choice.AcceptAll(), context(service.undecided(), id))
                .consent();

        assertThat(failure(service.recordAsync(
                        new Choice.Select(Set.of(MARKETING)), context(accepted, id), Runnable::run)))
                .isInstanceOf(ChoiceConflictException.class);
        ChoiceResult refused = service.recordAsync(new Choice.RefuseAll(), context(accepted, id), Runnable::run)
                .get();
        assertThat(refused.consent().allows(MARKETING)).isFalse();
        assertThat(store.records).hasSize(2);
    }

    @Test
    void whatIsWrongWithAChoiceComesByTheFuture() {
        Choice unknown = new Choice.Grant(Set.of(Category.of("unknown")));

        assertThat(failure(service.recordAsync(unknown, context(), Runnable::run)))
                .isInstanceOf(InvalidChoiceException.class);
    }

    @Test
    void whereTheExecutorTakesNothingTheFutureFails() {
        CompletableFuture<ChoiceResult> answer = service.recordAsync(new Choice.AcceptAll(), context(), task -> {
            throw new IllegalStateException("full");
        });

        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void theBrowserCarriesWhatTheRecordSaysWhateverCameBefore() throws Exception {
        Consent refused = service.record(new Choice.RefuseAll(), context()).consent();
        clock.advance(Duration.ofDays(3));
        ChoiceContext withSignal =
                new ChoiceContext(refused, "shop.example", notice, ConsentRecord.Method.BANNER, true, null);
        for (ChoiceContext before : List.of(context(), context(refused, null), withSignal)) {
            for (Choice choice : List.of(
                    new Choice.AcceptAll(),
                    new Choice.Select(Set.of(MARKETING)),
                    new Choice.Grant(Set.of(MARKETING)))) {
                ChoiceResult result =
                        service.recordAsync(choice, before, Runnable::run).get();

                ConsentRecord record = result.record().orElseThrow();
                ConsentToken token = ConsentToken.verify(result.token(), "shop.example", keys);
                assertThat(token)
                        .isEqualTo(new ConsentToken(
                                record.recordedAt(),
                                record.validUntil(),
                                record.consentId(),
                                record.notice(),
                                Decision.split(record.decisions())));
                Consent read = service.read(List.of(result.token()), "shop.example");
                assertThat(result.consent().states()).isEqualTo(read.states());
            }
        }
    }

    private ConsentService service(Duration patience) {
        return ConsentService.builder(TestPolicies.shop())
                .store(store)
                .keys(keys)
                .clock(clock)
                .patience(patience)
                .build();
    }

    private ChoiceContext context() {
        return context(service.undecided(), null);
    }

    private ChoiceContext context(Consent previous, @Nullable UUID choiceId) {
        return new ChoiceContext(previous, "shop.example", notice, ConsentRecord.Method.BANNER, false, choiceId);
    }

    private static Throwable failure(CompletableFuture<ChoiceResult> answer) {
        try {
            throw new AssertionError("it was recorded: " + answer.get(1, TimeUnit.MINUTES));
        } catch (ExecutionException e) {
            return e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
