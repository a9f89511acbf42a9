package com.okonect.consent.servlet.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageLinksTest {

    private long nanos = Long.MAX_VALUE - 5;
    private final PageLinks pages = new PageLinks(() -> nanos);

    private long skipped(String uri, int visits) {
        return IntStream.range(0, visits).filter(visit -> pages.skips(uri)).count();
    }

    @Test
    void whatNobodyHasLookedThroughIsLookedThrough() {
        assertThat(skipped("/", 50)).isZero();
    }

    @Test
    void aPageWithoutALinkIsLookedThroughAgainAfterTenSeconds() {
        pages.noteUnlinked("/", true);

        for (int look = 0; look < 3; look++) {
            assertThat(skipped("/", 50)).isEqualTo(50);
            nanos += 9_999_999_999L;
            assertThat(skipped("/", 50)).isEqualTo(50);
            nanos++;
            assertThat(pages.skips("/")).isFalse();
        }
    }

    @Test
    void aPageThatWasNotSeenToItsEndIsLookedThroughAgain() {
        pages.noteUnlinked("/", false);

        assertThat(skipped("/", 50)).isZero();
    }

    @Test
    void pagesAreLinkedWhereNoneWasSeenWithoutALinkForTenMinutes() {
        assertThat(pages.areLinked("/")).isFalse();
        pages.noteLinked("/");
        assertThat(pages.areLinked("/")).isTrue();

        pages.noteUnlinked("/", false);
        nanos += PageLinks.DIFFER_NANOS - 1;
        assertThat(pages.areLinked("/")).isFalse();
        nanos++;
        assertThat(pages.areLinked("/")).isTrue();
        pages.noteUnlinked("/", true);
        assertThat(pages.areLinked("/")).isFalse();
    }

    @Test
    void onlyAddressesOfPagesAreKnown() {
        pages.noteLinked("/linked");
        pages.noteUnlinked("/unlinked", false);

        assertThat(List.of("/linked", "/unlinked")).allMatch(pages::contains);
        assertThat(pages.contains("/data")).isFalse();
    }

    @Test
    void anAddressAtWhichAPageHadALinkIsAlwaysLookedThrough() {
        pages.noteUnlinked("/was-without", true);
        pages.noteLinked("/was-without");
        pages.noteLinked("/");
        for (String uri : new String[] {"/", "/was-without"}) {
            pages.noteUnlinked(uri, true);

            assertThat(skipped(uri, 50)).as(uri).isZero();
        }
    }

    @Test
    void manyAddressesWithoutALinkDoNotHaveThoseWithOneForgotten() {
        pages.noteLinked("/linked");
        for (int i = 0; i < 3 * PageLinks.MOST; i++) {
            pages.noteUnlinked("/" + i, true);
        }
        pages.noteUnlinked("/linked", true);

        assertThat(pages.skips("/linked")).isFalse();
        assertThat(IntStream.range(0, 3 * PageLinks.MOST).filter(i -> pages.skips("/" + i)))
                .hasSizeBetween(1, PageLinks.MOST);
    }

    @Test
    void anAddressThatIsVeryLongIsNotRemembered() {
        String uri = "/" + "x".repeat(500);
        pages.noteUnlinked(uri, true);
        pages.noteLinked(uri);

        assertThat(pages.skips(uri)).isFalse();
        assertThat(pages.areLinked(uri)).isFalse();
    }
}
