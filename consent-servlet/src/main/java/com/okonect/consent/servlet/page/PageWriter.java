package com.okonect.consent.servlet.page;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes characters on to the container's own writer, and the insertions at their places. Templates write a word at a
 * time: short pieces of a page are gathered, so that neither the places are looked for nor the container is called for
 * each of them. What is gathered goes out when the page is flushed or done, and wherever the container may come to write
 * to the response itself.
 */
final class PageWriter extends PrintWriter {

    /** Characters; as quick on Tomcat as four times as many, and quicker on Jetty. */
    private static final int MOST_GATHERED = 1024;

    private static final char[] NO_ROOM = {};

    private final GatheredResponse response;
    private final PrintWriter container;
    /** What is gathered, from its start. */
    private char[] room = NO_ROOM;

    private int gathered;
    private boolean finished;

    PageWriter(GatheredResponse response, PrintWriter container) {
        super(container);
        this.response = response;
        this.container = container;
    }

    boolean isOver(PrintWriter other) {
        return container.equals(other);
    }

    @Override
    public void write(int unit) {
        if (gathered < room.length || makesRoom(1)) {
            room[gathered] = (char) unit;
            gathered++;
        } else if (response.scanner(false) == null) {
            container.write(unit);
        } else {
            pass(new char[] {(char) unit}, 0, 1);
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        if (length <= room.length - gathered || makesRoom(length)) {
            System.arraycopy(chars, offset, room, gathered, length);
            gathered += length;
        } else {
            pass(chars, offset, length);
        }
    }

    @Override
    public void write(char[] chars) {
        write(chars, 0, chars.length);
    }

    @Override
    public void write(String text, int offset, int length) {
        if (length <= room.length - gathered || makesRoom(length)) {
            text.getChars(offset, offset + length, room, gathered);
            gathered += length;
            return;
        }
        PageScanner scanner = response.scanner(false);
        if (scanner == null) {
            container.write(text, offset, length);
            return;
        }
        pass(scanner, text.substring(offset, offset + length));
    }

    @Override
    public void write(String text) {
        write(text, 0, text.length());
    }

    /** Passes on what was gathered, or most of it; says whether a piece is gathered then. */
    private boolean makesRoom(int length) {
        if (passesAllButTheEnd(length)) {
            return true;
        }
        pour();
        boolean gathers = length <= MOST_GATHERED && !finished && response.gathersText();
        if (gathers && room.length == 0) {
            room = new char[MOST_GATHERED];
        }
        return gathers;
    }

    /**
     * Passes on what was gathered but for its end, where nothing but the page's last tags is looked for: so they are
     * looked for once, and not in all that comes before.
     *
     * @param length of the piece that comes next
     * @return false if nothing was passed on
     */
    private boolean passesAllButTheEnd(int length) {
        int most = gathered - EndFinder.LONGEST_END;
        if (most <= 0) {
            return false;
        }
        // The two halves of a character stay together.
        int passed = Character.isHighSurrogate(room[most - 1]) ? most - 1 : most;
        PageScanner scanner = length > passed ? null : response.scanner(false);
        if (scanner == null || !scanner.looksForEndOnly()) {
            return false;
        }
        int all = gathered;
        gathered = 0;
        if (response.prefersStrings()) {
            container.write(new String(room, 0, passed));
        } else {
            container.write(room, 0, passed);
        }
        gathered = all - passed;
        System.arraycopy(room, passed, room, 0, gathered);
        return true;
    }

    /** Writes what is gathered. */
    void pour() {
        int length = gathered;
        gathered = 0;
        if (length > 0 && response.prefersStrings()) {
            pass(response.scanner(false), new String(room, 0, length));
        } else if (length > 0) {
            pass(room, 0, length);
        }
    }

    private void pass(char[] chars, int offset, int length) {
        PageScanner scanner = response.scanner(false);
        if (scanner == null || scanner.passes(chars, offset, offset + length)) {
            container.write(chars, offset, length);
        } else {
            scan(scanner, new String(chars, offset, length));
        }
    }

    private void pass(@Nullable PageScanner scanner, String piece) {
        if (scanner == null || scanner.passes(piece)) {
            container.write(piece);
        } else {
            scan(scanner, piece);
        }
    }

    private void scan(PageScanner scanner, String piece) {
        List<PageScanner.Found> places = scanner.scan(piece);
        if (Splice.passes(scanner, places, piece.length())) {
            container.write(piece);
        } else {
            splice(scanner, places, piece);
        }
    }

    private void splice(PageScanner scanner, List<PageScanner.Found> places, String piece) {
        List<String> parts = Splice.texts(scanner, places, piece, place -> response.html(place, scanner));
        for (String part : parts) {
            container.write(part);
        }
    }

    /** The container's own line end, unless it stands in what is held back. */
    @Override
    public void println() {
        pour();
        PageScanner scanner = response.scanner(false);
        String line = System.lineSeparator();
        if (scanner == null || Splice.passes(scanner, scanner.scan(line), line.length())) {
            container.println();
        } else {
            splice(scanner, scanner.found(), line);
        }
    }

    /** Writes what is gathered, and gathers no more. */
    void gatherNoMore() {
        pour();
        room = NO_ROOM;
    }

    /** Forgets what is gathered: the container has cleared what was written before it. */
    void clear() {
        gathered = 0;
        room = NO_ROOM;
    }

    /** Writes what is gathered and what is held back. */
    void letGo() {
        pour();
        container.write(response.letGo(false));
    }

    /** Writes what is gathered and held back, and what goes to the end. */
    void finish() {
        if (!finished) {
            gatherNoMore();
            finished = true;
            String rest = response.rest(false);
            if (!rest.isEmpty()) {
                container.write(rest);
            }
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
        pour();
        return container.checkError();
    }
}
