package com.okonect.consent.servlet.tomcat;

import com.okonect.consent.servlet.guard.RequestHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads headers where Tomcat keeps them, as octets, each of which is a character (ISO 8859-1). Tomcat itself has them
 * decoded by a decoder for any charset. As with Tomcat, what was read once stays a string.
 */
final class OctetHeaders implements RequestHeaders {

    /** Whether this Tomcat has what is called here, and octets read as it reads them itself. */
    static boolean fit() {
        try {
            Request.class.getMethod("getCoyoteRequest");
            org.apache.coyote.Request.class.getMethod("getMimeHeaders");
            MimeHeaders fields = new MimeHeaders();
            byte[] octets = {'-', 'f', 'i', 't', (byte) 0xE9, '-'};
            fields.addValue("fit").setBytes(octets, 1, octets.length - 2);
            String byTomcat = fields.getValue("fit").toString();
            return byTomcat.equals(text(fields.getValue("fit"))) && fields.findHeader("fit", 1) < 0;
        } catch (NoSuchMethodException | RuntimeException | LinkageError another) {
            return false;
        }
    }

    @Override
    public @Nullable String first(HttpServletRequest request, String name) {
        MimeHeaders fields = fields(request);
        return fields == null ? RequestHeaders.super.first(request, name) : text(fields.getValue(name));
    }

    @Override
    public @Nullable Enumeration<String> all(HttpServletRequest request, String name) {
        MimeHeaders fields = fields(request);
        return fields == null ? RequestHeaders.super.all(request, name) : new Values(fields, name);
    }

    /** Null where a request may say something else than what was sent: one that is not Tomcat's own. */
    private static @Nullable MimeHeaders fields(HttpServletRequest given) {
        Request request = given.getClass() == RequestFacade.class ? TomcatHook.behind((RequestFacade) given) : null;
        return request == null || request.getClass() != Request.class
                ? null
                : request.getCoyoteRequest().getMimeHeaders();
    }

    private static @Nullable String text(@Nullable MessageBytes value) {
        if (value == null) {
            return null;
        }
        ByteChunk octets = value.getByteChunk();
        if (value.getType() == MessageBytes.T_BYTES
                && !octets.isNull()
                && StandardCharsets.ISO_8859_1.equals(octets.getCharset())) {
            value.setString(
                    new String(octets.getBuffer(), octets.getStart(), octets.getLength(), StandardCharsets.ISO_8859_1));
        }
        return value.toString();
    }

    @SuppressWarnings("JdkObsolete") // what the servlet API returns
    private static final class Values implements Enumeration<String> {

        private final MimeHeaders fields;
        private final String name;
        private int next;

        Values(MimeHeaders fields, String name) {
            this.fields = fields;
            this.name = name;
            this.next = fields.findHeader(name, 0);
        }

        @Override
        public boolean hasMoreElements() {
            return next >= 0;
        }

        @Override
        public String nextElement() {
            if (next < 0) {
                throw new NoSuchElementException(name);
            }
            String value = Objects.requireNonNullElse(text(fields.getValue(next)), "");
            next = fields.findHeader(name, next + 1);
            return value;
        }
    }
}
