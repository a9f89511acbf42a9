package com.okonect.consent.servlet.page;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the insertions into the body if it is an HTML page; all else passes unchanged. What the body is is decided when
 * its first part is written. Until then the headers that only hold for the unchanged body wait here.
 */
final class PageResponse extends GatheredResponse {

    private static final String CONTENT_LENGTH = "content-length";
    private static final Set<String> OF_THE_BODY = Set.of(CONTENT_LENGTH, "etag", "last-modified");
    private static final String ASCII = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCXYZ[\\]^_`abcxyz{|}~\r\n\t";
    private static final long UNKNOWN = -1;

    private static volatile Type recent = Type.NONE;

    private enum Body {
        UNKNOWN,
        PAGE,
        OTHER
    }

    private final PageEdit edit;
    private Body body = Body.UNKNOWN;
    private PageEdit.@Nullable Kind kind;
    private @Nullable PageScanner scanner;
    private @Nullable Map<String, Held> held;
    private long announcedLength = UNKNOWN;
    private Type type = Type.NONE;
    private @Nullable PageOutputStream stream;

    /** A header that waits, with what sets it. */
    private record Held(String value, Runnable set) {}

    /**
     * A content type.
     *
     * @param media the media type, in lower case
     * @param charset the charset that it names; a stream's bytes may be in another one where it names none
     */
    private record Type(
            @Nullable String text, String media, @Nullable String charset) {

        static final Type NONE = new Type(null, "", null);

        static Type of(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            int at = lower.indexOf("charset=");
            String charset = at < 0
                    ? null
                    : before(text.substring(at + "charset=".length()))
                            .replace("\"", "")
                            .strip();
            return new Type(text, before(lower).strip(), charset);
        }

        boolean isHtml() {
            return media.equals("text/html") || isXml();
        }

        boolean isXml() {
            return media.equals("application/xhtml+xml");
        }

        private static String before(String text) {
            int semicolon = text.indexOf(';');
            return semicolon < 0 ? text : text.substring(0, semicolon);
        }
    }

    PageResponse(HttpServletResponse response, PageEdit edit) {
        super(response, edit.buffering());
        this.edit = edit;
    }

    /** Asked for each time, for a container that forwards forgets what it gave, and has to know what it closes then. */
    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream container = super.getOutputStream();
        PageOutputStream known = stream;
        if (known == null || !known.isOver(container)) {
            known = new PageOutputStream(this, container);
            stream = known;
        }
        return known;
    }

    /** What looks for the places, as long as there are some to be found; decides what the body is. */
    @Override
    @Nullable
    PageScanner scanner(boolean bytes) {
        if (body == Body.UNKNOWN) {
            decide(bytes);
        }
        return scanner != null && !scanner.isDone() ? scanner : null;
    }

    /** Decided later, by all that the response says. */
    @Override
    boolean mayBePage() {
        return true;
    }

    @Override
    boolean gathersText() {
        if (body == Body.UNKNOWN) {
            decide(false);
        }
        return body == Body.PAGE && super.gathersText();
    }

    @Override
    void forwards() {
        super.forwards();
        startAgain();
    }

    @Override
    List<String> html(PageScanner.Place place, PageScanner at) {
        return isUnicode(getCharacterEncoding())
                ? insertion(place, at, type()).texts()
                : List.of(htmlInAscii(place, at));
    }

    /** What goes to a place of a page that is written in bytes. */
    byte[] bytes(PageScanner.Place place, PageScanner at) {
        Type now = type();
        Html html = insertion(place, at, now);
        // Of these, only UTF-8 agrees with ASCII.
        return isUnicode(now.charset)
                ? html.utf8()
                : AsciiText.ofHtml(html.text()).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isUnicode(@Nullable String charset) {
        return charset != null && charset.regionMatches(true, 0, "UTF-", 0, "UTF-".length());
    }

    /** What goes to a place, as any charset has it. */
    String htmlInAscii(PageScanner.Place place, PageScanner at) {
        return AsciiText.ofHtml(insertion(place, at, type()).text());
    }

    private Html insertion(PageScanner.Place place, PageScanner at, Type now) {
        return kind == null
                ? Html.NONE
                : edit.html(
                        kind,
                        place,
                        at,
                        () -> getHeaders("Content-Security-Policy"),
                        () -> getHeader("Content-Language"),
                        now.charset != null);
    }

    /**
     * The length that the application announced for the body, once: a piece of that length is all of it.
     *
     * @return the number of bytes, or -1
     */
    long takeAnnouncedLength() {
        long length = announcedLength;
        announcedLength = UNKNOWN;
        return length;
    }

    /** Sets the length of the body as it goes out. */
    void setActualLength(long length) {
        super.setContentLengthLong(length);
    }

    @Override
    String letGo(boolean bytes) {
        PageScanner at = scanner(bytes);
        if (at == null) {
            return "";
        }
        String held = at.letGo();
        return EndFinder.isWholeEnd(held) ? end(bytes, true) + held : held;
    }

    @Override
    String rest(boolean bytes) {
        PageScanner at = scanner;
        String held = at == null ? "" : at.letGo();
        boolean whole = EndFinder.isEnd(held);
        String end = end(bytes, whole);
        return whole ? end + held : held + end;
    }

    /** What goes to the end; notes whether the page has a link: of one that broke off, it may come next time. */
    private String end(boolean bytes, boolean whole) {
        PageScanner at = scanner;
        PageEdit.Kind of = kind;
        if (at == null || of == null) {
            return "";
        }
        scanner = null;
        boolean lacksEnd = at.lacksEnd();
        if (at.isLinked()) {
            edit.linked(of);
        } else if (of != PageEdit.Kind.BANNER && at.isDocument() && at.looksForLink()) {
            edit.unlinked(whole && lacksEnd);
        }
        if (!lacksEnd) {
            return "";
        }
        return bytes
                ? new String(bytes(PageScanner.Place.END, at), StandardCharsets.ISO_8859_1)
                : String.join("", html(PageScanner.Place.END, at));
    }

    /** What is held back goes out, too. */
    @Override
    void startsAsync() {
        gatherNoMore();
        if (scanner != null && !scanner.held().isEmpty()) {
            try {
                letAllGo();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        super.startsAsync();
    }

    @Override
    void startedAsync() {
        super.startedAsync();
        if (scanner != null) {
            scanner.holdNoEnd();
        }
    }

    /** Sets what waits, too. */
    @Override
    void finish() throws IOException {
        release();
        if (stream != null) {
            pour();
            stream.finish();
        } else {
            super.finish();
        }
    }

    private void decide(boolean bytes) {
        if (edit.isLeft()) {
            body = Body.OTHER;
            release();
            return;
        }
        Type now = type();
        boolean page = isPage(now, bytes);
        body = page ? Body.PAGE : Body.OTHER;
        if (!page) {
            release();
            if (hasBodyOfItsOwn() && !(now.isHtml() && canTakeText(now, bytes))) {
                edit.noPage();
            }
            return;
        }
        PageEdit.Kind found = edit.kind(isShared());
        kind = found;
        startScanning(found, now.isXml());
        String length = held == null ? null : getHeader(CONTENT_LENGTH);
        announcedLength = bytes && length != null ? parse(length) : UNKNOWN;
        if (held != null) {
            held.remove(CONTENT_LENGTH);
        }
        if (found.isPersonal()) {
            held = null;
            super.setHeader("Cache-Control", "private, no-store");
        } else {
            release();
            if (found == PageEdit.Kind.LINK) {
                // Another visitor's page has the banner (RFC 9110, section 12.5.5).
                super.addHeader("Vary", "Cookie");
            }
        }
    }

    private static long parse(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }

    private boolean isPage(Type now, boolean bytes) {
        return hasBodyOfItsOwn()
                && !isCommitted()
                && now.isHtml()
                && super.getHeader("Content-Encoding") == null
                && canTakeText(now, bytes);
    }

    /** Whether the body is that of the address, or of an error there: not a part, nor what leads to another address. */
    private boolean hasBodyOfItsOwn() {
        int status = getStatus();
        return status >= 200 && status <= 203 || status >= 400;
    }

    /** Whether HTML is shown, and in what text can be put into. */
    private boolean canTakeText(Type now, boolean bytes) {
        return !isDownload() && (!bytes || agreesWithAscii(now.charset));
    }

    /** The content type as it is now; read once for each. */
    private Type type() {
        String text = getContentType();
        Type known = type;
        if (!Objects.equals(known.text, text)) {
            known = text == null ? Type.NONE : read(text);
            type = known;
        }
        return known;
    }

    /** Nearly all pages have the type of the page before. */
    private static Type read(String text) {
        Type known = recent;
        if (!text.equals(known.text)) {
            known = Type.of(text);
            recent = known;
        }
        return known;
    }

    private boolean isDownload() {
        String disposition = super.getHeader("Content-Disposition");
        return disposition != null
                && disposition.strip().toLowerCase(Locale.ROOT).startsWith("attachment");
    }

    /** Whether a shared cache may keep the page: then it is the same for all (RFC 9111, section 5.2.2; RFC 9213). */
    private boolean isShared() {
        for (String value : getHeaders("Cache-Control")) {
            String directives = value.toLowerCase(Locale.ROOT);
            if (directives.contains("public") || directives.contains("s-maxage")) {
                return true;
            }
        }
        return super.getHeader("CDN-Cache-Control") != null || super.getHeader("Surrogate-Control") != null;
    }

    private static boolean agreesWithAscii(@Nullable String charset) {
        if (charset == null || charset.equalsIgnoreCase("UTF-8")) {
            return true;
        }
        String name = charset.toUpperCase(Locale.ROOT);
        if (name.startsWith("ISO-2022") || name.startsWith("HZ") || name.equals("UTF-7")) {
            return false;
        }
        try {
            byte[] encoded = ASCII.getBytes(Charset.forName(charset));
            return new String(encoded, StandardCharsets.ISO_8859_1).equals(ASCII);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        scanner(!hasWriter());
        super.flushBuffer();
    }

    @Override
    void letAllGo() throws IOException {
        if (stream != null) {
            stream.letGo();
        } else {
            super.letAllGo();
        }
    }

    @Override
    public void reset() {
        super.reset();
        held = null;
        body = Body.UNKNOWN;
        scanner = null;
        stream = null;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        startAgain();
    }

    private void startAgain() {
        if (edit.isLeft()) {
            body = Body.OTHER;
            scanner = null;
        } else if (kind != null && body == Body.PAGE) {
            startScanning(kind, type().isXml());
        }
    }

    private void startScanning(PageEdit.Kind of, boolean xml) {
        PageScanner fresh = edit.scanner(of, xml);
        if (isAsync()) {
            fresh.holdNoEnd();
        }
        scanner = fresh;
    }

    @Override
    public void setContentType(String type) {
        super.setContentType(type);
        releaseUnlessHtml();
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
        return held != null && held.containsKey(lower(name)) || super.containsHeader(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        Held waiting = held == null ? null : held.get(lower(name));
        return waiting != null ? waiting.value() : super.getHeader(name);
    }

    /** Sets a header now, later, or never: one that only the unchanged body has goes with it. */
    private void hold(String name, @Nullable String value, Runnable set) {
        String lower = lower(name);
        boolean ofTheBody = OF_THE_BODY.contains(lower);
        if (body == Body.PAGE && lower.equals("content-encoding")) {
            stopScanning();
        }
        if (body == Body.PAGE && isReplaced(lower)) {
            return;
        }
        if (body == Body.UNKNOWN && ofTheBody && value != null && !isCommitted() && mayBeHtml()) {
            held = held == null ? new LinkedHashMap<>() : held;
            held.put(lower, new Held(value, set));
            return;
        }
        if (held != null) {
            held.remove(lower);
        }
        set.run();
        if (lower.equals("content-type")) {
            releaseUnlessHtml();
        }
    }

    /** Whether a header of a page that is decided on is another than the application's. */
    private boolean isReplaced(String lower) {
        return lower.equals(CONTENT_LENGTH)
                || kind != null && kind.isPersonal() && (OF_THE_BODY.contains(lower) || lower.equals("cache-control"));
    }

    private boolean mayBeHtml() {
        return getContentType() == null || type().isHtml();
    }

    private void stopScanning() {
        if (scanner != null && !scanner.isDone()) {
            scanner = null;
        }
    }

    private void releaseUnlessHtml() {
        if (body == Body.UNKNOWN && held != null && !mayBeHtml()) {
            release();
        }
    }

    @Override
    void release() {
        if (held != null) {
            held.values().forEach(header -> header.set().run());
            held = null;
        }
    }

    private static String lower(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }
}
