package com.okonect.consent.servlet.jetty;

import com.okonect.consent.servlet.guard.CommitHook;
import com.okonect.consent.servlet.guard.Layer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.jspecify.annotations.Nullable;

/** Guards every request of the context that the filter starts in, from where the request enters the context. */
final class JettyHook implements CommitHook {

    private final ContextHandler context;
    private final ContextHandler.ContextScopeListener entrance = new ContextHandler.ContextScopeListener() {
        @Override
        public void enterScope(Context entered, @Nullable Request request) {
            if (request != null) {
                GuardedStream.guard(request, Layer.COMMIT);
            }
        }
    };

    JettyHook(ServletContext servletContext) throws ReflectiveOperationException {
        ContextHandler current = ContextHandler.getCurrentContextHandler();
        if (current == null || !servletContext.getContextPath().equals(contextPath(current))) {
            throw new IllegalStateException("the filter does not start in the scope of its context");
        }
        Fit.check(current.getClass());
        context = current;
        context.addEventListener(entrance);
    }

    private static String contextPath(ContextHandler context) {
        return context.getContextPath().equals("/") ? "" : context.getContextPath();
    }

    /** Where the context is entered, before the filter, the request was guarded already. */
    @Override
    public Layer guard(HttpServletRequest request) {
        return Layer.COMMIT;
    }

    @Override
    public String notCovered() {
        String past = Handshake.readPastHandlers();
        return past.isEmpty()
                ? "the cookies that an endpoint of WebSockets reads in the handshake, which Jetty answers before any"
                        + " filter, until a ConsentHandler is in the servlet context"
                : past;
    }

    @Override
    public void remove() {
        context.removeEventListener(entrance);
    }
}
