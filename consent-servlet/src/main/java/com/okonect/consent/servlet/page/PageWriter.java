package com.okonect.consent.servlet.page;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes characters on to the container's own writer, and the insertions at their places. Templates write a word at a
 * time: as long as a place is looked for, words are gathered, and looked through together.
 */
final class PageWriter extends PrintWriter {

    private static final int ROOM = 2_048;

    private final PageResponse response;
    private final PrintWriter container;
    private char @Nullable [] gathered;
    private int count;
    private boolean gathers = true;
    private boolean finished;

    PageWriter(PageResponse response, PrintWriter container) {
        super(container);
        this.response = response;
        this.container = container;
    }

    @Override
    public void write(int unit) {
        PageScanner scanner = next();
        if (scanner == null) {
            container.write(unit);
        } else if (gathers) {
            char[] to = room(scanner, 1);
            to[count++] = (char) unit;
        } else {
            write(scanner, new char[] {(char) unit}, 0, 1);
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        PageScanner scanner = next();
        if (scanner == null) {
            container.write(chars, offset, length);
        } else if (gathers && length < ROOM) {
            char[] to = room(scanner, length);
            System.arraycopy(chars, offset, to, count, length);
            count += length;
        } else {
            writeGathered(scanner);
            write(scanner, chars, offset, length);
        }
    }

    @Override
    public void write(char[] chars) {
        write(chars, 0, chars.length);
    }

    @Override
    public void write(String text, int offset, int length) {
        PageScanner scanner = next();
        if (scanner == null) {
            container.write(text, offset, length);
        } else if (gathers && length < ROOM) {
            char[] to = room(scanner, length);
            text.getChars(offset, offset + length, to, count);
            count += length;
        } else {
            writeGathered(scanner);
            write(scanner, text.substring(offset, offset + length).toCharArray(), 0, length);
        }
    }

    @Override
    public void write(String text) {
        write(text, 0, text.length());
    }

    /** What looks for the places in what comes next; null if there is none to be found, and nothing waits. */
    private @Nullable PageScanner next() {
        PageScanner scanner = response.scanner(false);
        if (scanner == null) {
            writeGathered(null);
        }
        return scanner;
    }

    private void writeGathered() {
        if (count > 0) {
            writeGathered(response.scanner(false));
        }
    }

    /** Makes room for so many more, of which there are less than fit. */
    private char[] room(PageScanner scanner, int length) {
        char[] to = gathered;
        if (to == null) {
            to = new char[ROOM];
            gathered = to;
        } else if (count + length > ROOM) {
            writeGathered(scanner);
        }
        return to;
    }

    private void writeGathered(@Nullable PageScanner scanner) {
        char[] chars = gathered;
        int length = count;
        if (chars == null || length == 0) {
            return;
        }
        count = 0;
        if (scanner == null) {
            container.write(chars, 0, length);
        } else {
            write(scanner, chars, 0, length);
        }
    }

    private void write(PageScanner scanner, char[] chars, int offset, int length) {
        List<PageScanner.Found> places = scanner.scan(chars, offset, offset + length);
        if (Splice.passes(scanner, places, offset + length)) {
            container.write(chars, offset, length);
        } else {
            String piece = new String(chars, offset, length);
            container.write(
                    Splice.assemble(scanner, places, piece, offset, place -> response.html(place, scanner, false)));
        }
    }

    /** The container's own line end, unless it stands in what is held back. */
    @Override
    public void println() {
        writeGathered();
        PageScanner scanner = response.scanner(false);
        char[] line = System.lineSeparator().toCharArray();
        if (scanner == null || Splice.passes(scanner, scanner.scan(line, 0, line.length), line.length)) {
            container.println();
        } else {
            container.write(Splice.assemble(
                    scanner, scanner.found(), new String(line), 0, place -> response.html(place, scanner, false)));
        }
    }

    /** Gathers nothing from now on: nobody may come to ask for it. */
    void gatherNothing() {
        gathers = false;
        writeGathered();
    }

    /** Forgets what is gathered, with all that the container has not sent. */
    void forget() {
        count = 0;
    }

    /** Is left for another writer, or for none: who goes on with this one writes to the container. */
    void leave() {
        forget();
        gathers = false;
    }

    /** Writes what is held back. */
    void letGo() {
        writeGathered();
        container.write(response.letGo(false));
    }

    /** Writes what is held back, and what goes to the end. */
    void finish() {
        if (!finished) {
            finished = true;
            writeGathered();
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
        writeGathered();
        return container.checkError();
    }
}
