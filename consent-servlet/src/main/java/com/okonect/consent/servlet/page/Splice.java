package com.okonect.consent.servlet.page;

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
     * @param offset the index at which the scan of them began
     * @param html what goes to a place
     */
    static String assemble(
            PageScanner scanner,
            List<PageScanner.Found> places,
            String piece,
            int offset,
            Function<PageScanner.Place, String> html) {
        if (scanner.keepsHeld()) {
            scanner.hold(scanner.held() + piece);
            return "";
        }
        StringBuilder all = new StringBuilder(piece.length() + 256);
        String held = scanner.held();
        int at = 0;
        for (PageScanner.Found found : places) {
            if (found.index() != PageScanner.BEFORE_HELD) {
                all.append(held).append(piece, at, found.index() - offset);
                held = "";
                at = found.index() - offset;
            }
            all.append(html.apply(found.place()));
        }
        int kept = scanner.keptFrom() - offset;
        all.append(held).append(piece, at, kept);
        scanner.hold(piece.substring(kept));
        return all.toString();
    }
}
