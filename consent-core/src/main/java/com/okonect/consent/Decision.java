package com.okonect.consent;

import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One category's part of a choice: yes to a declaration of this fingerprint, or no.
 *
 * @param granted yes or no
 * @param declaration the start of the fingerprint of what was granted, 8 characters of base64url (48 bits); empty for a
 *     refusal, which holds whatever is declared
 */
record Decision(boolean granted, String declaration) {

    static final Decision REFUSED = new Decision(false, "");

    private static final Pattern TEXT = Pattern.compile("([a-z][a-z0-9-]{0,23}):(?:(0)|1([A-Za-z0-9_-]{8}))");

    Decision {
        if (granted == declaration.isEmpty()) {
            throw new IllegalArgumentException("a grant has a fingerprint, a refusal has none");
        }
    }

    static Decision grant(String declaration) {
        return new Decision(true, declaration);
    }

    /** Writes {@code marketing:0!statistics:1AbCdEfGh}: by category, 0 or 1, a grant followed by its fingerprint. */
    static String join(SortedMap<Category, Decision> decisions) {
        return decisions.entrySet().stream()
                .map(e -> e.getKey().id()
                        + ':'
                        + (e.getValue().granted() ? 1 : 0)
                        + e.getValue().declaration())
                .collect(Collectors.joining("!"));
    }

    /**
     * Reads what {@link #join} writes.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    static SortedMap<Category, Decision> split(String text) {
        SortedMap<Category, Decision> decisions = new TreeMap<>();
        if (text.isEmpty()) {
            return decisions;
        }
        for (String part : text.split("!", -1)) {
            Matcher matcher = TEXT.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a decision: " + part);
            }
            Decision decision = matcher.group(2) != null ? REFUSED : grant(matcher.group(3));
            if (decisions.put(Category.of(matcher.group(1)), decision) != null) {
                throw new IllegalArgumentException("decided twice: " + part);
            }
        }
        return decisions;
    }

    static SortedMap<Category, Boolean> booleans(SortedMap<Category, Decision> decisions) {
        SortedMap<Category, Boolean> booleans = new TreeMap<>();
        for (Entry<Category, Decision> entry : decisions.entrySet()) {
            if (!entry.getKey().equals(Category.SIGNAL)) {
                booleans.put(entry.getKey(), entry.getValue().granted());
            }
        }
        return booleans;
    }

    static boolean anyGranted(Map<Category, Decision> decisions) {
        return decisions.values().stream().anyMatch(Decision::granted);
    }
}
