package com.okonect.consent.benchmark;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.tomcat.util.http.CookieProcessor;
import org.apache.tomcat.util.http.Rfc6265CookieProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A response without a container: keeps its headers, counts its body. Writes cookies as Tomcat does, by Tomcat's own code;
 * Jetty's does the same work, and both write an {@code Expires} beside the {@code Max-Age}.
 */
final class StubResponse extends HttpServletResponseWrapper {

    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private final Counting body = new Counting();
    private final CookieProcessor cookies = new Rfc6265CookieProcessor();
    private @Nullable String type;
    private int status = SC_OK;

    StubResponse() {
        super(Absent.of(HttpServletResponse.class));
    }

    /** Forgets what the last response left, as a container does that uses its objects again. */
    StubResponse renewed() {
        names.clear();
        values.clear();
        body.count = 0;
        type = null;
        status = SC_OK;
        return this;
    }

    long written() {
        return body.count;
    }

    private static final class Counting extends ServletOutputStream {

        private long count;

        @Override
        public void write(int octet) {
            count++;
        }

        @Override
        public void write(byte[] octets, int from, int length) {
            count += length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public void addCookie(Cookie cookie) {
        addHeader("Set-Cookie", cookies.generateHeader(cookie, null));
    }

    @Override
    public void addHeader(String name, String value) {
        names.add(name);
        values.add(value);
    }

    @Override
    public void setHeader(String name, String value) {
        for (int i = names.size() - 1; i >= 0; i--) {
            if (names.get(i).equalsIgnoreCase(name)) {
                names.remove(i);
                values.remove(i);
            }
        }
        addHeader(name, value);
    }

    @Override
    public boolean containsHeader(String name) {
        return getHeader(name) != null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return values.get(i);
            }
        }
        return null;
    }

    @Override
    public Collection<String> getHeaders(String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                found.add(values.get(i));
            }
        }
        return found;
    }

    @Override
    public Collection<String> getHeaderNames() {
        return List.copyOf(names);
    }

    @Override
    public void setStatus(int code) {
        status = code;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public @Nullable String getContentType() {
        return type;
    }

    @Override
    public void setContentType(String given) {
        type = given;
    }

    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public void setCharacterEncoding(String charset) {}

    @Override
    public Locale getLocale() {
        return Locale.ENGLISH;
    }

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public int getBufferSize() {
        return 8192;
    }

    @Override
    public void resetBuffer() {}

    @Override
    public void flushBuffer() {}

    @Override
    public ServletOutputStream getOutputStream() {
        return body;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        return new PrintWriter(body, false, StandardCharsets.UTF_8);
    }
}
