package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.container.Http2Wire.ResetException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        WireAnswer on(Wire wire, String context) throws IOException;
    }

    /** Opens a connection. */
    private interface Opening {
        Wire open() throws IOException;
    }

    private static final Outcome NOTHING_SENT = new Outcome(0, List.of());

    private static final Map<String, Attempt> ALL = new LinkedHashMap<>();

    static {
        for (String page : Scenarios.names()) {
            // Where an interim status may be the last, only the end of the connection tells.
            String[] headers = Scenarios.INTERIM.contains(page) ? new String[] {"Connection: close"} : new String[0];
            ALL.put(
                    page,
                    (wire, context) ->
                            wire.get(context + "/s/" + page, wire instanceof Http1Wire ? headers : new String[0]));
        }
        ALL.put("filterBefore", (wire, context) -> wire.get(context + "/before/plain"));
        ALL.put("filterAfter", (wire, context) -> wire.get(context + "/after/plain"));
        ALL.put("listenerBefore", (wire, context) -> wire.get(context + "/s/plain?listener"));
        ALL.put("notFound", (wire, context) -> wire.get(context + "/none"));
        ALL.put("onHead", (wire, context) -> wire.send("HEAD", context + "/s/addCookie", ""));
        ALL.put("sessionRefreshed", (wire, context) -> {
            String id = id(wire.get(context + "/s/openSession"));
            return wire.get(context + "/s/plain", "Cookie: JSESSIONID=" + id);
        });
        ALL.put("formPage", (wire, context) -> wire.get(context + "/secure/page"));
        ALL.put("formPost", (wire, context) -> {
            String id = id(wire.get(context + "/s/openSession"));
            WireAnswer page = wire.get(context + "/secure/page;jsessionid=" + id);
            // Some change it at this step, and the page says so; some redirect to the page.
            id = page.body().contains("id=") ? id(page) : id;
            return wire.post(
                    context + "/secure/j_security_check;jsessionid=" + id, "j_username=user&j_password=password");
        });
        ALL.put(
                "formPostOfNobody",
                (wire, context) -> wire.post(context + "/secure/j_security_check", "j_username=user&j_password=no"));
    }

    private Attempts() {}

    /** Over HTTP/1.1, each on a connection of its own, so that none is hurt by another. */
    static Map<String, Outcome> overHttp1(int port, String context) throws IOException {
        Map<String, Outcome> outcomes = over(() -> new Http1Wire(port), context);
        outcomes.put("webSocket", outcome(() -> new Http1Wire(port), "webSocket", context, Attempts::webSocket));
        return outcomes;
    }

    /** Over HTTP/2, the same. A stream that the container resets sends nothing. */
    static Map<String, Outcome> overHttp2(int port, String context) throws IOException {
        return over(() -> new Http2Wire(port), context);
    }

    private static Map<String, Outcome> over(Opening connection, String context) throws IOException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (Map.Entry<String, Attempt> attempt : ALL.entrySet()) {
            outcomes.put(attempt.getKey(), outcome(connection, attempt.getKey(), context, attempt.getValue()));
        }
        return outcomes;
    }

    private static Outcome outcome(Opening connection, String name, String context, Attempt attempt)
            throws IOException {
        try (Wire wire = connection.open()) {
            return outcome(name, attempt.on(wire, context));
        } catch (ResetException e) {
            return NOTHING_SENT;
        } catch (IOException | RuntimeException e) {
            if (e instanceof SocketTimeoutException && Scenarios.WIDE.contains(name)) {
                return NOTHING_SENT;
            }
            throw new IOException(name + " of " + context, e);
        }
    }

    private static Outcome outcome(String name, WireAnswer answer) {
        // In the requests of a log-in, the visitor's own address has the id.
        boolean idInAddress = answer.hasIdInAddress() && !name.startsWith("form");
        return new Outcome(answer.last().status(), idInAddress ? List.of("id in an address") : answer.leaks());
    }

    /** The id of the session, which the page says where the cookie does not. */
    private static String id(WireAnswer page) throws IOException {
        int at = page.body().indexOf("id=");
        if (at < 0) {
            throw new IOException("no id of a session: " + page);
        }
        return page.body().substring(at + 3);
    }

    static WireAnswer webSocket(Wire wire, String context) throws IOException {
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
