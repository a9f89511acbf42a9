package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RecordIdsTest {

    private static final Instant TIME = Instant.parse("2026-11-26T15:04:05.678Z");

    private final RecordIds ids = new RecordIds(Clock.fixed(TIME, ZoneOffset.UTC), new SecureRandom());

    @Test
    void anIdIsAUuidOfVersion7AndItsVariant() {
        for (UUID id : Stream.generate(ids::ofRecord).limit(100).toList()) {
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        }
    }

    @Test
    void theIdOfARecordBeginsWithItsMillisecond() {
        assertThat(time(ids.ofRecord())).isEqualTo(TIME);
    }

    @Test
    void theIdInAFormTellsNoMoreThanTheHour() {
        assertThat(time(ids.ofForm())).isEqualTo(Instant.parse("2026-11-26T15:00:00Z"));
    }

    @Test
    void idsOfOneMomentDiffer() {
        assertThat(Stream.generate(ids::ofForm).limit(10_000)).doesNotHaveDuplicates();
    }

    @Test
    void idsThatManyThreadsAskForDiffer() {
        assertThat(Stream.generate(ids::ofForm).parallel().limit(10_000)).doesNotHaveDuplicates();
    }

    @Test
    void randomIsDrawnForManyIdsAtOnce() {
        AtomicInteger draws = new AtomicInteger();
        RecordIds counted = new RecordIds(Clock.fixed(TIME, ZoneOffset.UTC), new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                draws.incrementAndGet();
                super.nextBytes(bytes);
            }
        });

        assertThat(Stream.generate(counted::ofForm).limit(640)).doesNotHaveDuplicates();
        assertThat(draws).hasValue(10);
    }

    private static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
