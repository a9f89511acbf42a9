package com.okonect.consent.servlet.page;

import com.samskivert.mustache.Escapers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a template rendered, but for the few values that are new each time; encoded once. Immutable. */
final class PreparedText {

    /** Stand for the values while the template renders: characters that no text has (Unicode, private use). */
    static final String RETURN = "\ue000return\ue001";

    static final String CHOICE_ID = "\ue000choice\ue001";

    /** So few characters beyond ASCII are written as references: a single one has all that follows encoded slower. */
    private static final int MOST_REFERENCES = 16;

    /** Elements in which there are no references. */
    private static final Pattern RAW = Pattern.compile("(?is)<(style|script)\\b.*?</\\1");

    private final List<Part> parts;

    /** What a part is. */
    private enum Slot {
        TEXT,
        RETURN,
        CHOICE_ID
    }

    /**
     * A piece of the text, or where a value goes.
     *
     * @param text empty where a value goes, as is {@code utf8}
     */
    private record Part(Slot slot, String text, byte[] utf8) {

        static final Part RETURN = new Part(Slot.RETURN, "");
        static final Part CHOICE_ID = new Part(Slot.CHOICE_ID, "");

        private Part(Slot slot, String text) {
            this(slot, text, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    PreparedText(String rendered) {
        parts = parts(rendered);
    }

    private static List<Part> parts(String rendered) {
        boolean referring = hasFewBeyondAscii(rendered);
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < rendered.length()) {
            int start = rendered.indexOf('\ue000', at);
            int end = start < 0 ? -1 : rendered.indexOf('\ue001', start) + 1;
            Part value = end <= 0 ? null : value(rendered.substring(start, end));
            if (value == null) {
                start = rendered.length();
                end = start;
            }
            String text = rendered.substring(at, start);
            parts.add(new Part(Slot.TEXT, referring ? AsciiText.ofHtml(text) : text));
            if (value != null) {
                parts.add(value);
            }
            at = end;
        }
        return parts;
    }

    private static boolean hasFewBeyondAscii(String rendered) {
        return beyondAscii(rendered) <= MOST_REFERENCES
                && RAW.matcher(rendered).results().allMatch(element -> beyondAscii(element.group()) == 0);
    }

    private static long beyondAscii(String text) {
        return text.replace(RETURN, "")
                .replace(CHOICE_ID, "")
                .codePoints()
                .filter(point -> point >= 0x80)
                .count();
    }

    private static @Nullable Part value(String mark) {
        return mark.equals(RETURN) ? Part.RETURN : mark.equals(CHOICE_ID) ? Part.CHOICE_ID : null;
    }

    /** Returns all with these values, escaped as a template does it. */
    Html with(String returnPath, UUID choiceId) {
        // Nothing in an id has to be escaped.
        return new Filled(parts, Escapers.HTML.escape(returnPath), choiceId.toString());
    }

    /** Put together when it is asked for, in the one form or the other. */
    private record Filled(List<Part> parts, String returnPath, String choiceId) implements Html {

        @Override
        public String text() {
            return String.join("", texts());
        }

        @Override
        public List<String> texts() {
            List<String> texts = new ArrayList<>(parts.size());
            for (Part part : parts) {
                texts.add(
                        switch (part.slot) {
                            case TEXT -> part.text;
                            case RETURN -> returnPath;
                            case CHOICE_ID -> choiceId;
                        });
            }
            return texts;
        }

        @Override
        public byte[] utf8() {
            byte[] path = returnPath.getBytes(StandardCharsets.UTF_8);
            byte[] id = choiceId.getBytes(StandardCharsets.UTF_8);
            int length = 0;
            for (Part part : parts) {
                length += utf8(part, path, id).length;
            }
            ByteBuffer all = ByteBuffer.allocate(length);
            for (Part part : parts) {
                all.put(utf8(part, path, id));
            }
            return all.array();
        }

        private static byte[] utf8(Part part, byte[] path, byte[] id) {
            return switch (part.slot) {
                case TEXT -> part.utf8;
                case RETURN -> path;
                case CHOICE_ID -> id;
            };
        }
    }
}
