package com.okonect.consent.servlet.page;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a page's body while it passes in pieces, and whether the page has a link of its own to a path. Reads
 * no more than it must: it looks for the last tags of a page at the end of each piece that it is given, and for the path
 * in what has passed, many pieces at once.
 *
 * <p>Holds the last tags back until it is known that they are the last. Not safe for use by several threads.
 */
final class EndFinder {

    /** Longer than the start of any address that leads to the path. */
    private static final int LOOK_BACK = 300;

    /** Templates write a word at a time; so much is gathered before the path is looked for. */
    private static final int GATHERED = 2_000;

    /** The longest that the last tags of a page are. */
    static final int LONGEST_END = 100;

    /** In place of an index: there is something else. */
    private static final int NONE = -2;

    /** In place of an index: the text ends before. */
    private static final int BROKEN_OFF = -1;

    private static final String END_OF_BODY = "</body";
    private static final String END_OF_PAGE = "</html";

    private final @Nullable String path;
    private boolean linked;
    private final StringBuilder passed = new StringBuilder();
    /** How much of what passed has been looked through. */
    private int lookedThrough;

    /**
     * Starts at the beginning of a body.
     *
     * @param path what links of the page are looked for; null if none are
     */
    EndFinder(@Nullable String path) {
        this.path = path;
    }

    /** Whether links are looked for. */
    boolean looksForLink() {
        return path != null;
    }

    /** Whether the page has a link to the path, so far. */
    boolean isLinked() {
        lookThrough();
        return linked;
    }

    /** Whether the page is known to have a link to the path; what passed last may not have been looked through. */
    boolean isKnownToBeLinked() {
        return linked;
    }

    /** Takes the next piece of the page. */
    void pass(String piece) {
        if (linked || path == null) {
            return;
        }
        if (piece.length() < GATHERED) {
            passed.append(piece);
            if (passed.length() >= GATHERED) {
                lookThrough();
            }
        } else {
            passed.append(piece.substring(0, LOOK_BACK));
            lookThrough();
            linked = linked || hasLink(path, piece, 0);
            passed.setLength(0);
            passed.append(piece.substring(piece.length() - LOOK_BACK));
            lookedThrough = passed.length();
        }
    }

    private void lookThrough() {
        if (linked || path == null || passed.length() == lookedThrough) {
            return;
        }
        // What ended with the path may go on with another path: it is looked at again.
        linked = hasLink(path, passed.toString(), Math.max(0, lookedThrough - path.length()));
        passed.delete(0, Math.max(0, passed.length() - LOOK_BACK));
        lookedThrough = passed.length();
    }

    /** From which character of a text on the last tags of a page may be; its length if they are not in it. */
    static int endFrom(String text) {
        int last = text.lastIndexOf('<');
        if (last < 0 || !mayBeLastTag(text, last)) {
            return text.length();
        }
        // Those of the body and of the page: two tags at most.
        int first = text.lastIndexOf('<', last - 1);
        if (mayBeEndOfBody(text, first)) {
            return first;
        }
        return mayBeEndOfBody(text, last) ? last : text.length();
    }

    /** Whether {@link #endFrom} finds something in these characters, of which only the last are read. */
    static boolean hasEnd(char[] chars, int from, int to) {
        int first = Math.max(from, to - LONGEST_END);
        return hasEnd(new String(chars, first, to - first));
    }

    /** As {@link #hasEnd(char[], int, int)} for bytes. */
    static boolean hasEnd(byte[] bytes, int from, int to) {
        int first = Math.max(from, to - LONGEST_END);
        return hasEnd(new String(bytes, first, to - first, StandardCharsets.ISO_8859_1));
    }

    private static boolean hasEnd(String last) {
        return endFrom(last) < last.length();
    }

    /** Whether what is there of a tag can be the start of {@code </body} or {@code </html}: most tags are none. */
    private static boolean mayBeLastTag(String text, int at) {
        if (at + 1 < text.length() && text.charAt(at + 1) != '/') {
            return false;
        }
        int initial = at + 2 < text.length() ? text.charAt(at + 2) | 0x20 : 'b';
        return initial == 'b' || initial == 'h';
    }

    private static boolean mayBeEndOfBody(String text, int at) {
        return at >= 0 && text.length() - at <= LONGEST_END && lastTags(text, at) != Last.OTHER;
    }

    /** Whether these characters are the last tags of a page beyond doubt. */
    static boolean isWholeEnd(String held) {
        return lastTags(held, 0) == Last.PAGE;
    }

    /** Whether these characters are the last tags of a page, now that nothing comes after them. */
    static boolean isEnd(String held) {
        Last last = lastTags(held, 0);
        return last == Last.PAGE || last == Last.BODY;
    }

    /** What the last characters of a text are: its last tags, with space between and after them. */
    private enum Last {
        /** Something else. */
        OTHER,
        /** The beginning of the last tags. */
        PART,
        /** The end of the body. */
        BODY,
        /** The end of the body and the end of the page. */
        PAGE
    }

    private static Last lastTags(String text, int from) {
        int afterBody = afterTag(END_OF_BODY, text, from);
        if (afterBody < 0) {
            return afterBody == BROKEN_OFF ? Last.PART : Last.OTHER;
        }
        if (afterBody == text.length()) {
            return Last.BODY;
        }
        int afterPage = afterTag(END_OF_PAGE, text, afterBody);
        if (afterPage < 0) {
            return afterPage == BROKEN_OFF ? Last.PART : Last.OTHER;
        }
        return afterPage == text.length() ? Last.PAGE : Last.OTHER;
    }

    /**
     * Reads an end tag and the space after it.
     *
     * @return the index after both; {@link #BROKEN_OFF} if the text ends before the tag does; {@link #NONE} if there is
     *     something else
     */
    private static int afterTag(String tag, String text, int from) {
        int left = text.length() - from;
        if (!text.regionMatches(true, from, tag, 0, Math.min(tag.length(), left))) {
            return NONE;
        }
        int close = left <= tag.length() ? text.length() : afterSpace(text, from + tag.length());
        if (close == text.length()) {
            return BROKEN_OFF;
        }
        return text.charAt(close) == '>' ? afterSpace(text, close + 1) : NONE;
    }

    private static int afterSpace(String text, int from) {
        int at = from;
        while (at < text.length() && " \t\r\n\f".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean hasLink(String path, String text, int from) {
        for (int at = text.indexOf(path, from); at >= 0; at = text.indexOf(path, at + 1)) {
            if (endsAddress(text, at + path.length()) && startsWithAttribute(text, at)) {
                return true;
            }
        }
        return false;
    }

    /** The last character of a piece may be followed by more of another path. */
    private static boolean endsAddress(String text, int at) {
        return at < text.length() && "\"'?#; >\t\r\n\f".indexOf(text.charAt(at)) >= 0;
    }

    /** Whether the address is the value of {@code href}, {@code action} or {@code formaction}. */
    private static boolean startsWithAttribute(String text, int address) {
        int start = address;
        while (start > 0 && address - start < LOOK_BACK / 2 && "\"'= >".indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        int at = start - 1;
        if (at >= 0 && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            at--;
        }
        at = skipSpace(text, at);
        if (at < 0 || text.charAt(at) != '=') {
            return false;
        }
        at = skipSpace(text, at - 1);
        String name =
                text.substring(Math.max(0, at - "action".length() + 1), at + 1).toLowerCase(Locale.ROOT);
        return name.endsWith("href") || name.endsWith("action");
    }

    private static int skipSpace(String text, int from) {
        int at = from;
        while (at >= 0 && text.charAt(at) <= ' ') {
            at--;
        }
        return at;
    }
}
