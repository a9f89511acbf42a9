package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.container.Http2Wire.ResetException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sends what makes an application try to set a cookie, and reports what came out. */
final class Attempts {

    /**
     * What came out of one attempt.
     *
     * @param status the final status; 0 if the container gave up the response
     * @param leaks what should not have come
     */
    record Outcome(int status, List<String> leaks) {}

    private interface Attempt {
        WireAnswer on(Http1Wire wire, String context) throws IOException;
    }

    private static final Outcome NOTHING_SENT = new Outcome(0, List.of());

    /** Those that take more than one plain request for a page. */
    private static final Map<String, Attempt> SPECIAL = new LinkedHashMap<>();

    /** Of those, what one plain request does. */
    private static final Map<String, String> PATHS = new LinkedHashMap<>();

    static {
        PATHS.put("filterBefore", "/before/plain");
        PATHS.put("filterAfter", "/after/plain");
        PATHS.put("listenerBefore", "/s/plain?listener");
        PATHS.put("notFound", "/none");
        PATHS.put("formPage", "/secure/page");
        PATHS.forEach((name, path) -> SPECIAL.put(name, (wire, context) -> wire.get(context + path)));
        SPECIAL.put("onHead", (wire, context) -> wire.send("HEAD", context + "/s/addCookie", ""));
        SPECIAL.put("webSocket", (wire, context) -> webSocket(wire, context));
        SPECIAL.put("sessionRefreshed", (wire, context) -> {
            String id = id(wire.get(context + "/s/openSession"));
            return wire.get(context + "/s/plain", "Cookie: JSESSIONID=" + id);
        });
        SPECIAL.put("formPost", (wire, context) -> {
            String id = id(wire.get(context + "/s/openSession"));
            WireAnswer page = wire.get(context + "/secure/page;jsessionid=" + id);
            // Some change it at this step, and the page says so; some redirect to the page.
            id = page.body().contains("id=") ? id(page) : id;
            return wire.post(
                    context + "/secure/j_security_check;jsessionid=" + id, "j_username=user&j_password=password");
        });
        SPECIAL.put(
                "formPostOfNobody",
                (wire, context) -> wire.post(context + "/secure/j_security_check", "j_username=user&j_password=no"));
    }

    private Attempts() {}

    /** Over HTTP/1.1, each on a connection of its own, so that none is hurt by another. */
    static Map<String, Outcome> overHttp1(int port, String context) throws IOException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String page : Scenarios.names()) {
            // Where an interim status may be the last, only the end of the connection tells; trailers need it to stay.
            String connection = Scenarios.INTERIM.contains(page) ? "Connection: close" : "Connection: keep-alive";
            outcomes.put(page, http1(port, page, context, (wire, path) -> wire.get(path + "/s/" + page, connection)));
        }
        for (Map.Entry<String, Attempt> special : SPECIAL.entrySet()) {
            outcomes.put(special.getKey(), http1(port, special.getKey(), context, special.getValue()));
        }
        return outcomes;
    }

    private static Outcome http1(int port, String name, String context, Attempt attempt) throws IOException {
        try (Http1Wire wire = new Http1Wire(port)) {
            return outcome(name, attempt.on(wire, context));
        } catch (IOException | RuntimeException e) {
            throw new IOException(name + " of " + context, e);
        }
    }

    /** Over HTTP/2. A stream that the container resets sends nothing. */
    static Map<String, Outcome> overHttp2(int port, String context) throws IOException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String page : Scenarios.names()) {
            outcomes.put(page, http2(port, page, context + "/s/" + page));
        }
        for (Map.Entry<String, String> path : PATHS.entrySet()) {
            outcomes.put(path.getKey(), http2(port, path.getKey(), context + path.getValue()));
        }
        return outcomes;
    }

    private static Outcome http2(int port, String name, String path) throws IOException {
        try (Http2Wire wire = new Http2Wire(port)) {
            return outcome(name, wire.send("GET", path));
        } catch (ResetException e) {
            return NOTHING_SENT;
        } catch (SocketTimeoutException e) {
            if (Scenarios.WIDE.contains(name)) {
                return NOTHING_SENT;
            }
            throw new IOException(path, e);
        }
    }

    private static Outcome outcome(String name, WireAnswer answer) {
        // In the requests of a log-in, the visitor's own address has the id.
        boolean idInAddress = answer.hasIdInAddress() && !name.startsWith("form");
        return new Outcome(answer.last().status(), idInAddress ? List.of("id in an address") : answer.leaks());
    }

    static Set<String> special() {
        return SPECIAL.keySet();
    }

    /** The id of the session, which the page says where the cookie does not. */
    private static String id(WireAnswer page) throws IOException {
        int at = page.body().indexOf("id=");
        if (at < 0) {
            throw new IOException("no id of a session: " + page);
        }
        return page.body().substring(at + 3);
    }

    static WireAnswer webSocket(Http1Wire wire, String context) throws IOException {
        WireAnswer answer = wire.get(
                context + "/ws",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
        if (answer.last().status() != 101) {
            throw new IOException("no handshake: " + answer);
        }
        return answer;
    }
}
