package com.okonect.consent;

import static com.okonect.consent.Category.MARKETING;
import static com.okonect.consent.ConsentState.GRANTED;
import static com.okonect.consent.ConsentState.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.policy.ConsentPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes while a new version of the policy, which declares one cookie more, is rolled out. */
class RollOutTest {

    private static final String SITE = "shop.example";

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final SigningKeys keys = SigningKeys.random();
    private final ConsentService older = node(TestPolicies.shop());
    private final ConsentService newer = node(TestPolicies.shopWith(
            "{ \"name\": \"offers\"", "{ \"name\": \"more\", \"lifetime\": \"P1D\" }, { \"name\": \"offers\""));

    @Test
    void aGrantOnTheNewerNodeHoldsOnBothByTurns() throws Exception {
        String token = accept(newer);

        for (int i = 0; i < 10; i++) {
            assertThat(older.read(List.of(token), SITE).state(MARKETING)).isEqualTo(GRANTED);
            assertThat(newer.read(List.of(token), SITE).state(MARKETING)).isEqualTo(GRANTED);
        }
    }

    @Test
    void aGrantOnTheOlderNodeIsStaleOnTheNewerAlone() throws Exception {
        String token = accept(older);

        assertThat(older.read(List.of(token), SITE).state(MARKETING)).isEqualTo(GRANTED);
        assertThat(newer.read(List.of(token), SITE).state(MARKETING)).isEqualTo(STALE);
        assertThat(newer.read(List.of(token), SITE).asks()).containsExactly(MARKETING);
    }

    @Test
    @Timeout(30)
    void aStoreThatDoesNotAnswerHoldsUpOneRequestForAMomentAndGrantsNothing() throws Exception {
        String token = accept(newer);
        store.answerNoReader();

        for (int i = 0; i < 1_000; i++) {
            assertThat(older.read(List.of(token), SITE).state(MARKETING)).isEqualTo(STALE);
        }
        store.comeBack();
    }

    @Test
    @Timeout(30)
    void whatTheStoreAnswersTooLateCountsFromThenOn() throws Exception {
        String token = accept(newer);
        store.answerNoReader();
        assertThat(older.read(List.of(token), SITE).state(MARKETING)).isEqualTo(STALE);

        store.comeBack();

        while (older.read(List.of(token), SITE).state(MARKETING) != GRANTED) {
            Thread.onSpinWait();
        }
    }

    private String accept(ConsentService node) throws Exception {
        return node.record(
                        new Choice.AcceptAll(),
                        ChoiceContext.of(node.undecided(), SITE, node.notice(List.of()), ConsentRecord.Method.BANNER))
                .token();
    }

    private ConsentService node(ConsentPolicy policy) {
        return ConsentService.builder(policy)
                .store(store)
                .keys(keys)
                .clock(clock)
                .patience(Duration.ofSeconds(10))
                .build();
    }
}
