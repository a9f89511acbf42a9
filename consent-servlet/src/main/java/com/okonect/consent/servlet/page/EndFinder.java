package com.okonect.consent.servlet.page;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the end of a page's body while it passes in pieces, and whether the page has a link of its own to a path. Reads
 * no more than it must: it looks for the path, and for the last tags of a page at the end of each piece.
 *
 * <p>Holds the last tags back until it is known that they are the last. Not safe for use by several threads.
 */
final class EndFinder {

    /** Longer than the start of any address that leads to the path. */
    private static final int LOOK_BACK = 300;

    private static final int LONGEST_END = 100;
    private static final Pattern END = Pattern.compile("</body\\s*>\\s*(?:</html\\s*>\\s*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern WHOLE_END =
            Pattern.compile("</body\\s*>\\s*</html\\s*>\\s*", Pattern.CASE_INSENSITIVE);

    private final String path;
    private boolean linked;
    private String before = "";

    EndFinder(String path) {
        this.path = path;
    }

    /** Whether the page has a link to the path. */
    boolean isLinked() {
        return linked;
    }

    /**
     * Reads on.
     *
     * @param text what is held back, followed by the new piece
     * @return from which character of the text on the last tags of a page may be; its length if they are not in it
     */
    int scan(String text) {
        if (!linked) {
            linked = hasLinkAcross(text) || hasLink(text);
            before = text.length() >= LOOK_BACK
                    ? text.substring(text.length() - LOOK_BACK)
                    : lastOf(before.concat(text));
        }
        return linked ? text.length() : endFrom(text);
    }

    private static int endFrom(String text) {
        int from = Math.max(0, text.length() - LONGEST_END);
        for (int at = text.indexOf('<', from); at >= 0; at = text.indexOf('<', at + 1)) {
            if (mayBeEndOfBody(text, at) && mayBeWholeEnd(text, at)) {
                return at;
            }
        }
        return text.length();
    }

    /** Whether what is there of a tag is the start of {@code </b}: most tags are none of these. */
    private static boolean mayBeEndOfBody(String text, int at) {
        return (at + 1 >= text.length() || text.charAt(at + 1) == '/')
                && (at + 2 >= text.length() || (text.charAt(at + 2) | 0x20) == 'b');
    }

    @SuppressWarnings("JdkObsolete") // the text is a piece of a stream: hitEnd says that more of it could be a match
    private static boolean mayBeWholeEnd(String text, int at) {
        Matcher end = WHOLE_END.matcher(text).region(at, text.length());
        return end.matches() || end.hitEnd();
    }

    /** Whether these characters are the last tags of a page beyond doubt. */
    static boolean isWholeEnd(String held) {
        return WHOLE_END.matcher(held).matches();
    }

    /** Whether these characters are the last tags of a page, now that nothing comes after them. */
    static boolean isEnd(String held) {
        return END.matcher(held).matches();
    }

    private static String lastOf(String text) {
        return text.substring(Math.max(0, text.length() - LOOK_BACK));
    }

    /** A link whose path begins in an earlier piece, or ended with one, where nothing said so. */
    private boolean hasLinkAcross(String text) {
        if (before.isEmpty()) {
            return false;
        }
        int from = Math.max(0, before.length() - path.length());
        String seam = before.substring(from).concat(text.substring(0, Math.min(text.length(), path.length())));
        int start = before.length() - from;
        for (int at = seam.indexOf(path); at >= 0 && at < start; at = seam.indexOf(path, at + 1)) {
            if (endsAddress(seam, at + path.length()) && startsWithAttribute(before, from + at)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasLink(String text) {
        for (int at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
            if (endsAddress(text, at + path.length()) && isValueOfLink(text, at)) {
                return true;
            }
        }
        return false;
    }

    /** An address near the start of the piece may begin before it. */
    private boolean isValueOfLink(String text, int address) {
        return address < LOOK_BACK
                ? startsWithAttribute(before.concat(text.substring(0, address)), before.length() + address)
                : startsWithAttribute(text, address);
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
