package com.okonect.consent.servlet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Category;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentRecord;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChoiceEffectTest {

    @ParameterizedTest
    @CsvSource({
        "ACCEPT, , true, ACCEPTED",
        "ACCEPT, false, true, ACCEPTED",
        "SELECT, , true, SELECTED",
        "SELECT, true, true, SELECTED",
        "SELECT, , false, REFUSED",
        "SELECT, true, false, WITHDRAWN",
        "GRANT, false, true, SELECTED",
        "GRANT, true, true, ",
        "GRANT, false, false, ",
        "REFUSE, true, false, WITHDRAWN",
        "REFUSE, false, false, REFUSED",
        "WITHDRAW, true, false, WITHDRAWN",
        "WITHDRAW, false, false, ",
        "WITHDRAW, true, true, ",
        "WITHDRAW, , , ",
        "COMPENSATE, true, false, "
    })
    void aChoiceDoesToACategoryWhatItChanges(
            ConsentRecord.Event event, Boolean before, Boolean after, ChoiceEffect effect) {
        ChoiceCount count = new ChoiceCount(
                LocalDate.parse("2026-11-23"), event, decided(before), decided(after), "a".repeat(64), 1);
        if (after == null) {
            count = new ChoiceCount(count.day(), event, count.before(), other(), count.notice(), 1);
        }

        assertThat(ChoiceEffect.of(count, Category.STATISTICS)).isEqualTo(effect);
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPT, , true, ACCEPTED",
        "SELECT, , true, SELECTED",
        "SELECT, , false, REFUSED",
        "SELECT, true, false, WITHDRAWN",
        "GRANT, false, true, SELECTED",
        "REFUSE, , , REFUSED",
        "REFUSE, false, false, REFUSED",
        "REFUSE, true, false, WITHDRAWN",
        "WITHDRAW, true, false, WITHDRAWN",
        "COMPENSATE, true, false, "
    })
    void aChoiceIsOneOfFourAsAWhole(ConsentRecord.Event event, Boolean before, Boolean after, ChoiceEffect effect) {
        ChoiceCount count = new ChoiceCount(
                LocalDate.parse("2026-11-23"), event, decided(before), decided(after), "a".repeat(64), 1);

        assertThat(ChoiceEffect.of(count)).isEqualTo(effect);
    }

    @Test
    void noticesAreComparedByTheSharesOfTheirChoices() {
        NoticeComparison comparison = new NoticeComparison();
        comparison.add("aaa", "aaa, en", Map.of(ChoiceEffect.ACCEPTED, 1_000L, ChoiceEffect.REFUSED, 3_000L));
        comparison.add("bbb", "bbb", Map.of(ChoiceEffect.ACCEPTED, 1L, ChoiceEffect.SELECTED, 2L));
        comparison.add("ccc", "ccc", Map.of());

        assertThat(comparison.view().get("shareRows").toString())
                .contains("4,000", "[25.0%, 0.0%, 75.0%, 0.0%]", "[33.3%, 66.7%, 0.0%, 0.0%]")
                .doesNotContain("ccc");
        String bars = comparison.view().get("bars").toString();
        assertThat(bars).contains("width=90.00", "x=90.00", "width=270.00", "width=120.00", "width=240.00");
        assertThat(comparison.view().get("barsHeight")).isEqualTo("88.00");
    }

    @Test
    void aRefusalWithoutARecordRefusesEveryCategory() {
        ChoiceCount count = new ChoiceCount(
                LocalDate.parse("2026-11-23"),
                ConsentRecord.Event.REFUSE,
                new TreeMap<>(),
                new TreeMap<>(),
                "a".repeat(64),
                3);

        assertThat(ChoiceEffect.of(count, Category.of("anything"))).isEqualTo(ChoiceEffect.REFUSED);
    }

    @Test
    void aChartHasAColumnForEachEffectAndTheSameNumbersInItsTable() {
        List<LocalDate> starts = Span.DAYS.starts(LocalDate.parse("2026-11-23"));
        Chart chart = new Chart("statistics", starts, LocalDate.parse("2026-11-23"));
        chart.add(LocalDate.parse("2026-11-23"), ChoiceEffect.ACCEPTED, 3);
        chart.add(LocalDate.parse("2026-11-23"), ChoiceEffect.REFUSED, 1);
        chart.add(LocalDate.parse("2026-10-25"), ChoiceEffect.REFUSED, 1_000);

        assertThat(chart.view().get("highest")).isEqualTo("1,000");
        assertThat((List<?>) chart.view().get("columns")).hasSize(3);
        assertThat(chart.view().get("rows").toString())
                .contains("2026-11-23", "[3, 0, 1, 0]", "2026-10-25", "[0, 0, 1,000, 0]");
        assertThat(chart.view().get("totals")).hasToString("[3, 0, 1,001, 0]");
    }

    @Test
    void eachPartOfAChartEndsTheDayBeforeTheNextAndTheLastEndsToday() {
        LocalDate today = LocalDate.parse("2026-11-23");
        Chart chart = new Chart("statistics", Span.WEEKS.starts(today), today);

        assertThat(chart.last(0)).isEqualTo("2026-09-07");
        assertThat(chart.start(1)).isEqualTo("2026-09-08");
        assertThat(chart.last(chart.parts() - 1)).isEqualTo(today);
    }

    @ParameterizedTest
    @CsvSource({"DAYS, 2026-10-25, 2026-11-23", "WEEKS, 2026-09-01, 2026-11-17", "MONTHS, 2025-11-24, 2026-10-24"})
    void everySpanEndsToday(Span span, LocalDate first, LocalDate last) {
        List<LocalDate> starts = span.starts(LocalDate.parse("2026-11-23"));

        assertThat(starts).startsWith(first).endsWith(last).isSorted();
    }

    private static SortedMap<Category, Boolean> decided(Boolean granted) {
        SortedMap<Category, Boolean> decided = new TreeMap<>();
        if (granted != null) {
            decided.put(Category.STATISTICS, granted);
        }
        return decided;
    }

    private static SortedMap<Category, Boolean> other() {
        return new TreeMap<>(Map.of(Category.MARKETING, false));
    }
}
