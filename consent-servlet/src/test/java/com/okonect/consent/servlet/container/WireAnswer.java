package com.okonect.consent.servlet.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * All that came back for one request, as octets that are characters.
 *
 * @param heads the interim responses, then the final one
 * @param body the body, chunks joined
 * @param trailers what came after it
 */
record WireAnswer(List<Head> heads, String body, List<Field> trailers) {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> ABOUT_COOKIES = Set.of("set-cookie", "set-cookie2");
    private static final Pattern DELETION =
            Pattern.compile("(?i)[^=;]+=(\"\")?\\s*;.*(max-age=(0|-\\d+)\\b|expires=[^;]*1970).*", Pattern.DOTALL);

    record Field(String name, String value) {

        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    record Head(int status, List<Field> fields) {}

    Head last() {
        return heads.get(heads.size() - 1);
    }

    /** The values of all fields of the final response that a browser takes for this one. */
    List<String> all(String name) {
        return last().fields().stream()
                .filter(field -> isSame(field.name(), name))
                .map(Field::value)
                .toList();
    }

    private static boolean isSame(String sent, String name) {
        return trim(sent).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
    }

    /** Browsers trim spaces and tabs, no more. */
    private static String trim(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    /** What no visitor without consent may be sent. */
    List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        for (Head head : heads) {
            head.fields().stream().filter(WireAnswer::isLeak).forEach(field -> leaks.add(head.status() + " " + field));
        }
        trailers.stream().filter(WireAnswer::isLeak).forEach(field -> leaks.add("trailer " + field));
        return leaks;
    }

    /** Whether an address carries the id of a session, which is as good as a cookie. */
    boolean hasIdInAddress() {
        return body.contains(";jsessionid=")
                || all("Location").stream().anyMatch(address -> address.contains(";jsessionid="));
    }

    /** Whether a word is anywhere in the answer. */
    boolean says(String word) {
        return body.contains(word)
                || heads.stream().anyMatch(head -> head.fields().toString().contains(word))
                || trailers.toString().contains(word);
    }

    private static boolean isLeak(Field field) {
        if (!TOKEN.matcher(field.name()).matches() && !field.name().startsWith(":")) {
            return true;
        }
        if (field.value().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            return true;
        }
        boolean isCookie = ABOUT_COOKIES.contains(field.name().toLowerCase(Locale.ROOT));
        boolean isHarmless = !field.value().contains("LEAK")
                && (field.value().startsWith(Scenarios.ALLOWED + "=")
                        || DELETION.matcher(field.value()).matches());
        return isCookie && !isHarmless;
    }
}
