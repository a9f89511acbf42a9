package com.okonect.consent.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.RightsRequest.Kind;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import java.time.Period;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestDeskTest {

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final ConsentService consents = ConsentService.builder(TestPolicies.shop())
            .store(store)
            .keys(SigningKeys.random())
            .clock(clock)
            .build();
    private final RequestDesk desk = new RequestDesk(clock);

    @Test
    void theFormIsClosedForTheDayAfterManyRequests() {
        for (int i = 0; i < RequestDesk.MOST_A_DAY; i++) {
            assertThat(take(i + "@example.org")).isPresent();
        }

        assertThat(take("more@example.org")).isEmpty();
        assertThat(store.requests).hasSize(RequestDesk.MOST_A_DAY);
        clock.advance(Period.ofDays(1));
        assertThat(take("more@example.org")).isPresent();
    }

    @Test
    void theFormIsClosedWhileVeryManyRequestsAreOpen() {
        for (int i = 0; i < RequestDesk.MOST_OPEN; i++) {
            if (i % RequestDesk.MOST_A_DAY == 0) {
                clock.advance(Period.ofDays(1));
            }
            assertThat(take(i + "@example.org")).isPresent();
        }
        clock.advance(Period.ofDays(1));

        assertThat(take("more@example.org")).isEmpty();
        consents.answer(store.requests.get(0), "sent a copy");
        assertThat(take("more@example.org")).isPresent();
    }

    @Test
    void anAddressHasAFewRequestsOpenAndMoreWhenOneIsAnswered() {
        for (int i = 0; i < RequestDesk.MOST_OPEN_OF_AN_ADDRESS; i++) {
            assertThat(take("claire@example.org")).isPresent();
        }

        assertThat(take("Claire@Example.org")).isEmpty();
        assertThat(take("paul@example.org")).isPresent();
        consents.answer(store.requests.get(1), "corrected");
        assertThat(take("claire@example.org")).isPresent();
    }

    @Test
    void lettersThatTheOperatorEntersDoNotCloseTheForm() {
        for (int i = 0; i < RequestDesk.MOST_OPEN; i++) {
            consents.receive(Kind.ACCESS, "letter " + i);
        }

        assertThat(take("claire@example.org")).isPresent();
    }

    private Optional<RightsRequest> take(String address) {
        return desk.take(Kind.CORRECTION, new Letter(address, ""), consents);
    }
}
