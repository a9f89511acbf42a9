package com.okonect.consent.policy;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the declaration of a cookie name. An exact name wins over a pattern, a longer start over a shorter one, then the
 * longer end. The cost depends on how many different lengths of start are declared, not on how many names.
 */
final class CookieNames {

    private final Map<String, DeclaredCookie> exact = new HashMap<>();
    private final Map<String, Map<String, DeclaredCookie>> patterns = new HashMap<>();
    private final int[] startLengths;

    CookieNames(Collection<? extends DeclaredCookie> cookies) {
        TreeSet<Integer> lengths = new TreeSet<>();
        for (DeclaredCookie cookie : cookies) {
            String name = cookie.name();
            int star = name.indexOf('*');
            if (star < 0) {
                exact.put(name, cookie);
            } else {
                lengths.add(star);
                patterns.computeIfAbsent(name.substring(0, star), start -> new HashMap<>())
                        .put(name.substring(star + 1), cookie);
            }
        }
        startLengths =
                lengths.descendingSet().stream().mapToInt(Integer::intValue).toArray();
    }

    @Nullable
    DeclaredCookie find(String name) {
        DeclaredCookie cookie = exact.get(name);
        for (int i = 0; cookie == null && i < startLengths.length; i++) {
            int length = startLengths[i];
            if (length <= name.length()) {
                Map<String, DeclaredCookie> ends = patterns.get(name.substring(0, length));
                cookie = ends == null ? null : longestEnd(ends, name, length);
            }
        }
        return cookie;
    }

    private static @Nullable DeclaredCookie longestEnd(Map<String, DeclaredCookie> ends, String name, int from) {
        DeclaredCookie cookie = null;
        for (int i = from; cookie == null && i <= name.length(); i++) {
            cookie = ends.get(name.substring(i));
        }
        return cookie;
    }
}
