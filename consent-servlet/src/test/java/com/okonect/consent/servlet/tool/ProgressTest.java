package com.okonect.consent.servlet.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

    private final StringWriter said = new StringWriter();
    private long seconds = 5;
    private final Progress progress = new Progress(new PrintWriter(said), () -> TimeUnit.SECONDS.toNanos(seconds));

    @Test
    void shortWorkTellsNothing() {
        progress.expect(1_000);
        seconds += 1;
        progress.accept(999);

        assertThat(said.toString()).isEmpty();
    }

    @Test
    void everyTwoSecondsItTellsHowMuchOfAllIsDoneAndHowFast() {
        progress.expect(1_000_000);
        seconds += 2;
        progress.accept(51_200);
        progress.accept(51_712);
        seconds += 1;
        progress.accept(80_000);
        seconds += 1;
        progress.accept(102_400);

        assertThat(said.toString())
                .isEqualToNormalizingNewlines("… 51,200 of 1,000,000 records, 5%, 25,600 a second\n"
                        + "… 102,400 of 1,000,000 records, 10%, 25,600 a second\n");
    }

    @Test
    void withoutATotalItTellsWhatIsDone() {
        seconds += 2;
        progress.accept(1);

        assertThat(said.toString()).isEqualToNormalizingNewlines("… 1 record, 0 a second\n");
    }

    @Test
    void veryManyRecordsAreNotTooManyForTheArithmetic() {
        seconds += 1_000;
        progress.accept(50_000_000_000L);

        assertThat(said.toString()).contains("50,000,000 a second");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | 0 records",
                "0 | 1 | 0 of 1 record, 0%",
                "1 | 1 | 1 of 1 record, 100%",
                "199 | 200 | 199 of 200 records, 99%",
                "1200 | 1000 | 1,200 of 1,000 records, 100%"
            })
    void howFarItIsIsSaidInWords(long records, long total, String words) {
        assertThat(new HowFar(records, total)).hasToString(words);
    }
}
