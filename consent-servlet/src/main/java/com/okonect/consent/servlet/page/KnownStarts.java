package com.okonect.consent.servlet.page;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How pages began when they were last read, up to their bodies or as far as they were read. Most pages of an address begin
 * alike each time, and a beginning is compared many times faster than it is read. It serves for pages alone that begin with
 * the very same text: nothing of one visitor's page gets into another's. Stays in memory until another takes its place.
 * Bounded. Safe for use by several threads.
 */
final class KnownStarts {

    /** A megabyte of beginnings at most: what is longer is not to be noted. */
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
            boolean bodyIsRead) {}

    /** The last beginning that was read for this, at the address or at one that shares its slot; null if none is known. */
    @Nullable
    Start last(String uri, int wanted) {
        Start start = starts.get(slot(uri, wanted));
        return start != null && start.wanted == wanted ? start : null;
    }

    /** Notes a beginning that is not too long. */
    void note(String uri, Start start) {
        starts.set(slot(uri, start.wanted), start);
    }

    private static int slot(String uri, int wanted) {
        return Math.floorMod(31 * uri.hashCode() + wanted, SLOTS);
    }
}
