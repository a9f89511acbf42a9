package com.okonect.consent.servlet.page;

import java.io.PrintWriter;

/** Passes characters on to the container's own writer as they come, and the banner at its place. */
final class BannerWriter extends PrintWriter {

    private final BannerResponse response;
    private final PrintWriter container;

    BannerWriter(BannerResponse response, PrintWriter container) {
        super(container);
        this.response = response;
        this.container = container;
    }

    @Override
    public void write(int unit) {
        BodyScanner scanner = response.scanner(false);
        container.write(unit);
        if (scanner != null && scanner.read((char) unit)) {
            container.write(response.banner(false));
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        BodyScanner scanner = response.scanner(false);
        int place = scanner == null ? BodyScanner.NOT_HERE : scanner.find(chars, offset, offset + length);
        if (place == BodyScanner.NOT_HERE) {
            container.write(chars, offset, length);
        } else {
            container.write(chars, offset, place - offset);
            container.write(response.banner(false));
            container.write(chars, place, offset + length - place);
        }
    }

    @Override
    public void write(char[] chars) {
        write(chars, 0, chars.length);
    }

    @Override
    public void write(String text, int offset, int length) {
        BodyScanner scanner = response.scanner(false);
        int place = scanner == null ? BodyScanner.NOT_HERE : scanner.find(text, offset, offset + length);
        if (place == BodyScanner.NOT_HERE) {
            container.write(text, offset, length);
        } else {
            container.write(text, offset, place - offset);
            container.write(response.banner(false));
            container.write(text, place, offset + length - place);
        }
    }

    @Override
    public void write(String text) {
        write(text, 0, text.length());
    }

    @Override
    public void println() {
        BodyScanner scanner = response.scanner(false);
        if (scanner != null) {
            scanner.read('\n');
        }
        container.println();
    }

    @Override
    public void flush() {
        response.scanner(false);
        container.flush();
    }

    @Override
    public void close() {
        response.release();
        container.close();
    }

    @Override
    public boolean checkError() {
        return container.checkError();
    }
}
