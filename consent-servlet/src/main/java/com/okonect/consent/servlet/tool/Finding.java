package com.okonect.consent.servlet.tool;

/**
 * What a policy should say otherwise.
 *
 * @param error whether it is wrong; else it deserves a look
 * @param at the place in the JSON
 * @param text what is found, and what to do
 */
record Finding(boolean error, String at, String text) {

    @Override
    public String toString() {
        return (error ? "ERROR   " : "WARNING ") + at + ": " + text;
    }
}
