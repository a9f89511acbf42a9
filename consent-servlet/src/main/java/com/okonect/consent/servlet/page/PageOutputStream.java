package com.okonect.consent.servlet.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes on as they come, and the insertions at their places: one write for each write, as non-blocking asks, and
 * as is best where the container passes on at once what it is given. What it gathers in its own buffer it is given part
 * by part, without a copy of all in between.
 */
final class PageOutputStream extends ServletOutputStream {

    /** No container passes on at once what is shorter, unless its buffer was made small: then it takes more writes. */
    private static final int GATHERED = 8 * 1024;

    private final PageResponse response;
    private final ServletOutputStream out;
    private boolean finished;
    private boolean nonBlocking;

    PageOutputStream(PageResponse response, ServletOutputStream out) {
        this.response = response;
        this.out = out;
    }

    boolean isOver(ServletOutputStream other) {
        return out.equals(other);
    }

    @Override
    public void write(int octet) throws IOException {
        if (response.scanner(true) == null) {
            out.write(octet);
        } else {
            write(new byte[] {(byte) octet}, 0, 1);
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        PageScanner scanner = response.scanner(true);
        if (scanner == null) {
            out.write(bytes, offset, length);
            return;
        }
        boolean whole = response.takeAnnouncedLength() == length;
        if (!whole && scanner.passes(bytes, offset, offset + length)) {
            out.write(bytes, offset, length);
            return;
        }
        List<PageScanner.Found> places = scanner.scan(bytes, offset, offset + length);
        if (Splice.passes(scanner, places, offset + length) && !whole) {
            out.write(bytes, offset, length);
            return;
        }
        List<ByteBuffer> parts =
                Splice.parts(scanner, places, bytes, offset, length, place -> response.bytes(place, scanner));
        if (whole) {
            parts.add(ByteBuffer.wrap(response.rest(true).getBytes(ISO_8859_1)));
            response.setActualLength(length(parts));
        }
        boolean apart = !nonBlocking && (length <= GATHERED || response.takesParts());
        for (ByteBuffer part : apart ? parts : List.of(joined(parts))) {
            if (part.hasRemaining()) {
                out.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
            }
        }
    }

    private static int length(List<ByteBuffer> parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        return length;
    }

    private static ByteBuffer joined(List<ByteBuffer> parts) {
        ByteBuffer joined = ByteBuffer.allocate(length(parts));
        parts.forEach(joined::put);
        return joined.flip();
    }

    /**
     * A method of Servlet 6.1; not an override where the container is of 6.0.
     *
     * @param buffer read from its position to its limit
     */
    public void write(ByteBuffer buffer) throws IOException {
        if (buffer.hasArray()) {
            write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
            buffer.position(buffer.limit());
        } else {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            write(bytes, 0, bytes.length);
        }
    }

    /** In the charset that the container prints in. */
    @Override
    public void print(@Nullable String text) throws IOException {
        String printed = String.valueOf(text);
        PageScanner scanner = response.scanner(true);
        if (scanner == null) {
            out.print(printed);
            return;
        }
        response.takeAnnouncedLength();
        List<PageScanner.Found> places = scanner.scan(printed);
        out.print(Splice.assemble(scanner, places, printed, place -> response.htmlInAscii(place, scanner)));
    }

    @Override
    public void println() throws IOException {
        print("\r\n");
    }

    /** Writes what is held back. */
    void letGo() throws IOException {
        writeLatin1(response.letGo(true));
    }

    /** Writes what is held back, and what goes to the end. */
    void finish() throws IOException {
        if (!finished) {
            finished = true;
            writeLatin1(response.rest(true));
        }
    }

    private void writeLatin1(String text) throws IOException {
        if (!text.isEmpty()) {
            byte[] bytes = text.getBytes(ISO_8859_1);
            out.write(bytes, 0, bytes.length);
        }
    }

    @Override
    public void flush() throws IOException {
        letGo();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        finish();
        response.release();
        out.close();
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        nonBlocking = true;
        out.setWriteListener(listener);
    }
}
