package com.okonect.consent.servlet.page;

import com.samskivert.mustache.Escapers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a template rendered, but for the few values that are new each time; encoded once. Immutable. */
final class PreparedText {

    /** Stand for the values while the template renders: characters that no text has (Unicode, private use). */
    static final String RETURN = "\ue000return\ue001";

    static final String CHOICE_ID = "\ue000choice\ue001";

    private static final List<String> MARKS = List.of(RETURN, CHOICE_ID);

    private final List<Html> parts;

    PreparedText(String rendered) {
        parts = parts(rendered).stream().map(Html::prepared).toList();
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

    /** Returns all with these values, escaped as a template does it. */
    Html with(String returnPath, UUID choiceId) {
        Html path = Html.prepared(Escapers.HTML.escape(returnPath));
        // Nothing in it has to be escaped.
        Html id = Html.prepared(choiceId.toString());
        List<Html> all = new ArrayList<>(parts.size());
        for (Html part : parts) {
            String text = part.text();
            if (text.equals(RETURN)) {
                all.add(path);
            } else {
                all.add(text.equals(CHOICE_ID) ? id : part);
            }
        }
        return new Joined(all);
    }

    /** Put together when it is asked for, in the one form or the other. */
    private record Joined(List<Html> parts) implements Html {

        @Override
        public String text() {
            return String.join("", texts());
        }

        @Override
        public List<String> texts() {
            List<String> texts = new ArrayList<>(parts.size());
            for (Html part : parts) {
                texts.add(part.text());
            }
            return texts;
        }

        @Override
        public byte[] utf8() {
            int length = 0;
            for (Html part : parts) {
                length += part.utf8().length;
            }
            ByteBuffer all = ByteBuffer.allocate(length);
            for (Html part : parts) {
                all.put(part.utf8());
            }
            return all.array();
        }
    }
}
