package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnlinkedPagesTest {

    private long nanos = Long.MAX_VALUE - 5;
    private final UnlinkedPages pages = new UnlinkedPages(() -> nanos);

    private long skipped(String uri, int visits) {
        return IntStream.range(0, visits).filter(visit -> pages.skips(uri)).count();
    }

    @Test
    void whatNobodyHasLookedThroughIsLookedThrough() {
        assertThat(skipped("/", 50)).isZero();
    }

    @Test
    void aPageWithoutALinkIsLookedThroughAgainAfterTenSeconds() {
        pages.noteUnlinked("/");

        for (int look = 0; look < 3; look++) {
            assertThat(skipped("/", 50)).isEqualTo(50);
            nanos += 9_999_999_999L;
            assertThat(skipped("/", 50)).isEqualTo(50);
            nanos++;
            assertThat(pages.skips("/")).isFalse();
        }
    }

    @Test
    void pagesDifferWhereTheyHadALinkAndHadNone() {
        pages.noteLinked("/linked");
        pages.noteUnlinked("/unlinked");
        pages.noteLinked("/both");
        pages.noteUnlinked("/both");

        assertThat(List.of("/linked", "/unlinked", "/unknown")).noneMatch(pages::differ);
        assertThat(pages.differ("/both")).isTrue();
    }

    @Test
    void anAddressAtWhichAPageHadALinkIsAlwaysLookedThrough() {
        pages.noteUnlinked("/was-without");
        pages.noteLinked("/was-without");
        pages.noteLinked("/");
        for (String uri : new String[] {"/", "/was-without"}) {
            pages.noteUnlinked(uri);

            assertThat(skipped(uri, 50)).as(uri).isZero();
        }
    }

    @Test
    void manyAddressesWithoutALinkDoNotHaveThoseWithOneForgotten() {
        pages.noteLinked("/linked");
        for (int i = 0; i < 3 * UnlinkedPages.MOST; i++) {
            pages.noteUnlinked("/" + i);
        }
        pages.noteUnlinked("/linked");

        assertThat(pages.skips("/linked")).isFalse();
        assertThat(IntStream.range(0, 3 * UnlinkedPages.MOST).filter(i -> pages.skips("/" + i)))
                .hasSizeBetween(1, UnlinkedPages.MOST);
    }

    @Test
    void anAddressThatIsVeryLongIsNotRemembered() {
        String uri = "/" + "x".repeat(500);
        pages.noteUnlinked(uri);

        assertThat(pages.skips(uri)).isFalse();
    }
}
