package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LateCacheTest {

    @Test
    void keepsWhatIsPutIn() {
        LateCache<String, Integer> cache = new LateCache<>(10, null);

        assertThat(cache.get("one")).isNull();
        cache.put("one", 1);
        assertThat(cache.get("one")).isEqualTo(1);
    }

    @Test
    void whatHasALifetimeIsKeptNoLonger() {
        LateCache<String, Integer> cache = new LateCache<>(10, Duration.ofNanos(1));

        cache.put("one", 1);
        assertThat(cache.get("one")).isNull();
    }
}
