package com.okonect.consent.servlet.jetty;

import com.okonect.consent.servlet.guard.FinalHeaders;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Jetty;

/** A request for a WebSocket, which Jetty answers before any filter, with the cookies that an endpoint may read. */
final class Handshake extends Request.Wrapper {

    private final HttpFields readable;

    /** Decides at once: later, the servlet view of the request has the headers of this one. */
    Handshake(Request request, FinalHeaders headers) {
        super(request);
        HttpFields.Mutable fields = HttpFields.build();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue();
            if (field.getHeader() != HttpHeader.COOKIE || value == null) {
                fields.add(field);
                continue;
            }
            String line = headers.readable(value);
            if (line != null) {
                fields.add(HttpHeader.COOKIE, line);
            }
        }
        readable = fields.asImmutable();
    }

    /** What an endpoint reads all the same; empty if nothing. */
    static String readPastHandlers() {
        return Jetty.VERSION.startsWith("12.0.")
                ? "the cookies that an endpoint of WebSockets reads in the handshake, which Jetty 12.0 takes from beneath"
                        + " its handlers"
                : "";
    }

    /** By HTTP/1.1 (RFC 6455, 4.1) or HTTP/2 (RFC 8441, 4). */
    static boolean isOne(Request request) {
        return request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")
                || HttpMethod.CONNECT.is(request.getMethod());
    }

    @Override
    public HttpFields getHeaders() {
        return readable;
    }
}
