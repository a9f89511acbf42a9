package com.okonect.consent.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;

/** Preferences that a browser sends by itself. */
final class Signals {

    private Signals() {}

    /** Global Privacy Control: {@code Sec-GPC: 1} and nothing else. */
    static boolean gpc(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders("Sec-GPC");
        while (values.hasMoreElements()) {
            if (values.nextElement().strip().equals("1")) {
                return true;
            }
        }
        return false;
    }
}
