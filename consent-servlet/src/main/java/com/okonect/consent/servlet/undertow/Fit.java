package com.okonect.consent.servlet.undertow;

import com.okonect.consent.servlet.guard.Layer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** Tries on the Undertow that is there, before the first request, whether a cookie meets the guard on its way out. */
final class Fit {

    /** A deletion, for these pass, and the guard writes them anew. */
    private static final String GIVEN = "fit=; Max-Age=0";

    private Fit() {}

    /** Throws, by exception or {@link LinkageError}, where this Undertow is another than the guard was written for. */
    static void check() throws NoSuchMethodException {
        Connectors.class.getMethod("flattenCookies", HttpServerExchange.class);
        HttpServerExchange.class.getMethod("getResponseCookies");
        HttpServerExchange exchange = new HttpServerExchange(null);
        exchange.getResponseHeaders().add(Headers.SET_COOKIE, GIVEN);
        new GuardedCommit(Layer.COMMIT).beforeCommit(exchange);
        if (GIVEN.equals(exchange.getResponseHeaders().getFirst(Headers.SET_COOKIE))) {
            throw new IllegalStateException("headers do not pass where the guard stands");
        }
    }
}
