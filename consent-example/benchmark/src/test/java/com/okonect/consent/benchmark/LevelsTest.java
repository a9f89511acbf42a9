package com.okonect.consent.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelsTest {

    @Test
    void aMachineThatGetsSlowerFromTurnToTurnChangesNoRatio() {
        Map<String, Double> rates =
                Map.of("plain 1", 1_000.0, "plain 2", 1_100.0, "filter 1", 950.0, "filter 2", 1_045.0);
        Levels<String> levels = new Levels<>();
        int turn = 0;
        for (int round = 0; round < 200; round++) {
            // Those with the filter are asked when the machine is slower by 2 %.
            for (String server : List.of("plain 1", "plain 2", "filter 1", "filter 2")) {
                levels.add(server, rates.get(server) * Math.exp(-turn / 100.0));
                turn++;
            }
        }

        Levels.Ratio ratio = levels.ratio(server -> server.startsWith("filter"));

        assertThat(ratio.ratio()).isCloseTo(0.95, within(0.002));
        assertThat(ratio.those() / ratio.others()).isCloseTo(ratio.ratio(), within(1e-9));
        // Of each kind one is a tenth better than the other: half of that is the error of each kind's mean.
        assertThat(ratio.error()).isCloseTo(0.95 * Math.log(1.1) / 2 * Math.sqrt(2), within(0.002));
    }

    @Test
    void whatServersComeToIsWhatTheyCameToOnAverage() {
        Levels<String> levels = new Levels<>();
        // The first turn alone is slow.
        levels.add("plain", 140);
        levels.add("filter", 100);
        for (int round = 1; round < 60; round++) {
            levels.add("plain", 200);
            levels.add("filter", 100);
        }

        Levels.Ratio ratio = levels.ratio("filter"::equals);
        assertThat(ratio.others()).isCloseTo(200, within(2.0));
        assertThat(ratio.those()).isCloseTo(100, within(1.0));
    }

    @Test
    void ofOneServerEachNoErrorIsKnown() {
        Levels<String> levels = new Levels<>();
        for (int turn = 0; turn < 20; turn++) {
            levels.add("plain", 200);
            levels.add("filter", 100);
        }

        assertThat(levels.ratio("filter"::equals).ratio()).isCloseTo(0.5, within(0.001));
        assertThat(levels.ratio("filter"::equals).error()).isNaN();
    }

    @Test
    void aTurnWithoutARequestIsRefused() {
        Levels<String> levels = new Levels<>();

        assertThatIllegalArgumentException().isThrownBy(() -> levels.add("plain", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> levels.add("plain", Double.NaN));
    }
}
