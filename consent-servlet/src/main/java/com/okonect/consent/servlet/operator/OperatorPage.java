package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One page of the operator's side. Safe for use by several threads. */
interface OperatorPage {

    /** The last part of its address, without a slash. */
    String path();

    /** What it is called; empty for what is no page to read, such as a download. */
    String title();

    /** Writes the whole response to a GET. */
    void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Whether it has forms that change something. */
    default boolean takesForms() {
        return false;
    }

    /** Carries out a form that was sent from one of these pages, and writes the whole response. */
    default void submit(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        throw new UnsupportedOperationException(path() + " has no form");
    }
}
