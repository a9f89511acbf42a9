package com.okonect.consent.servlet.page;

import java.util.Optional;

/** The attributes of a start tag, read as a browser does (HTML Standard, sections 13.2.5.32 to 13.2.5.38). */
final class TagAttributes {

    private final CharSequence tag;
    private int at;
    private int valueFrom;
    private int valueTo;

    private TagAttributes(CharSequence tag) {
        this.tag = tag;
    }

    /**
     * Returns the value of an attribute.
     *
     * @param tag what comes after the tag's name, up to its {@code >}
     * @param name the attribute's name, in any case
     * @return the first value of that name, with its quotes read; empty if there is none, or not all of it
     */
    static Optional<String> value(CharSequence tag, String name) {
        return new TagAttributes(tag).find(name);
    }

    private Optional<String> find(String wanted) {
        while (true) {
            skip(true);
            if (isAtEnd() || tag.charAt(at) == '>') {
                return Optional.empty();
            }
            int from = at++;
            while (!isAtEnd() && !isSpace() && "/>=".indexOf(tag.charAt(at)) < 0) {
                at++;
            }
            boolean found = isSame(from, wanted);
            skip(false);
            valueFrom = at;
            valueTo = at;
            boolean whole = true;
            if (!isAtEnd() && tag.charAt(at) == '=') {
                at++;
                skip(false);
                whole = readValue();
            }
            if (found) {
                return whole ? Optional.of(tag.subSequence(valueFrom, valueTo).toString()) : Optional.empty();
            }
        }
    }

    /** False where its closing quote is not there. */
    private boolean readValue() {
        valueFrom = at;
        valueTo = at;
        if (isAtEnd() || tag.charAt(at) == '>') {
            return true;
        }
        char quote = tag.charAt(at);
        if (quote != '"' && quote != '\'') {
            while (!isAtEnd() && !isSpace() && tag.charAt(at) != '>') {
                at++;
            }
            valueTo = at;
            return true;
        }
        at++;
        valueFrom = at;
        while (!isAtEnd() && tag.charAt(at) != quote) {
            at++;
        }
        valueTo = at;
        boolean whole = !isAtEnd();
        at++;
        return whole;
    }

    private boolean isSame(int from, String wanted) {
        return at - from == wanted.length()
                && wanted.equalsIgnoreCase(tag.subSequence(from, at).toString());
    }

    private void skip(boolean slashes) {
        while (!isAtEnd() && (isSpace() || slashes && tag.charAt(at) == '/')) {
            at++;
        }
    }

    private boolean isSpace() {
        char c = tag.charAt(at);
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }

    private boolean isAtEnd() {
        return at >= tag.length();
    }
}
