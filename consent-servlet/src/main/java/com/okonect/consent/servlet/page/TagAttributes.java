package com.okonect.consent.servlet.page;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The attributes of a start tag, read as a browser does (HTML Standard, sections 13.2.5.32 to 13.2.5.38). */
final class TagAttributes {

    private final CharSequence tag;
    private int at;

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
            String value = "";
            if (!isAtEnd() && tag.charAt(at) == '=') {
                at++;
                skip(false);
                value = value();
            }
            if (found) {
                return Optional.ofNullable(value);
            }
        }
    }

    /** Null where its closing quote is not there. */
    private @Nullable String value() {
        if (isAtEnd() || tag.charAt(at) == '>') {
            return "";
        }
        char quote = tag.charAt(at);
        if (quote != '"' && quote != '\'') {
            int from = at;
            while (!isAtEnd() && !isSpace() && tag.charAt(at) != '>') {
                at++;
            }
            return tag.subSequence(from, at).toString();
        }
        at++;
        int from = at;
        while (!isAtEnd() && tag.charAt(at) != quote) {
            at++;
        }
        if (isAtEnd()) {
            return null;
        }
        at++;
        return tag.subSequence(from, at - 1).toString();
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
