package com.okonect.consent.servlet.page;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Passes bytes on as they come, and the banner at its place. */
final class BannerOutputStream extends ServletOutputStream {

    private final BannerResponse response;
    private final ServletOutputStream out;
    private boolean nonBlocking;

    BannerOutputStream(BannerResponse response, ServletOutputStream out) {
        this.response = response;
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        BodyScanner scanner = response.scanner(true);
        if (scanner == null || !scanner.read((byte) octet)) {
            out.write(octet);
        } else {
            insert(new byte[] {(byte) octet}, 0, 1, 1);
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        BodyScanner scanner = response.scanner(true);
        int place = scanner == null ? BodyScanner.NOT_HERE : scanner.find(bytes, offset, offset + length);
        if (place == BodyScanner.NOT_HERE) {
            out.write(bytes, offset, length);
        } else {
            insert(bytes, offset, place - offset, length);
        }
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

    @Override
    public void print(@Nullable String text) throws IOException {
        String printed = String.valueOf(text);
        BodyScanner scanner = response.scanner(true);
        int place = scanner == null ? BodyScanner.NOT_HERE : scanner.find(printed, 0, printed.length());
        if (place == BodyScanner.NOT_HERE) {
            out.print(printed);
        } else {
            out.print(printed.substring(0, place));
            byte[] banner = banner();
            out.write(banner, 0, banner.length);
            out.print(printed.substring(place));
        }
    }

    @Override
    public void println() throws IOException {
        BodyScanner scanner = response.scanner(true);
        if (scanner != null) {
            scanner.read('\n');
        }
        out.println();
    }

    /** A non-blocking caller has leave for one write. */
    private void insert(byte[] bytes, int offset, int before, int length) throws IOException {
        byte[] banner = banner();
        if (nonBlocking) {
            byte[] all = Arrays.copyOf(Arrays.copyOfRange(bytes, offset, offset + before), length + banner.length);
            System.arraycopy(banner, 0, all, before, banner.length);
            System.arraycopy(bytes, offset + before, all, before + banner.length, length - before);
            out.write(all, 0, all.length);
        } else {
            out.write(bytes, offset, before);
            out.write(banner, 0, banner.length);
            if (length > before) {
                out.write(bytes, offset + before, length - before);
            }
        }
    }

    private byte[] banner() {
        return response.banner(true).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void flush() throws IOException {
        response.scanner(true);
        out.flush();
    }

    @Override
    public void close() throws IOException {
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
