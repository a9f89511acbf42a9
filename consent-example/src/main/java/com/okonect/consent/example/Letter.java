package com.okonect.consent.example;

import java.time.LocalDate;

/**
 * What somebody wrote with a request about their data.
 *
 * @param receivedOn the UTC day it came
 * @param address where the answer goes; no line break in it
 * @param text what it is about
 */
record Letter(LocalDate receivedOn, String address, String text) {

    private static final int LINES_BEFORE_THE_TEXT = 2;

    /** The day and the address on a line each, then the text. */
    String asFile() {
        return receivedOn + "\n" + address + "\n" + text;
    }

    static Letter fromFile(String content) {
        String[] parts = content.split("\n", LINES_BEFORE_THE_TEXT + 1);
        return new Letter(LocalDate.parse(parts[0]), parts[1], parts[LINES_BEFORE_THE_TEXT]);
    }
}
