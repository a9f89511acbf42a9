package com.okonect.consent.servlet.tool;

/** Cells of comma-separated values (RFC 4180). */
public final class Cells {

    private Cells() {}

    /**
     * Quotes a text. What a spreadsheet would take for a formula is kept a text.
     *
     * @param text any text
     * @return a cell
     */
    public static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
