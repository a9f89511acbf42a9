package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One page of the operator's side. Safe for use by several threads. */
interface OperatorPage {

    /** The last part of its address, without a slash. */
    String path();

    /** What a link to it says; empty for one that the others do not link to, such as a download. */
    String title();

    /** Writes the whole response to a GET. */
    void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response) throws IOException;
}
