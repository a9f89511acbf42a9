package com.okonect.consent.servlet.guard;

import jakarta.servlet.http.Cookie;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of a request, read from the {@code Cookie} lines as a browser writes them (RFC 6265bis, 5.8.3): pairs
 * between semicolons, the name up to the first {@code =}, quotes part of the value. Containers read them in ways that
 * differ from one another and from their own header.
 *
 * <p>Immutable.
 */
public final class CookieHeader {

    private static final CookieHeader NONE = new CookieHeader(List.of());

    private final List<Line> lines;

    /** A line and its pairs. */
    private record Line(String text, List<Pair> pairs) {}

    /** One cookie: a part of its line, of which nothing is copied before it is asked for. */
    private static final class Pair {

        private final String line;
        private final int from;
        private final int nameTo;
        private final int valueFrom;
        private final int to;
        private @Nullable String name;

        /**
         * Notes where a cookie stands.
         *
         * @param from where it begins, without the blanks before it
         * @param nameTo where its name ends; {@code from} where there is no {@code =}
         * @param valueFrom where its value begins
         * @param to where it ends, without the blanks after it
         */
        Pair(String line, int from, int nameTo, int valueFrom, int to) {
            this.line = line;
            this.from = from;
            this.nameTo = nameTo;
            this.valueFrom = valueFrom;
            this.to = to;
        }

        boolean isNamed(String other) {
            return nameTo - from == other.length() && line.startsWith(other, from);
        }

        /** Returns the name; empty where there is none. */
        String name() {
            String known = name;
            if (known == null) {
                known = line.substring(from, nameTo);
                name = known;
            }
            return known;
        }

        /** Returns the value as it was sent. */
        String value() {
            return line.substring(valueFrom, to);
        }

        /** Returns name and value as they were sent. */
        String text() {
            return line.substring(from, to);
        }
    }

    private CookieHeader(List<Line> lines) {
        this.lines = lines;
    }

    static CookieHeader parse(@Nullable Enumeration<String> lines) {
        if (lines == null || !lines.hasMoreElements()) {
            return NONE;
        }
        String first = lines.nextElement();
        if (!lines.hasMoreElements()) {
            return new CookieHeader(List.of(new Line(first, pairs(first))));
        }
        List<String> all = new ArrayList<>();
        all.add(first);
        lines.asIterator().forEachRemaining(all::add);
        return parse(all);
    }

    static CookieHeader parse(List<String> lines) {
        List<Line> parsed = new ArrayList<>(lines.size());
        for (String line : lines) {
            parsed.add(new Line(line, pairs(line)));
        }
        return new CookieHeader(parsed);
    }

    private static List<Pair> pairs(String line) {
        List<Pair> pairs = new ArrayList<>();
        for (int from = 0; from <= line.length(); ) {
            int semicolon = line.indexOf(';', from);
            int end = semicolon < 0 ? line.length() : semicolon;
            int start = HeaderText.trimStart(line, from, end);
            int stop = HeaderText.trimEnd(line, start, end);
            if (start < stop) {
                pairs.add(pair(line, start, stop));
            }
            from = end + 1;
        }
        return pairs;
    }

    /** Says whether a cookie has one of these names, without reading the rest; one without a name has none. */
    static boolean anyName(@Nullable Enumeration<String> lines, Predicate<String> names) {
        while (lines != null && lines.hasMoreElements()) {
            String line = lines.nextElement();
            for (int from = 0; from < line.length(); ) {
                int semicolon = line.indexOf(';', from);
                int end = semicolon < 0 ? line.length() : semicolon;
                int equals = HeaderText.indexOf('=', line, from, end);
                if (equals < end) {
                    int start = HeaderText.trimStart(line, from, equals);
                    if (names.test(line.substring(start, HeaderText.trimEnd(line, start, equals)))) {
                        return true;
                    }
                }
                from = end + 1;
            }
        }
        return false;
    }

    private static Pair pair(String line, int from, int to) {
        int equals = HeaderText.indexOf('=', line, from, to);
        if (equals == to) {
            return new Pair(line, from, from, from, to);
        }
        return new Pair(
                line, from, HeaderText.trimEnd(line, from, equals), HeaderText.trimStart(line, equals + 1, to), to);
    }

    /**
     * Says whether a cookie was sent.
     *
     * @param name its name, case-sensitive
     * @return true if there is at least one of this name
     */
    public boolean contains(String name) {
        for (Line line : lines) {
            for (Pair pair : line.pairs) {
                if (pair.isNamed(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns the values of all cookies of one name.
     *
     * @param name the name, case-sensitive
     * @return in the order in which they were sent; empty if there is none
     */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>(1);
        for (Line line : lines) {
            for (Pair pair : line.pairs) {
                if (pair.isNamed(name)) {
                    values.add(pair.value());
                }
            }
        }
        return values;
    }

    /**
     * Returns the names of all cookies.
     *
     * @return in the order in which they were sent, as often as they were sent
     */
    public List<String> names() {
        return lines.stream()
                .flatMap(line -> line.pairs.stream())
                .map(Pair::name)
                .toList();
    }

    /** Returns the cookies with these names. A line that loses none stays as it was sent, an empty one goes. */
    CookieHeader only(Predicate<String> names) {
        List<Line> kept = new ArrayList<>(lines.size());
        for (Line line : lines) {
            List<Pair> pairs = new ArrayList<>(line.pairs.size());
            for (Pair pair : line.pairs) {
                if (names.test(pair.name())) {
                    pairs.add(pair);
                }
            }
            if (pairs.size() == line.pairs.size()) {
                kept.add(line);
            } else if (!pairs.isEmpty()) {
                kept.add(new Line(
                        String.join("; ", pairs.stream().map(Pair::text).toList()), pairs));
            }
        }
        return new CookieHeader(kept);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    List<String> lines() {
        // Nearly all browsers send one.
        return lines.size() == 1
                ? List.of(lines.get(0).text)
                : lines.stream().map(Line::text).toList();
    }

    /** Returns what {@code getCookies} has to answer; null for none, and without those that are no cookie to the API. */
    Cookie @Nullable [] cookies() {
        List<Cookie> cookies = new ArrayList<>();
        for (Line line : lines) {
            for (Pair pair : line.pairs) {
                try {
                    cookies.add(new Cookie(pair.name(), text(pair.value())));
                } catch (IllegalArgumentException notAName) {
                    // readable from the header still
                }
            }
        }
        return cookies.isEmpty() ? null : cookies.toArray(Cookie[]::new);
    }

    /** Octets that are UTF-8 become the text that {@link CookieText} made them of. */
    private static String text(String value) {
        if (HeaderText.isAscii(value) || !HeaderText.isValue(value)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException another) {
            return value;
        }
    }
}
