package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuietPagesTest {

    private long nanos = Long.MAX_VALUE - 5;
    private final QuietPages pages = new QuietPages(() -> nanos);

    @Test
    void anAddressIsLookedAtAgainAfterTenSeconds() {
        assertThat(pages.contains("/")).isFalse();
        pages.add("/");
        nanos += 9_999_999_999L;
        // Of two that looked at once, the later one does not put it off.
        pages.add("/");
        assertThat(pages.contains("/")).isTrue();

        nanos++;
        assertThat(pages.contains("/")).isFalse();
        assertThat(pages.contains("/")).isFalse();
        pages.add("/");
        assertThat(pages.contains("/")).isTrue();
    }

    @Test
    void thereAreNotMoreAndMore() {
        IntStream.range(0, 10_000).forEach(number -> pages.add("/" + number));

        assertThat(IntStream.range(0, 10_000).filter(number -> pages.contains("/" + number)))
                .hasSizeBetween(1, 2_000);
    }
}
