package com.okonect.consent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");

    @Test
    void aCookieMayLiveAsLongAsItsLongestMaxAgeWheneverItIsSet() {
        for (LocalDate day = LocalDate.of(2023, 12, 1); day.getYear() < 2029; day = day.plusDays(1)) {
            Instant now = day.atTime(23, 59).toInstant(ZoneOffset.UTC);
            for (int months = 0; months <= 14; months++) {
                for (int days = months == 0 ? 1 : 0; days <= 3; days++) {
                    Lifetime lifetime = new Lifetime(Period.of(0, months, days));
                    long longest = lifetime.maxAge(now).orElseThrow();

                    if (!lifetime.allows(longest, now) || lifetime.allows(longest + 1, now)) {
                        throw new AssertionError(lifetime + " from " + now + " is not " + longest + " s");
                    }
                }
            }
        }
    }

    @Test
    void aDurationIsCountedInSecondsAndTheSessionAllowsNone() {
        Lifetime hour = new Lifetime(Duration.ofHours(1));

        assertThat(hour.allows(3600, NOW)).isTrue();
        assertThat(hour.allows(3601, NOW)).isFalse();
        assertThat(Lifetime.SESSION.allows(1, NOW)).isFalse();
        assertThat(new Lifetime(Period.of(0, -1, 40)).allows(11 * 86_400L, NOW)).isFalse();
    }
}
