package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsRequestTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-23, 2026-12-23",
        "2026-01-31, 2026-02-28",
        "2028-01-31, 2028-02-29",
        "2026-03-31, 2026-04-30",
        "2026-12-31, 2027-01-31"
    })
    void aRequestIsDueACalendarMonthLater(LocalDate received, LocalDate due) {
        assertThat(request(received).dueOn()).isEqualTo(due);
    }

    @Test
    void twoMonthsMoreCountFromTheDayItCame() {
        RightsRequest extended =
                request(LocalDate.of(2026, 11, 30)).extended("many records", LocalDate.of(2026, 12, 30));

        assertThat(extended.dueOn()).isEqualTo("2027-02-28");
        assertThat(extended.extendedBecause()).isEqualTo("many records");
    }

    @Test
    void whatIsPastItsFirstMonthOrExtendedOrAnsweredCannotBeExtended() {
        RightsRequest request = request(LocalDate.of(2026, 11, 23));
        LocalDate day = LocalDate.of(2026, 12, 1);

        assertThatThrownBy(() -> request.extended("late", LocalDate.of(2026, 12, 24)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> request.extended("once", day).extended("twice", day))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> request.closed("done", day).extended("more", day))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOpenRequestIsOverdueTheDayAfterItsLast() {
        RightsRequest request = request(LocalDate.of(2026, 11, 23));

        assertThat(request.isOverdue(LocalDate.of(2026, 12, 23))).isFalse();
        assertThat(request.isOverdue(LocalDate.of(2026, 12, 24))).isTrue();
        assertThat(request.closed("copied", LocalDate.of(2026, 12, 1)).isOverdue(LocalDate.of(2026, 12, 24)))
                .isFalse();
    }

    @Test
    void aRequestIsAnsweredOnce() {
        RightsRequest closed = request(LocalDate.of(2026, 11, 23)).closed("copied", LocalDate.of(2026, 12, 1));

        assertThatThrownBy(() -> closed.closed("again", LocalDate.of(2026, 12, 2)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void textsThatNoDatabaseHasRoomForAreNotTaken() {
        RightsRequest request = request(LocalDate.of(2026, 11, 23));
        LocalDate day = LocalDate.of(2026, 12, 1);

        assertThat(request.closed("a".repeat(500), day).outcome()).hasSize(500);
        assertThatThrownBy(() -> request.closed("a".repeat(501), day))
                .hasMessage("the answer has 501 characters; allowed are 500");
        assertThatThrownBy(() -> request.extended("a".repeat(501), day))
                .hasMessage("the reason has 501 characters; allowed are 500");
        assertThatThrownBy(() -> RightsRequest.received(RightsRequest.Kind.ACCESS, "a".repeat(201), day))
                .hasMessage("the reference has 201 characters; allowed are 200");
    }

    private static RightsRequest request(LocalDate received) {
        return RightsRequest.received(RightsRequest.Kind.ACCESS, "letter 1", received);
    }
}
