package com.okonect.consent.servlet.page;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How pages began when they were last read, up to their bodies. Most pages of an address begin alike each time, and a
 * beginning is compared many times faster than it is read. Bounded. Safe for use by several threads.
 */
final class KnownStarts {

    /** Half a megabyte of beginnings at most: what is longer is read each time. */
    static final int LONGEST = 8 * 1024;

    private static final int SLOTS = 64;

    private final AtomicReferenceArray<@Nullable Start> starts = new AtomicReferenceArray<>(SLOTS);

    /**
     * A beginning and what was found in it.
     *
     * @param wanted what was looked for, and how
     * @param text all that was read; bytes are a character each
     * @param found the places, with their indices in the text
     * @param bodyIsRead whether the body is read on
     */
    record Start(
            int wanted,
            String text,
            List<PageScanner.Found> found,
            String language,
            List<String> metaPolicies,
            boolean bodyIsRead) {

        /** Whether a page that begins with this text begins so. A copy is compared at once, a part one by one. */
        boolean begins(String page) {
            return page.length() >= text.length()
                    && page.substring(0, text.length()).equals(text);
        }
    }

    /** The last beginning at an address that was read for this; null if none is known. */
    @Nullable
    Start last(String uri, int wanted) {
        Start start = starts.get(slot(uri, wanted));
        return start != null && start.wanted == wanted ? start : null;
    }

    /** Notes a beginning, unless it is too long. */
    void note(String uri, Start start) {
        if (start.text.length() <= LONGEST) {
            starts.set(slot(uri, start.wanted), start);
        }
    }

    private static int slot(String uri, int wanted) {
        return Math.floorMod(31 * uri.hashCode() + wanted, SLOTS);
    }
}
