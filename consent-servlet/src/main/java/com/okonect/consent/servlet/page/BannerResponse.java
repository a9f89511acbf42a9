package com.okonect.consent.servlet.page;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the banner into the body if it is an HTML page; all else passes unchanged. What the body is is decided when its
 * first part is written. Until then the headers that only hold for the unchanged body wait here.
 */
final class BannerResponse extends HttpServletResponseWrapper {

    private static final String CONTENT_LENGTH = "content-length";
    private static final String CACHE_CONTROL = "cache-control";
    private static final String CONTENT_ENCODING = "content-encoding";
    private static final String ASCII = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[\\]^_`abcxyz{|}~\r\n\t";

    private enum Body {
        UNKNOWN,
        PAGE,
        OTHER
    }

    private final Supplier<String> banner;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private Body body = Body.UNKNOWN;
    private BodyScanner scanner = new BodyScanner(false);
    private @Nullable BannerOutputStream stream;
    private @Nullable BannerWriter writer;

    /** A header that waits, with what sets it. */
    private record Held(String value, Runnable set) {}

    BannerResponse(HttpServletResponse response, Supplier<String> banner) {
        super(response);
        this.banner = banner;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new BannerOutputStream(this, super.getOutputStream());
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new BannerWriter(this, super.getWriter());
        }
        return writer;
    }

    /** What looks for the place, as long as there is one to be found; decides what the body is. */
    @Nullable
    BodyScanner scanner(boolean bytes) {
        if (body == Body.UNKNOWN) {
            decide(bytes);
        }
        return body == Body.PAGE && !scanner.isDone() ? scanner : null;
    }

    /** The banner, in characters that the page's charset has. */
    String banner(boolean bytes) {
        String html = banner.get();
        String charset = bytes ? charsetOfType() : getCharacterEncoding();
        return charset != null && charset.toUpperCase(Locale.ROOT).startsWith("UTF-") ? html : ascii(html);
    }

    private void decide(boolean bytes) {
        body = isPage(bytes) ? Body.PAGE : Body.OTHER;
        if (body == Body.OTHER) {
            release();
        } else {
            held.clear();
            scanner = new BodyScanner(isXml());
            super.setHeader("Cache-Control", "private, no-store");
        }
    }

    private boolean isPage(boolean bytes) {
        int status = getStatus();
        boolean whole = status == 200 || status == 201 || status == 202 || status == 203 || status >= 400;
        return whole
                && !isCommitted()
                && isHtml()
                && super.getHeader(CONTENT_ENCODING) == null
                && !isDownload()
                && !isPublic()
                && (!bytes || agreesWithAscii(charsetOfType()));
    }

    private boolean isHtml() {
        return mediaType().equals("text/html") || isXml();
    }

    private boolean isXml() {
        return mediaType().equals("application/xhtml+xml");
    }

    private String mediaType() {
        String type = getContentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private boolean isDownload() {
        String disposition = super.getHeader("Content-Disposition");
        return disposition != null
                && disposition.strip().toLowerCase(Locale.ROOT).startsWith("attachment");
    }

    /** Whether a shared cache may keep the page: then it is the same for all (RFC 9111, section 5.2.2; RFC 9213). */
    private boolean isPublic() {
        for (String value : getHeaders("Cache-Control")) {
            String directives = value.toLowerCase(Locale.ROOT);
            if (directives.contains("public") || directives.contains("s-maxage")) {
                return true;
            }
        }
        return super.getHeader("CDN-Cache-Control") != null || super.getHeader("Surrogate-Control") != null;
    }

    /** The charset that the content type names; a stream's bytes may be in another one where it names none. */
    private @Nullable String charsetOfType() {
        String type = getContentType();
        int at = type == null ? -1 : type.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (type == null || at < 0) {
            return null;
        }
        return type.substring(at + "charset=".length())
                .split(";", 2)[0]
                .replace("\"", "")
                .strip();
    }

    private static boolean agreesWithAscii(@Nullable String charset) {
        if (charset == null) {
            return true;
        }
        String name = charset.toUpperCase(Locale.ROOT);
        if (name.startsWith("ISO-2022") || name.startsWith("HZ") || name.equals("UTF-7")) {
            return false;
        }
        try {
            byte[] encoded = ASCII.getBytes(Charset.forName(charset));
            return new String(encoded, java.nio.charset.StandardCharsets.ISO_8859_1).equals(ASCII);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static String ascii(String html) {
        StringBuilder ascii = new StringBuilder(html.length() + 64);
        html.codePoints().forEach(c -> {
            if (c < 0x80) {
                ascii.append((char) c);
            } else {
                ascii.append("&#").append(c).append(';');
            }
        });
        return ascii.toString();
    }

    @Override
    public void flushBuffer() throws IOException {
        scanner(stream != null || writer == null);
        super.flushBuffer();
    }

    @Override
    public void reset() {
        super.reset();
        held.clear();
        body = Body.UNKNOWN;
        stream = null;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        scanner = new BodyScanner(isXml());
    }

    @Override
    public void sendError(int status) throws IOException {
        release();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        release();
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        release();
        super.sendRedirect(location);
    }

    @Override
    public void setContentType(String type) {
        super.setContentType(type);
        if (body == Body.UNKNOWN && type != null && !isHtml()) {
            release();
        }
    }

    @Override
    public void setContentLength(int length) {
        hold("Content-Length", Integer.toString(length), () -> super.setContentLength(length));
    }

    @Override
    public void setContentLengthLong(long length) {
        hold("Content-Length", Long.toString(length), () -> super.setContentLengthLong(length));
    }

    @Override
    public void setHeader(String name, String value) {
        hold(name, value, () -> super.setHeader(name, value));
    }

    @Override
    public void addHeader(String name, String value) {
        hold(name, value, () -> super.addHeader(name, value));
    }

    @Override
    public void setIntHeader(String name, int value) {
        hold(name, Integer.toString(value), () -> super.setIntHeader(name, value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        hold(name, Integer.toString(value), () -> super.addIntHeader(name, value));
    }

    @Override
    public void setDateHeader(String name, long value) {
        hold(name, Long.toString(value), () -> super.setDateHeader(name, value));
    }

    @Override
    public void addDateHeader(String name, long value) {
        hold(name, Long.toString(value), () -> super.addDateHeader(name, value));
    }

    @Override
    public boolean containsHeader(String name) {
        return held.containsKey(lower(name)) || super.containsHeader(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        Held waiting = held.get(lower(name));
        return waiting != null ? waiting.value() : super.getHeader(name);
    }

    /** Sets a header now, later, or never: one that only the unchanged body has goes with it. */
    private void hold(String name, @Nullable String value, Runnable set) {
        String lower = lower(name);
        boolean ofTheBody = lower.equals(CONTENT_LENGTH) || lower.equals("etag") || lower.equals("last-modified");
        if (body == Body.PAGE && lower.equals(CONTENT_ENCODING) && !scanner.isDone()) {
            body = Body.OTHER;
        }
        if (body == Body.PAGE && (ofTheBody || lower.equals(CACHE_CONTROL))) {
            return;
        }
        if (body == Body.UNKNOWN
                && ofTheBody
                && value != null
                && !isCommitted()
                && (getContentType() == null || isHtml())) {
            held.put(lower, new Held(value, set));
        } else {
            held.remove(lower);
            set.run();
        }
        if (body == Body.UNKNOWN && lower.equals("content-type") && getContentType() != null && !isHtml()) {
            release();
        }
    }

    /** Sets what waits: the body stays as it is, or there is none. */
    void release() {
        held.values().forEach(header -> header.set().run());
        held.clear();
    }

    private static String lower(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }
}
