package com.okonect.consent;

import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One category's part of a choice: yes to a declaration of this fingerprint, or no.
 *
 * @param granted yes or no
 * @param declaration the start of the fingerprint of what was granted, 8 characters of base64url (48 bits); empty for a
 *     refusal, which holds whatever is declared
 */
record Decision(boolean granted, String declaration) {

    static final Decision REFUSED = new Decision(false, "");

    private static final int FINGERPRINT_LENGTH = 8;
    private static final int USUAL_LENGTH = 128;

    Decision {
        if (granted == declaration.isEmpty()) {
            throw new IllegalArgumentException("a grant has a fingerprint, a refusal has none");
        }
    }

    static Decision grant(String declaration) {
        return new Decision(true, declaration);
    }

    private static Decision of(String text) {
        if (text.equals("0")) {
            return REFUSED;
        }
        if (text.length() != FINGERPRINT_LENGTH + 1 || text.charAt(0) != '1' || !isBase64(text)) {
            throw new IllegalArgumentException("not a decision: " + text);
        }
        return grant(text.substring(1));
    }

    private static boolean isBase64(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isBase64(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    /** Writes {@code marketing:0!statistics:1AbCdEfGh}: by category, 0 or 1, a grant followed by its fingerprint. */
    static String join(SortedMap<Category, Decision> decisions) {
        StringBuilder text = new StringBuilder(USUAL_LENGTH);
        for (Entry<Category, Decision> entry : decisions.entrySet()) {
            if (!text.isEmpty()) {
                text.append('!');
            }
            text.append(entry.getKey().id())
                    .append(entry.getValue().granted() ? ":1" : ":0")
                    .append(entry.getValue().declaration());
        }
        return text.toString();
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
            int colon = part.indexOf(':');
            String id = colon < 0 ? "" : part.substring(0, colon);
            if (!Category.isId(id) || decisions.put(Category.of(id), of(part.substring(colon + 1))) != null) {
                throw new IllegalArgumentException("not a decision, or decided twice: " + part);
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

    /**
     * Returns what both grant, and what either refuses. A signal is overridden only where both do so.
     */
    static SortedMap<Category, Decision> grantedByBoth(
            SortedMap<Category, Decision> some, SortedMap<Category, Decision> others) {
        SortedMap<Category, Decision> both = new TreeMap<>(some);
        both.entrySet().retainAll(others.entrySet());
        putRefusals(some, both);
        putRefusals(others, both);
        return both;
    }

    /** Puts in what others refuse. */
    static void putRefusals(SortedMap<Category, Decision> of, SortedMap<Category, Decision> into) {
        of.forEach((category, decision) -> {
            if (!decision.granted && !category.equals(Category.SIGNAL)) {
                into.put(category, decision);
            }
        });
    }

    /** Whether some of what was granted is refused after a change. */
    static boolean endsAGrant(SortedMap<Category, Decision> before, SortedMap<Category, Decision> after) {
        return before.entrySet().stream()
                .anyMatch(one -> one.getValue().granted && REFUSED.equals(after.get(one.getKey())));
    }

    static boolean anyGranted(Map<Category, Decision> decisions) {
        for (Decision decision : decisions.values()) {
            if (decision.granted()) {
                return true;
            }
        }
        return false;
    }
}
