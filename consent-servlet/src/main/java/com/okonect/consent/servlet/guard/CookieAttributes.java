package com.okonect.consent.servlet.guard;

/** Walks over the attributes of a {@code Set-Cookie} value (RFC 6265bis, 5.6), without making a string of each. */
final class CookieAttributes {

    /** What {@link #seconds} answers where there are none. */
    static final long NO_NUMBER = Long.MIN_VALUE;

    private static final int LONGEST_VALUE = 1024;
    private static final int UNKNOWN = -1;

    private final String text;
    private int from;
    private int to;
    private int nameFrom;
    private int equals;

    /** Starts before the attribute whose semicolon is at this index. */
    CookieAttributes(String text, int from) {
        this.text = text;
        this.to = from;
    }

    boolean next() {
        if (to >= text.length()) {
            return false;
        }
        from = to;
        int semicolon = text.indexOf(';', from + 1);
        to = semicolon < 0 ? text.length() : semicolon;
        nameFrom = HeaderText.trimStart(text, from + 1, to);
        equals = UNKNOWN;
        return true;
    }

    /** Whether the attribute has this name, of letters and hyphens. Looks at no more of it than it must. */
    boolean is(String lowerCaseName) {
        int end = nameFrom + lowerCaseName.length();
        if (end > to || !HeaderText.startsWith(text, nameFrom, lowerCaseName)) {
            return false;
        }
        int after = HeaderText.trimStart(text, end, to);
        return after == to || text.charAt(after) == '=';
    }

    /** Whether browsers ignore the attribute because it is too long. */
    boolean isIgnored() {
        int valueFrom = valueFrom();
        return HeaderText.trimEnd(text, valueFrom, to) - valueFrom > LONGEST_VALUE;
    }

    String value() {
        int valueFrom = valueFrom();
        return text.substring(valueFrom, HeaderText.trimEnd(text, valueFrom, to));
    }

    private int valueFrom() {
        if (equals == UNKNOWN) {
            equals = HeaderText.indexOf('=', text, nameFrom, to);
        }
        return HeaderText.trimStart(text, Math.min(equals + 1, to), to);
    }

    /** The value as the seconds of a {@code -?DIGIT+}, cut to what a {@code long} holds; {@link #NO_NUMBER} if it is another text. */
    long seconds() {
        int valueFrom = valueFrom();
        int valueTo = HeaderText.trimEnd(text, valueFrom, to);
        boolean negative = valueFrom < valueTo && text.charAt(valueFrom) == '-';
        int first = negative ? valueFrom + 1 : valueFrom;
        if (first == valueTo) {
            return NO_NUMBER;
        }
        long seconds = 0;
        for (int i = first; i < valueTo; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return NO_NUMBER;
            }
            seconds = seconds > Long.MAX_VALUE / 10 - 1 ? Long.MAX_VALUE / 10 : seconds * 10 + (c - '0');
        }
        return negative ? -seconds : seconds;
    }

    /** Appends the attribute with its semicolon, as it was given. */
    void appendTo(StringBuilder rest) {
        rest.append(text, from, to);
    }
}
