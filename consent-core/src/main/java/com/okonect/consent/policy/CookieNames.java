package com.okonect.consent.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the declaration of a cookie name. An exact name wins over a pattern, a longer start over a shorter one, then the
 * longer end. The cost depends on how many different lengths of start are declared, not on how many names; nothing is
 * copied from the name to look a start up.
 */
final class CookieNames {

    private final Map<String, DeclaredCookie> exact = new HashMap<>();
    /** By their hashes, where two meet in the next place; a power of two in length, half of it empty. */
    private final @Nullable Start[] starts;

    private final int[] startLengths;

    /** The patterns that have the same before their {@code *}. */
    private static final class Start {

        private final String text;
        private final Map<String, DeclaredCookie> ends;
        /** The longest first. */
        private final int[] endLengths;

        Start(String text, Map<String, DeclaredCookie> ends) {
            this.text = text;
            this.ends = ends;
            endLengths = lengths(ends.keySet(), Comparator.reverseOrder());
        }

        @Nullable
        DeclaredCookie find(String name) {
            DeclaredCookie cookie = null;
            for (int i = 0; cookie == null && i < endLengths.length; i++) {
                int from = name.length() - endLengths[i];
                cookie = from < text.length() ? null : ends.get(name.substring(from));
            }
            return cookie;
        }
    }

    CookieNames(Collection<? extends DeclaredCookie> cookies) {
        Map<String, Map<String, DeclaredCookie>> patterns = new TreeMap<>();
        for (DeclaredCookie cookie : cookies) {
            String name = cookie.name();
            int star = name.indexOf('*');
            if (star < 0) {
                exact.put(name, cookie);
            } else {
                patterns.computeIfAbsent(name.substring(0, star), start -> new HashMap<>())
                        .put(name.substring(star + 1), cookie);
            }
        }
        startLengths = lengths(patterns.keySet(), Comparator.naturalOrder());
        starts = new Start[Math.max(2, Integer.highestOneBit(patterns.size()) * 4)];
        for (Map.Entry<String, Map<String, DeclaredCookie>> pattern : patterns.entrySet()) {
            int place = place(pattern.getKey().hashCode());
            while (starts[place] != null) {
                place = place + 1 & starts.length - 1;
            }
            starts[place] = new Start(pattern.getKey(), pattern.getValue());
        }
    }

    /** Returns the lengths that some of the texts have, each once. */
    private static int[] lengths(Set<String> texts, Comparator<Integer> order) {
        SortedSet<Integer> lengths = new TreeSet<>(order);
        for (String text : texts) {
            lengths.add(text.length());
        }
        int[] ordered = new int[lengths.size()];
        int next = 0;
        for (int length : lengths) {
            ordered[next++] = length;
        }
        return ordered;
    }

    @Nullable
    DeclaredCookie find(String name) {
        DeclaredCookie cookie = exact.get(name);
        return cookie == null && startLengths.length > 0 ? findPattern(name) : cookie;
    }

    private @Nullable DeclaredCookie findPattern(String name) {
        DeclaredCookie longest = null;
        int hash = 0;
        int hashed = 0;
        for (int length : startLengths) {
            if (length > name.length()) {
                break;
            }
            // As String does it.
            for (; hashed < length; hashed++) {
                hash = 31 * hash + name.charAt(hashed);
            }
            Start start = start(name, length, hash);
            DeclaredCookie cookie = start == null ? null : start.find(name);
            longest = cookie == null ? longest : cookie;
        }
        return longest;
    }

    private @Nullable Start start(String name, int length, int hash) {
        int place = place(hash);
        Start start = starts[place];
        while (start != null && (start.text.length() != length || !name.startsWith(start.text))) {
            place = place + 1 & starts.length - 1;
            start = starts[place];
        }
        return start;
    }

    private int place(int hash) {
        return (hash ^ hash >>> 16) & starts.length - 1;
    }
}
