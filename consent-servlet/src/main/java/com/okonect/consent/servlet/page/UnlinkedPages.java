package com.okonect.consent.servlet.page;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The addresses whose pages had no link of their own to the settings when they were last looked through for one. To look
 * is most of what it costs to put a link in, so it is done every so many times. An address at which a page had a link
 * once is always looked at, as long as it is remembered. Bounded. Safe for use by several threads.
 */
final class UnlinkedPages {

    static final int LOOK_EVERY = 20;
    static final int MOST = 2_000;
    private static final int LONGEST = 500;

    private final ConcurrentMap<String, Page> pages = new ConcurrentHashMap<>();

    /** What is known of one address. A count that is lost in a race does not matter. */
    private static final class Page {
        private int visits;
        private volatile boolean linked;
    }

    /** Whether the page at an address need not be looked through this time; to be asked once for each. */
    boolean skips(String uri) {
        Page page = pages.get(uri);
        if (page == null || page.linked) {
            return false;
        }
        int visit = page.visits + 1;
        page.visits = visit;
        return visit % LOOK_EVERY != 0;
    }

    /** Notes that a whole page was looked through and has no link. */
    void noteUnlinked(String uri) {
        if (uri.length() <= LONGEST && !pages.containsKey(uri)) {
            makeRoom();
            pages.putIfAbsent(uri, new Page());
        }
    }

    /** Notes that a page has a link. */
    void noteLinked(String uri) {
        Page known = pages.get(uri);
        if (known != null) {
            known.linked = true;
        } else if (uri.length() <= LONGEST) {
            makeRoom();
            pages.computeIfAbsent(uri, any -> new Page()).linked = true;
        }
    }

    private void makeRoom() {
        if (pages.size() >= MOST) {
            pages.values().removeIf(page -> !page.linked);
        }
        if (pages.size() >= MOST) {
            pages.clear();
        }
    }
}
