package com.okonect.consent.servlet.undertow;

import com.okonect.consent.servlet.guard.Layer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/**
 * Guards all that Undertow sends from the handlers behind it: what they write without asking a filter, too, such as the
 * answers to log-in forms.
 *
 * <pre>{@code
 * deploymentInfo.addInitialHandlerChainWrapper(ConsentHttpHandler::new);
 * }</pre>
 *
 * Decides by the policy of the {@link com.okonect.consent.servlet.ConsentFilter} in the deployment of a request. Until
 * that has started, and where there is none, only cookies pass that are exempt out of the box.
 */
@SuppressWarnings("exports") // Undertow is on the class path, not a module
public final class ConsentHttpHandler implements HttpHandler {

    private final HttpHandler next;

    /**
     * Creates the handler, to stand before any other that writes headers.
     *
     * @param next the handler behind it
     */
    public ConsentHttpHandler(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        GuardedCommit.guard(exchange, Layer.CONTAINER);
        next.handleRequest(exchange);
    }
}
