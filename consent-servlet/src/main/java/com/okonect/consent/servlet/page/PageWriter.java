package com.okonect.consent.servlet.page;

import java.io.PrintWriter;
import java.util.List;

/** Passes characters on to the container's own writer as they come, and the insertions at their places. */
final class PageWriter extends PrintWriter {

    private final PageResponse response;
    private final PrintWriter container;
    private boolean finished;

    PageWriter(PageResponse response, PrintWriter container) {
        super(container);
        this.response = response;
        this.container = container;
    }

    @Override
    public void write(int unit) {
        PageScanner scanner = response.scanner(false);
        if (scanner == null) {
            container.write(unit);
        } else {
            write(scanner, new char[] {(char) unit}, 0, 1);
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        PageScanner scanner = response.scanner(false);
        if (scanner == null) {
            container.write(chars, offset, length);
        } else {
            write(scanner, chars, offset, length);
        }
    }

    @Override
    public void write(char[] chars) {
        write(chars, 0, chars.length);
    }

    @Override
    public void write(String text, int offset, int length) {
        PageScanner scanner = response.scanner(false);
        if (scanner == null) {
            container.write(text, offset, length);
            return;
        }
        String piece = text.substring(offset, offset + length);
        if (scanner.passes(piece)) {
            container.write(piece);
            return;
        }
        List<PageScanner.Found> places = scanner.scan(piece.toCharArray(), 0, length);
        if (Splice.passes(scanner, places, length)) {
            container.write(piece);
        } else {
            splice(scanner, places, piece, 0);
        }
    }

    @Override
    public void write(String text) {
        write(text, 0, text.length());
    }

    private void write(PageScanner scanner, char[] chars, int offset, int length) {
        List<PageScanner.Found> places = scanner.scan(chars, offset, offset + length);
        if (Splice.passes(scanner, places, offset + length)) {
            container.write(chars, offset, length);
        } else {
            splice(scanner, places, new String(chars, offset, length), offset);
        }
    }

    private void splice(PageScanner scanner, List<PageScanner.Found> places, String piece, int offset) {
        List<String> parts = Splice.texts(scanner, places, piece, offset, place -> response.html(place, scanner));
        for (String part : parts) {
            container.write(part);
        }
    }

    /** The container's own line end, unless it stands in what is held back. */
    @Override
    public void println() {
        PageScanner scanner = response.scanner(false);
        char[] line = System.lineSeparator().toCharArray();
        if (scanner == null || Splice.passes(scanner, scanner.scan(line, 0, line.length), line.length)) {
            container.println();
        } else {
            splice(scanner, scanner.found(), new String(line), 0);
        }
    }

    /** Writes what is held back. */
    void letGo() {
        container.write(response.letGo(false));
    }

    /** Writes what is held back, and what goes to the end. */
    void finish() {
        if (!finished) {
            finished = true;
            container.write(response.rest(false));
        }
    }

    @Override
    public void flush() {
        letGo();
        container.flush();
    }

    @Override
    public void close() {
        finish();
        response.release();
        container.close();
    }

    @Override
    public boolean checkError() {
        return container.checkError();
    }
}
