package com.okonect.consent.servlet.guard;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a header's name and value may consist of (RFC 9110, 5.1 and 5.5), and which headers are about cookies. Names are
 * compared in ASCII: {@code String}'s own ways know letters that a browser does not take for these.
 */
final class HeaderText {

    static final String SET_COOKIE = "Set-Cookie";
    static final String COOKIE = "Cookie";

    private static final int LONGEST_PRINTED = 80;
    private static final boolean[] TOKEN = new boolean[128];
    private static final int LONGEST_KNOWN = 40;
    /** Names of headers that were met, the first by each place of their hashes. Nearly all are constants of the program. */
    private static final @Nullable String[] KNOWN = new String[256];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = c <= '9' || (c >= 'A' && c <= 'Z') || c >= 'a';
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private HeaderText() {}

    static boolean isToken(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a header can have this name: a token. What was read once is not read again. */
    static boolean isName(@Nullable String name) {
        if (name == null) {
            return false;
        }
        int place = name.hashCode() & (KNOWN.length - 1);
        String known = KNOWN[place];
        if (name.equals(known)) {
            return true;
        }
        boolean token = isToken(name);
        if (token && known == null && name.length() <= LONGEST_KNOWN) {
            KNOWN[place] = name;
        }
        return token;
    }

    /** Whether every container sends this value as it is, over every version of HTTP. */
    static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isValue(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isValue(char c) {
        return (c >= ' ' && c <= 0xFF && c != 0x7F) || c == '\t';
    }

    static boolean isSetCookie(String name) {
        return isSame(name, "set-cookie");
    }

    /** Whether the header is the one of RFC 2965, which no browser reads any more. */
    static boolean isSetCookie2(String name) {
        return isSame(name, "set-cookie2");
    }

    static boolean isAboutCookies(@Nullable String name) {
        return name != null && (isSetCookie(name) || isSetCookie2(name));
    }

    /** Whether the header is the address of a redirect with parameters: a container may have put a session's id there. */
    static boolean isLocationWithParameters(String name, String value) {
        return isSame(name, "location") && value.indexOf(';') >= 0;
    }

    /** Whether there is nothing to decide: a header that every container sends as it is, and that sets no cookie. */
    static boolean isHarmless(@Nullable String name, String value) {
        return name != null
                && isName(name)
                && !isAboutCookies(name)
                && isValue(value)
                && !isLocationWithParameters(name, value);
    }

    static boolean isCookie(@Nullable String name) {
        return name != null && isSame(name, "cookie");
    }

    static boolean isSame(String name, String lowerCase) {
        return name.length() == lowerCase.length() && startsWith(name, 0, lowerCase);
    }

    static boolean startsWith(String text, int from, String lowerCase) {
        if (text.length() - from < lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            char c = text.charAt(from + i);
            char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Where the character is first met, {@code to} if nowhere before: a line of many parts is not read to its end for each. */
    static int indexOf(char c, String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != c) {
            at++;
        }
        return at;
    }

    /** The index of the first character that is neither space nor tab. */
    static int trimStart(String text, int from, int to) {
        int start = from;
        while (start < to && isBlank(text.charAt(start))) {
            start++;
        }
        return start;
    }

    /** The index after the last character that is neither space nor tab. */
    static int trimEnd(String text, int from, int to) {
        int end = to;
        while (end > from && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** The text as octets of UTF-8, a character each, as a header carries it. */
    static String octets(String text) {
        return isAscii(text) ? text : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                return false;
            }
        }
        return text.length() <= LONGEST_PRINTED;
    }

    /** The text for a log: short, on one line, nothing that a terminal obeys. */
    static String printable(@Nullable String text) {
        if (text == null) {
            return "(none)";
        }
        if (isPrintable(text)) {
            return text;
        }
        StringBuilder printed = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST_PRINTED; i++) {
            char c = text.charAt(i);
            printed.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return text.length() > LONGEST_PRINTED ? printed.append("...").toString() : printed.toString();
    }
}
