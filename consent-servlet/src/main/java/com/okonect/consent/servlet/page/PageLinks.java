package com.okonect.consent.servlet.page;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of pages that were looked through for a link of their own to the settings, and what was found. To look
 * is most of what it costs to put a link in, so where there was none it is done again when ten seconds have passed. An
 * address at which a page had a link once is always looked through, as long as it is remembered. Bounded. Safe for use
 * by several threads.
 */
final class PageLinks {

    static final int MOST = 2_000;
    private static final int LONGEST = 500;
    /** So long pages of an address count as different after one of them was seen without a link. */
    static final long DIFFER_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final ConcurrentMap<String, Page> pages = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** What is known of one address; times are null where nothing was seen. */
    private static final class Page {
        /** When a whole page was last looked through, or the next look began. */
        private volatile @Nullable Long lookedThrough;
        /** When a page was last seen without a link. */
        private volatile @Nullable Long unlinked;

        private volatile boolean linked;
    }

    /**
     * Knows none.
     *
     * @param nanos the time, in nanoseconds since any moment
     */
    PageLinks(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether the page at an address need not be looked through this time; to be asked once for each. */
    boolean skips(String uri) {
        Page page = pages.get(uri);
        Long looked = page == null || page.linked ? null : page.lookedThrough;
        if (page == null || looked == null) {
            return false;
        }
        long now = nanos.getAsLong();
        if (now - looked < QuietPages.LOOK_AGAIN_NANOS) {
            return true;
        }
        // Of many visitors at once one looks.
        page.lookedThrough = now;
        return false;
    }

    /**
     * Notes that a page has no link.
     *
     * @param whole whether all of it was looked through; if not, the next one is looked through, too
     */
    void noteUnlinked(String uri, boolean whole) {
        Page page = page(uri);
        if (page != null) {
            Long now = nanos.getAsLong();
            page.unlinked = now;
            if (whole) {
                page.lookedThrough = now;
            }
        }
    }

    /** Notes that a page has a link. */
    void noteLinked(String uri) {
        Page page = page(uri);
        if (page != null) {
            page.linked = true;
        }
    }

    /** Whether there is a page at an address, with a link or without. */
    boolean contains(String uri) {
        return pages.containsKey(uri);
    }

    /** Whether all pages at an address are known to have a link, not those of some visitors alone. */
    boolean areLinked(String uri) {
        Page page = pages.get(uri);
        Long since = page == null ? null : page.unlinked;
        return page != null && page.linked && (since == null || nanos.getAsLong() - since >= DIFFER_NANOS);
    }

    private @Nullable Page page(String uri) {
        Page known = pages.get(uri);
        if (known != null || uri.length() > LONGEST) {
            return known;
        }
        if (pages.size() >= MOST) {
            pages.values().removeIf(page -> !page.linked);
        }
        if (pages.size() >= MOST) {
            pages.clear();
        }
        return pages.computeIfAbsent(uri, any -> new Page());
    }
}
