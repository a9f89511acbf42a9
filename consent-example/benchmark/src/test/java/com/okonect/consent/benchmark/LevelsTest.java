package com.okonect.consent.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LevelsTest {

    @Test
    void aMachineThatGetsSlowerDoesNotChangeARatio() {
        Map<String, Double> rates =
                Map.of("plain 1", 1_000.0, "plain 2", 1_100.0, "filter 1", 950.0, "filter 2", 1_045.0);
        Levels<String> levels = new Levels<>();
        List<String> order = new ArrayList<>(rates.keySet());
        Random random = new Random(1);
        IntStream.range(0, 200).forEach(round -> {
            Collections.shuffle(order, random);
            order.forEach(server -> levels.add(server, rates.get(server) * Math.exp(-round / 100.0)));
        });

        Levels.Ratio ratio = levels.ratio(server -> server.startsWith("filter"));

        assertThat(ratio.ratio()).isCloseTo(0.95, within(0.002));
        assertThat(ratio.those() / ratio.others()).isCloseTo(ratio.ratio(), within(1e-9));
        // Of each kind one is a tenth better than the other: half of that is the error of each kind's mean.
        assertThat(ratio.error()).isCloseTo(0.95 * Math.log(1.1) / 2 * Math.sqrt(2), within(0.002));
    }

    @Test
    void ofOneServerEachNoErrorIsKnown() {
        Levels<String> levels = new Levels<>();
        for (int turn = 0; turn < 20; turn++) {
            levels.add("plain", 200);
            levels.add("filter", 100);
        }

        assertThat(levels.ratio("filter"::equals).ratio()).isCloseTo(0.5, within(0.001));
        assertThat(levels.ratio("filter"::equals).error()).isZero();
    }
}
