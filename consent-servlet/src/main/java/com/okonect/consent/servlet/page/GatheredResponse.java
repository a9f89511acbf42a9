package com.okonect.consent.servlet.page;

import com.okonect.consent.servlet.guard.Redirect;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the short pieces of an HTML page that templates write, so that the container is not called for each of them,
 * and passes them on before the container comes to write to the response itself, as far as it is told. Nothing goes in,
 * and what is no page is left to the container's own writer.
 *
 * <p>The writer is of one class for all pages, looked at or not: what an application calls for each word, a compiler can
 * then call without looking for it.
 */
class GatheredResponse extends HttpServletResponseWrapper {

    private final Buffering buffering;
    private boolean async;
    private boolean cleared;
    private @Nullable PageWriter writer;

    /**
     * Wraps a response.
     *
     * @param response of the container, or of what stands before
     * @param buffering what the container does with what is written
     */
    GatheredResponse(HttpServletResponse response, Buffering buffering) {
        super(response);
        this.buffering = buffering;
    }

    /** Asked for each time, for a container that forwards forgets what it gave, and has to know what it closes then. */
    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter container = super.getWriter();
        PageWriter known = writer;
        if (known == null && !mayBePage()) {
            return container;
        }
        if (known == null || !known.isOver(container)) {
            gatherNoMore();
            known = new PageWriter(this, container);
            writer = known;
        }
        return known;
    }

    /** Whether the text that comes may be that of a page, by what is known before the first of it. */
    boolean mayBePage() {
        String type = getContentType();
        return type != null && (startsWith(type, "text/html") || startsWith(type, "application/xhtml+xml"));
    }

    private static boolean startsWith(String type, String media) {
        return type.regionMatches(true, 0, media, 0, media.length());
    }

    /** Whether the application writes text. */
    boolean hasWriter() {
        return writer != null;
    }

    /**
     * Whether short pieces of text may wait for more to come, for somebody is sure to ask for them. After the buffer was
     * cleared this is not certain: so begins a forward, and a container may close its own response when that is over.
     */
    boolean gathersText() {
        return !async && !cleared && buffering.gathersText();
    }

    /** Whether what was gathered is passed on as strings. */
    boolean prefersStrings() {
        return buffering.prefersStrings();
    }

    /** Whether a long piece of a page need not be put together with what goes into it. */
    boolean takesParts() {
        return buffering.takesParts();
    }

    /** What looks for the places, as long as there are some to be found. */
    @Nullable
    PageScanner scanner(boolean bytes) {
        return null;
    }

    /** What goes to a place, in characters that the page's charset has, and in parts. */
    List<String> html(PageScanner.Place place, PageScanner at) {
        return List.of();
    }

    /** What is held back, when the page cannot wait for it; with what goes before it, if that is certain. */
    String letGo(boolean bytes) {
        return "";
    }

    /** What is held back, and what goes to the end, when the page is at its end; bytes are a character each. */
    String rest(boolean bytes) {
        return "";
    }

    /** Sets the headers that wait: the body stays as it is, or there is none. */
    void release() {}

    /** Writes what is gathered: the container decides what becomes of it. */
    void pour() {
        if (writer != null) {
            writer.pour();
        }
    }

    /** Writes what is gathered, and gathers no more. */
    final void gatherNoMore() {
        if (writer != null && !async) {
            writer.gatherNoMore();
        }
    }

    /** Writes what is gathered and held back. */
    void letAllGo() throws IOException {
        if (writer != null) {
            writer.letGo();
        }
    }

    /** To be told that the container has cleared its own buffer for a forward. */
    void forwards() {
        if (writer != null) {
            writer.clear();
        }
        cleared = true;
    }

    /** To be told before the application goes on after the filter has returned: nobody may come to write more. */
    void startsAsync() {
        startedAsync();
    }

    /** To be told that the application goes on after the filter has returned. */
    void startedAsync() {
        gatherNoMore();
        async = true;
    }

    /** Whether the application goes on after the filter has returned. */
    final boolean isAsync() {
        return async;
    }

    /** Completes the response when the application has returned: writes what is still to come. */
    void finish() throws IOException {
        if (writer != null) {
            writer.finish();
        }
    }

    @Override
    public void flushBuffer() throws IOException {
        letAllGo();
        super.flushBuffer();
    }

    @Override
    public void reset() {
        gatherNoMore();
        super.reset();
        cleared = true;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        gatherNoMore();
        super.resetBuffer();
        cleared = true;
    }

    /** The container comes to write in place of the application. */
    private void leave() {
        release();
        pour();
    }

    @Override
    public void sendError(int status) throws IOException {
        leave();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        leave();
        super.sendError(status, message);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        leave();
        super.sendRedirect(location);
    }

    /** A method of Servlet 6.1; not an override where the container is of 6.0. */
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    /** A method of Servlet 6.1; not an override where the container is of 6.0. */
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    /** A method of Servlet 6.1; not an override where the container is of 6.0. */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        leave();
        Redirect.send((HttpServletResponse) getResponse(), location, status, clearBuffer);
    }
}
