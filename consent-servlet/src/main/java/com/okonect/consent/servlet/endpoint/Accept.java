package com.okonect.consent.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;

/** What a caller reads (RFC 9110, section 12.5.1). */
final class Accept {

    private Accept() {}

    /** Whether the caller prefers JSON to HTML; who does not say gets HTML. */
    static boolean prefersJson(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null
                && Math.max(quality(accept, "application/json"), quality(accept, "application/problem+json"))
                        > Math.max(quality(accept, "text/html"), quality(accept, "application/xhtml+xml"));
    }

    /**
     * Whether a program asks, that a page would not help: it reads JSON of any kind, or it does not name HTML and is a
     * script (Fetch Metadata, {@code Sec-Fetch-Dest: empty}) or sends JSON. Who does not say is a visitor.
     */
    static boolean isProgram(HttpServletRequest request) {
        if (prefersJson(request)) {
            return true;
        }
        String accept = request.getHeader("Accept");
        String lower = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
        if (lower.contains("html") || lower.contains("text/*")) {
            return false;
        }
        String type = request.getContentType();
        return lower.contains("+json")
                || "empty".equals(request.getHeader("Sec-Fetch-Dest"))
                || "XMLHttpRequest".equals(request.getHeader("X-Requested-With"))
                || type != null && type.toLowerCase(Locale.ROOT).contains("json");
    }

    private static double quality(String accept, String mediaType) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.split(";");
            if (parts[0].strip().equals(mediaType)) {
                return weight(parts);
            }
        }
        return 0;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring("q=".length()));
                } catch (NumberFormatException notNumber) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
