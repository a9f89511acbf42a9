package com.okonect.consent.servlet.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts a piece of a page together with what goes into it. */
final class Splice {

    private Splice() {}

    /**
     * Whether a piece that was scanned passes as it is.
     *
     * @param places what the scan found
     * @param to the end of the piece
     */
    static boolean passes(PageScanner scanner, List<PageScanner.Found> places, int to) {
        return places.isEmpty() && scanner.held().isEmpty() && scanner.keptFrom() == to;
    }

    /**
     * Puts together what goes out now; the scanner holds the rest.
     *
     * @param places what the scan found in the piece
     * @param piece the units that were scanned
     * @param html what goes to a place
     */
    static String assemble(
            PageScanner scanner,
            List<PageScanner.Found> places,
            String piece,
            Function<PageScanner.Place, String> html) {
        return String.join("", texts(scanner, places, piece, place -> List.of(html.apply(place))));
    }

    /**
     * As {@link #assemble(PageScanner, List, String, Function)}, in parts: put together, one character beyond Latin-1
     * in an insertion would have all of the others copied one by one.
     *
     * @param html what goes to a place, in parts
     * @return what goes out, in order
     */
    static List<String> texts(
            PageScanner scanner,
            List<PageScanner.Found> places,
            String piece,
            Function<PageScanner.Place, List<String>> html) {
        List<String> parts = new ArrayList<>();
        String held = scanner.held();
        if (scanner.keepsHeld()) {
            scanner.hold(held + piece);
            return parts;
        }
        int at = 0;
        for (PageScanner.Found found : places) {
            int index = found.index();
            if (index != PageScanner.BEFORE_HELD) {
                parts.add(held);
                held = "";
                parts.add(piece.substring(at, index));
                at = index;
            }
            parts.addAll(html.apply(found.place()));
        }
        int kept = scanner.keptFrom();
        parts.add(held);
        parts.add(piece.substring(at, kept));
        scanner.hold(piece.substring(kept));
        return parts;
    }

    /**
     * As {@link #texts} for bytes, of which none is copied.
     *
     * @param offset the index of the first byte of the piece, at which the scan began
     * @param html what goes to a place
     * @return what goes out, in order; no part is empty
     */
    static List<ByteBuffer> parts(
            PageScanner scanner,
            List<PageScanner.Found> places,
            byte[] bytes,
            int offset,
            int length,
            Function<PageScanner.Place, byte[]> html) {
        List<ByteBuffer> parts = new ArrayList<>(2 * places.size() + 3);
        String held = scanner.held();
        if (scanner.keepsHeld()) {
            scanner.hold(held + latin1(bytes, offset, offset + length));
            return parts;
        }
        int at = offset;
        for (PageScanner.Found found : places) {
            if (found.index() != PageScanner.BEFORE_HELD) {
                add(parts, held);
                held = "";
                add(parts, bytes, at, found.index());
                at = found.index();
            }
            byte[] insertion = html.apply(found.place());
            add(parts, insertion, 0, insertion.length);
        }
        add(parts, held);
        int kept = scanner.keptFrom();
        add(parts, bytes, at, kept);
        scanner.hold(latin1(bytes, kept, offset + length));
        return parts;
    }

    private static void add(List<ByteBuffer> parts, byte[] bytes, int from, int to) {
        if (from < to) {
            parts.add(ByteBuffer.wrap(bytes, from, to - from));
        }
    }

    /** Adds bytes that are a character each. */
    private static void add(List<ByteBuffer> parts, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        add(parts, bytes, 0, bytes.length);
    }

    /** In Latin-1 every byte is a character. */
    private static String latin1(byte[] bytes, int from, int to) {
        return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
