package com.okonect.consent.servlet.tomcat;

import com.okonect.consent.servlet.guard.CommitHook;
import com.okonect.consent.servlet.guard.Layer;
import com.okonect.consent.servlet.guard.RequestHeaders;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.jspecify.annotations.Nullable;

/** Guards each request that the filter sees, and in its whole context the cookies that Tomcat makes of objects. */
final class TomcatHook implements CommitHook {

    /** Where the object that applications are given has the request itself. */
    private static final VarHandle REQUEST;

    static {
        try {
            REQUEST = MethodHandles.privateLookupIn(RequestFacade.class, MethodHandles.lookup())
                    .findVarHandle(RequestFacade.class, "request", Request.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Context context;
    private final GuardedCookies cookies;

    TomcatHook(ServletContext servletContext) throws ReflectiveOperationException {
        Fit.check();
        context = context(servletContext);
        cookies = new GuardedCookies(context.getCookieProcessor());
        context.setCookieProcessor(cookies);
    }

    /** The context is two facades away, and neither hands out what is behind it. */
    private static Context context(ServletContext servletContext) throws ReflectiveOperationException {
        Object behind = servletContext;
        while (!(behind instanceof Context found)) {
            Field field = behind.getClass().getDeclaredField("context");
            field.setAccessible(true);
            behind = field.get(behind);
        }
        return found;
    }

    @Override
    public @Nullable Layer guard(HttpServletRequest given) {
        Request connected = connected(given);
        return connected == null
                ? null
                : GuardedCommit.guard(
                        connected.getCoyoteRequest(),
                        connected.getResponse().getCoyoteResponse(),
                        connected,
                        Layer.COMMIT);
    }

    private static @Nullable Request connected(ServletRequest given) {
        ServletRequest inner = given;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner instanceof RequestFacade facade ? behind(facade) : null;
    }

    /** The request itself; null if it has ended. */
    static @Nullable Request behind(RequestFacade facade) {
        return (Request) REQUEST.get(facade);
    }

    @Override
    public RequestHeaders headers() {
        return OctetHeaders.fit() ? new OctetHeaders() : RequestHeaders.BY_REQUEST;
    }

    @Override
    public boolean closesAfterForward() {
        try {
            return context.getSuspendWrappedResponseAfterForward();
        } catch (LinkageError olderThanTheSetting) {
            return false;
        }
    }

    @Override
    public String notCovered() {
        return "headers that a valve writes on requests that no filter sees, until a ConsentValve is in the pipeline"
                + " before it";
    }

    /** A processor that somebody has put in since stays. */
    @Override
    public void remove() {
        if (context.getCookieProcessor() == cookies) {
            context.setCookieProcessor(cookies.configured());
        }
    }
}
