package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnlinkedPagesTest {

    private final UnlinkedPages pages = new UnlinkedPages();

    private long skipped(String uri, int visits) {
        return IntStream.range(0, visits).filter(visit -> pages.skips(uri)).count();
    }

    @Test
    void whatNobodyHasLookedThroughIsLookedThrough() {
        assertThat(skipped("/", 50)).isZero();
    }

    @Test
    void aPageWithoutALinkIsLookedThroughEveryTwentiethTime() {
        pages.noteUnlinked("/");

        assertThat(skipped("/", UnlinkedPages.LOOK_EVERY - 1)).isEqualTo(UnlinkedPages.LOOK_EVERY - 1);
        assertThat(pages.skips("/")).isFalse();
        pages.noteUnlinked("/");
        assertThat(skipped("/", 10 * UnlinkedPages.LOOK_EVERY)).isEqualTo(10 * (UnlinkedPages.LOOK_EVERY - 1));
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
