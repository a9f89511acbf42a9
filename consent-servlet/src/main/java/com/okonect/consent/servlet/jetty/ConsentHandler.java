package com.okonect.consent.servlet.jetty;

import com.okonect.consent.servlet.guard.CommitGuard;
import com.okonect.consent.servlet.guard.FinalHeaders;
import com.okonect.consent.servlet.guard.Layer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Guards all that a servlet context of Jetty sends: what containers write without asking a filter, too, such as the
 * answers to WebSocket handshakes and to log-in forms.
 *
 * <pre>{@code
 * context.insertHandler(new ConsentHandler());
 * }</pre>
 *
 * An application that is embedded with its Jetty needs it for the cookies that endpoints of WebSockets read in the
 * handshake (Jetty 12.0 hands them out even so), and where it cannot be sure that the filter is started by the context
 * itself; a web application in a Jetty of its own does, because there Jetty hides its classes from the filter.
 * There this library and what it needs go on the class path of the environment ({@code ee10} or {@code ee11}), and the
 * handler into the XML file of the web application's context.
 *
 * <p>Decides by the policy of the {@link com.okonect.consent.servlet.ConsentFilter} in the context. Until that has
 * started, and where there is none, only cookies pass that are exempt out of the box.
 */
public final class ConsentHandler extends Handler.Wrapper {

    /** Creates the handler, to be inserted into a servlet context. */
    public ConsentHandler() {
        // there is nothing to set
    }

    /**
     * Finds the context and tries whether the guard fits this Jetty.
     *
     * @throws Exception if the handler is not in a servlet context, or this Jetty is another than it was written for
     */
    @Override
    protected void doStart() throws Exception {
        ContextHandler context = ContextHandler.getCurrentContextHandler();
        if (context == null) {
            throw new IllegalStateException(
                    "the ConsentHandler is not in a servlet context: call insertHandler of the ServletContextHandler or"
                            + " WebAppContext, not of the server");
        }
        Fit.check(context.getClass());
        context.getContext().setAttribute(CommitGuard.PIECE, Handshake.readPastHandlers());
        super.doStart();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        GuardedStream.guard(request, Layer.CONTAINER);
        Request readable = Handshake.isOne(request)
                ? new Handshake(request, new FinalHeaders(ServletRequests.of(request), Layer.CONTAINER))
                : request;
        return super.handle(readable, response, callback);
    }
}
