package com.okonect.consent.servlet.page;

import java.util.Locale;

/** Texts that every charset has: what is beyond ASCII is named. */
public final class AsciiText {

    private static final int FIRST_BEYOND = 0x80;
    private static final int MUCH = 64;

    private AsciiText() {}

    /**
     * Writes HTML with character references (HTML Standard, section 13.1.4).
     *
     * @param html HTML without scripts and styles of its own
     * @return the same page
     */
    public static String ofHtml(String html) {
        StringBuilder ascii = new StringBuilder(html.length() + MUCH);
        html.codePoints().forEach(point -> {
            if (point < FIRST_BEYOND) {
                ascii.append((char) point);
            } else {
                ascii.append("&#").append(point).append(';');
            }
        });
        return ascii.toString();
    }

    /**
     * Writes JSON with escapes (RFC 8259, section 7).
     *
     * @param json a JSON text
     * @return the same document
     */
    public static String ofJson(String json) {
        StringBuilder ascii = new StringBuilder(json.length() + MUCH);
        json.chars().forEach(unit -> {
            if (unit < FIRST_BEYOND) {
                ascii.append((char) unit);
            } else {
                ascii.append(String.format(Locale.ROOT, "\\u%04x", unit));
            }
        });
        return ascii.toString();
    }
}
