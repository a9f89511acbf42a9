package com.okonect.consent.servlet.page;

import com.samskivert.mustache.Escapers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a template rendered, but for the few values that are new each time. Immutable. */
final class PreparedText {

    /** Stand for the values while the template renders: characters that no text has (Unicode, private use). */
    static final String RETURN = "\ue000return\ue001";

    static final String CHOICE_ID = "\ue000choice\ue001";

    private static final List<String> MARKS = List.of(RETURN, CHOICE_ID);

    private final List<String> parts = new ArrayList<>();
    private final int length;

    PreparedText(String rendered) {
        int at = 0;
        while (at < rendered.length()) {
            int start = rendered.indexOf('\ue000', at);
            int end = start < 0 ? -1 : rendered.indexOf('\ue001', start) + 1;
            if (end <= 0 || !MARKS.contains(rendered.substring(start, end))) {
                start = rendered.length();
                end = start;
            }
            parts.add(rendered.substring(at, start));
            if (end > start) {
                parts.add(rendered.substring(start, end));
            }
            at = end;
        }
        length = rendered.length() + 256;
    }

    /** The text with these values, escaped as a template does it. */
    String with(String returnPath, String choiceId) {
        Map<String, String> values =
                Map.of(RETURN, Escapers.HTML.escape(returnPath), CHOICE_ID, Escapers.HTML.escape(choiceId));
        StringBuilder text = new StringBuilder(length);
        for (String part : parts) {
            text.append(values.getOrDefault(part, part));
        }
        return text.toString();
    }
}
