package com.okonect.consent.servlet.guard;

/** Walks over the attributes of a {@code Set-Cookie} value (RFC 6265bis, 5.6), without making a string of each. */
final class CookieAttributes {

    private static final int LONGEST_VALUE = 1024;

    private final String text;
    private int from;
    private int to;
    private int nameFrom;
    private int nameTo;
    private int valueFrom;
    private int valueTo;

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
        int nameEnd = HeaderText.indexOf('=', text, from + 1, to);
        nameFrom = HeaderText.trimStart(text, from + 1, nameEnd);
        nameTo = HeaderText.trimEnd(text, nameFrom, nameEnd);
        valueFrom = HeaderText.trimStart(text, Math.min(nameEnd + 1, to), to);
        valueTo = HeaderText.trimEnd(text, valueFrom, to);
        return true;
    }

    boolean is(String lowerCaseName) {
        return nameTo - nameFrom == lowerCaseName.length() && HeaderText.startsWith(text, nameFrom, lowerCaseName);
    }

    /** Whether browsers ignore the attribute because it is too long. */
    boolean isIgnored() {
        return valueTo - valueFrom > LONGEST_VALUE;
    }

    String value() {
        return text.substring(valueFrom, valueTo);
    }

    /** Appends the attribute with its semicolon, as it was given. */
    void appendTo(StringBuilder rest) {
        rest.append(text, from, to);
    }
}
