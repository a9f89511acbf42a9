package com.okonect.consent.servlet.page;

import com.samskivert.mustache.Escapers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a template rendered, but for the few values that are new each time: as text, and as the octets of UTF-8, a
 * character each. Immutable.
 */
final class PreparedText {

    /** Stand for the values while the template renders: characters that no text has (Unicode, private use). */
    static final String RETURN = "\ue000return\ue001";

    static final String CHOICE_ID = "\ue000choice\ue001";

    private static final List<String> MARKS = List.of(RETURN, CHOICE_ID);

    private final List<String> parts;
    private final List<String> octets;

    PreparedText(String rendered) {
        parts = parts(rendered);
        octets = parts.stream().map(PreparedText::octets).toList();
    }

    private static List<String> parts(String rendered) {
        List<String> parts = new ArrayList<>();
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
        return parts;
    }

    /** A text as the octets of UTF-8, a character each. */
    static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns all with these values, escaped as a template does it.
     *
     * @param asOctets whether each character is an octet of UTF-8
     */
    String with(String returnPath, String choiceId, boolean asOctets) {
        String path = Escapers.HTML.escape(returnPath);
        String id = Escapers.HTML.escape(choiceId);
        List<String> chosen = asOctets ? octets : parts;
        String[] all = new String[chosen.size()];
        for (int i = 0; i < all.length; i++) {
            String part = parts.get(i);
            if (part.equals(RETURN)) {
                all[i] = asOctets ? octets(path) : path;
            } else {
                all[i] = part.equals(CHOICE_ID) ? id : chosen.get(i);
            }
        }
        return String.join("", all);
    }
}
