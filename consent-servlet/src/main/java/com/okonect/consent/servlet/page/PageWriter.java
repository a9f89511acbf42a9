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
        } else {
            write(scanner, text.substring(offset, offset + length).toCharArray(), 0, length);
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
            String piece = new String(chars, offset, length);
            container.write(Splice.assemble(
                    scanner, places, piece, offset, false, place -> response.html(place, scanner, false)));
        }
    }

    /** The container's own line end; between tags or in one it is white space all the same. */
    @Override
    public void println() {
        PageScanner scanner = response.scanner(false);
        if (scanner != null) {
            write(scanner, new char[0], 0, 0);
            write(
                    scanner,
                    System.lineSeparator().toCharArray(),
                    0,
                    System.lineSeparator().length());
        } else {
            container.println();
        }
    }

    /** Writes what is held back. */
    void letGo() {
        PageScanner scanner = response.scanner(false);
        if (scanner != null) {
            container.write(scanner.letGo());
        }
    }

    /** Writes what is held back, and what goes to the end. */
    void finish() {
        if (!finished) {
            finished = true;
            letGo();
            container.write(response.end(false));
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
