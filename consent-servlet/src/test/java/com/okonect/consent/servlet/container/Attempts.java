package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.container.Http2Wire.ResetException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

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

    /** The value of each cookie that the application may not see. */
    private static final String SECRET = "secret";

    private static final String[] SECRETS = {
        "Cookie: LEAK=" + SECRET + "; JSESSIONID=" + SECRET + "; visits=" + SECRET, "Cookie: LEAKb=" + SECRET
    };

    private static final String READING = "reading";

    private static final Map<String, Attempt> BOTH = new LinkedHashMap<>();
    private static final Map<String, Attempt> HTTP1 = new LinkedHashMap<>();
    private static final Map<String, Attempt> HTTP2 = new LinkedHashMap<>();
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        Scenarios.all()
                .forEach((page, group) -> attempt(BOTH, page, group, (wire, context) -> {
                    if (group.equals(READING)) {
                        return wire.get(context + "/s/" + page, SECRETS);
                    }
                    // Where an interim status may be the last, only the end of the connection tells.
                    boolean closes = Scenarios.INTERIM.contains(page) && wire instanceof Http1Wire;
                    return wire.get(
                            context + "/s/" + page, closes ? new String[] {"Connection: close"} : new String[0]);
                }));
        attempt(BOTH, "readByTrace", READING, (wire, context) -> wire.send("TRACE", context + "/traced", "", SECRETS));
        attempt(HTTP1, "readInWebSocket", READING, (wire, context) -> webSocket(wire, context + "/ws-read", SECRETS));
        attempt(
                HTTP2,
                "readInWebSocketOverHttp2",
                READING,
                (wire, context) -> ((Http2Wire) wire).webSocket(context + "/ws-read", SECRETS));
        String beside = "before and beside the filter";
        attempt(BOTH, "filterBefore", beside, (wire, context) -> wire.get(context + "/before/plain"));
        attempt(BOTH, "filterAfter", beside, (wire, context) -> wire.get(context + "/after/plain"));
        attempt(BOTH, "listenerBefore", beside, (wire, context) -> wire.get(context + "/s/plain?listener"));
        attempt(BOTH, "notFound", beside, (wire, context) -> wire.get(context + "/none"));
        attempt(BOTH, "contextRoot", beside, (wire, context) -> wire.get(context));
        String requests = "other requests than GET";
        attempt(BOTH, "onHead", requests, (wire, context) -> wire.send("HEAD", context + "/s/addCookie", ""));
        attempt(BOTH, "rawOnHead", requests, (wire, context) -> wire.send("HEAD", context + "/s/rawAddCookie", ""));
        attempt(BOTH, "onPost", requests, (wire, context) -> wire.post(context + "/s/addCookie", "a=b"));
        attempt(BOTH, "rawOnPost", requests, (wire, context) -> wire.post(context + "/s/rawAddCookie", "a=b"));
        attempt(BOTH, "onOptions", requests, (wire, context) -> wire.send("OPTIONS", context + "/s/addCookie", ""));
        attempt(
                BOTH,
                "rawOnOptions",
                requests,
                (wire, context) -> wire.send("OPTIONS", context + "/s/rawAddCookie", ""));
        attempt(
                HTTP1,
                "onContinue",
                requests,
                (wire, context) -> wire.send("POST", context + "/s/addCookieThenRead", "a=b", "Expect: 100-continue"));
        attempt(
                HTTP1,
                "rawOnContinue",
                requests,
                (wire, context) ->
                        wire.send("POST", context + "/s/rawAddCookieThenRead", "a=b", "Expect: 100-continue"));
        attempt(
                HTTP1,
                "onHttp10",
                requests,
                (wire, context) -> ((Http1Wire) wire).getByHttp10(context + "/s/addCookie"));
        attempt(
                HTTP1,
                "rawOnHttp10",
                requests,
                (wire, context) -> ((Http1Wire) wire).getByHttp10(context + "/s/rawAddCookie"));
        attempt(BOTH, "sessionRefreshed", "sessions", (wire, context) -> {
            String id = id(wire.get(context + "/s/openSession"));
            return wire.get(context + "/s/plain", "Cookie: JSESSIONID=" + id);
        });
        attempt(BOTH, "jsp", "sessions", (wire, context) -> wire.get(context + "/session.jsp"));
        String form = "the container's log-in form";
        attempt(BOTH, "formPage", form, (wire, context) -> wire.get(context + "/secure/page"));
        attempt(BOTH, "formPost", form, (wire, context) -> {
            String id = id(wire.get(context + "/s/openSession"));
            WireAnswer page = wire.get(context + "/secure/page;jsessionid=" + id);
            // Some change it at this step, and the page says so; some redirect to the page.
            id = page.body().contains("id=") ? id(page) : id;
            return wire.post(
                    context + "/secure/j_security_check;jsessionid=" + id, "j_username=user&j_password=password");
        });
        attempt(
                BOTH,
                "formPostOfNobody",
                form,
                (wire, context) -> wire.post(context + "/secure/j_security_check", "j_username=user&j_password=no"));
        String sockets = "WebSocket handshakes";
        attempt(HTTP1, "webSocket", sockets, (wire, context) -> webSocket(wire, context + "/ws"));
        attempt(HTTP2, "webSocketOverHttp2", sockets, (wire, context) -> ((Http2Wire) wire).webSocket(context + "/ws"));
    }

    private Attempts() {}

    private static void attempt(Map<String, Attempt> protocols, String name, String group, Attempt attempt) {
        protocols.put(name, attempt);
        GROUPS.put(name, group);
    }

    /** The group of each attempt. */
    static Map<String, String> groups() {
        return Collections.unmodifiableMap(GROUPS);
    }

    /** Over HTTP/1.1, each on a connection of its own, so that none is hurt by another. */
    static Map<String, Callable<Outcome>> overHttp1(int port, String context) {
        return over(() -> new Http1Wire(port), context, HTTP1);
    }

    /** Over HTTP/2, the same. A stream that the container resets sends nothing. */
    static Map<String, Callable<Outcome>> overHttp2(int port, String context) {
        return over(() -> new Http2Wire(port), context, HTTP2);
    }

    private static Map<String, Callable<Outcome>> over(
            Opening connection, String context, Map<String, Attempt> ofThisProtocol) {
        Map<String, Attempt> attempts = new LinkedHashMap<>(BOTH);
        attempts.putAll(ofThisProtocol);
        Map<String, Callable<Outcome>> outcomes = new LinkedHashMap<>();
        attempts.forEach((name, attempt) -> outcomes.put(name, () -> outcome(connection, name, context, attempt)));
        return outcomes;
    }

    private static Outcome outcome(Opening connection, String name, String context, Attempt attempt)
            throws IOException {
        try (Wire wire = connection.open()) {
            return outcome(name, attempt.on(wire, context));
        } catch (ResetException e) {
            return NOTHING_SENT;
        } catch (IOException | RuntimeException e) {
            if (e instanceof SocketTimeoutException && Scenarios.GIVEN_UP.contains(name)) {
                return NOTHING_SENT;
            }
            throw new IOException(name + " of " + context + ": " + e.getMessage(), e);
        }
    }

    private static Outcome outcome(String name, WireAnswer answer) {
        int status = answer.last().status();
        if (READING.equals(GROUPS.get(name))) {
            return new Outcome(status, answer.says(SECRET) ? List.of("a hidden cookie was read") : List.of());
        }
        // In the requests of a log-in, the visitor's own address has the id.
        boolean idInAddress = answer.hasIdInAddress() && !name.startsWith("form");
        return new Outcome(status, idInAddress ? List.of("id in an address") : answer.leaks());
    }

    /** The id of the session, which the page says where the cookie does not. */
    private static String id(WireAnswer page) throws IOException {
        int at = page.body().indexOf("id=");
        if (at < 0) {
            throw new IOException("no id of a session: " + page);
        }
        return page.body().substring(at + 3);
    }

    private static WireAnswer webSocket(Wire wire, String path, String... more) throws IOException {
        List<String> headers = new ArrayList<>(List.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
        headers.addAll(List.of(more));
        WireAnswer answer = wire.get(path, headers.toArray(String[]::new));
        if (answer.last().status() != 101) {
            throw new IOException("no handshake: " + answer);
        }
        return answer;
    }
}
