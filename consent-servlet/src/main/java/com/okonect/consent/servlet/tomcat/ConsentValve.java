package com.okonect.consent.servlet.tomcat;

import com.okonect.consent.servlet.guard.CommitGuard;
import com.okonect.consent.servlet.guard.Layer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Guards all that Tomcat sends for the contexts behind it: what valves and authenticators write without asking a filter,
 * too, such as the answers to log-in forms.
 *
 * <pre>{@code
 * context.getPipeline().addValve(new ConsentValve());
 * }</pre>
 *
 * or, in the {@code context.xml} of a web application or in the {@code server.xml} of a Tomcat that has this library and
 * what it needs on its own class path,
 *
 * <pre>{@code
 * <Valve className="com.okonect.consent.servlet.tomcat.ConsentValve"/>
 * }</pre>
 *
 * Decides by the policy of the {@link com.okonect.consent.servlet.ConsentFilter} in the context of a request. Until that
 * has started, and where there is none, only cookies pass that are exempt out of the box.
 */
@SuppressWarnings("exports") // Tomcat is on the class path, not a module
public final class ConsentValve extends ValveBase {

    /** Creates the valve, to be put into a pipeline before any other. */
    public ConsentValve() {
        super(true);
    }

    /**
     * Tries whether the guard fits this Tomcat.
     *
     * @throws LifecycleException if this Tomcat is another than it was written for
     */
    @Override
    protected void startInternal() throws LifecycleException {
        try {
            Fit.check();
        } catch (NoSuchMethodException | RuntimeException | LinkageError e) {
            throw new LifecycleException("the ConsentValve does not fit this Tomcat", e);
        }
        if (getContainer() instanceof Context context) {
            context.getServletContext().setAttribute(CommitGuard.PIECE, "");
        }
        super.startInternal();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        GuardedCommit.guard(
                request.getCoyoteRequest(),
                response.getCoyoteResponse(),
                request.getContext() == null ? null : request,
                Layer.CONTAINER);
        getNext().invoke(request, response);
    }
}
