package com.okonect.consent.servlet.page;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * The addresses whose pages had no link of their own to the settings when they were last looked through for one. To look
 * is most of what it costs to put a link in, so it is done again when ten seconds have passed. An address at which a page
 * had a link once is always looked through, as long as it is remembered. Bounded. Safe for use by several threads.
 */
final class UnlinkedPages {

    static final int MOST = 2_000;
    private static final int LONGEST = 500;

    private final ConcurrentMap<String, Page> pages = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** What is known of one address. */
    private static final class Page {

        private volatile long lookedThrough;
        private volatile boolean linked;
        private volatile boolean unlinked;

        Page(long now) {
            lookedThrough = now;
        }
    }

    /**
     * Knows none.
     *
     * @param nanos the time, in nanoseconds since any moment
     */
    UnlinkedPages(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether the page at an address need not be looked through this time; to be asked once for each. */
    boolean skips(String uri) {
        Page page = pages.get(uri);
        if (page == null || page.linked) {
            return false;
        }
        long now = nanos.getAsLong();
        if (now - page.lookedThrough < QuietPages.LOOK_AGAIN_NANOS) {
            return true;
        }
        page.lookedThrough = now;
        return false;
    }

    /** Notes that a whole page was looked through and has no link. */
    void noteUnlinked(String uri) {
        Page known = pages.get(uri);
        if (known != null) {
            known.unlinked = true;
        } else if (uri.length() <= LONGEST) {
            page(uri).unlinked = true;
        }
    }

    /** Notes that a page has a link. */
    void noteLinked(String uri) {
        Page known = pages.get(uri);
        if (known != null) {
            known.linked = true;
        } else if (uri.length() <= LONGEST) {
            page(uri).linked = true;
        }
    }

    /** Whether pages at an address are known to have a link for some visitors alone. */
    boolean differ(String uri) {
        Page known = pages.get(uri);
        return known != null && known.linked && known.unlinked;
    }

    private Page page(String uri) {
        if (pages.size() >= MOST) {
            pages.values().removeIf(page -> !page.linked);
        }
        if (pages.size() >= MOST) {
            pages.clear();
        }
        return pages.computeIfAbsent(uri, any -> new Page(nanos.getAsLong()));
    }
}
