package com.okonect.consent.store;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Marks that transactions leave in a row, so that who does not know what became of one can find out, and does not do the same
 * twice. A column has them with blanks between.
 */
final class Marks {

    /** How many a column has room for: 16 characters each. */
    static final int MOST = 32;

    private Marks() {}

    static String newMark() {
        return Long.toHexString(UUID.randomUUID().getMostSignificantBits());
    }

    static String join(Collection<String> marks) {
        return String.join(" ", marks);
    }

    /** Returns them in order, to be changed; none for null. */
    static Set<String> split(@Nullable String joined) {
        Set<String> marks = new LinkedHashSet<>();
        if (joined != null && !joined.isEmpty()) {
            marks.addAll(List.of(joined.split(" ", -1)));
        }
        return marks;
    }
}
