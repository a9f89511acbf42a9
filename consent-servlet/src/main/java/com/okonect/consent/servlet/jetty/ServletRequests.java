package com.okonect.consent.servlet.jetty;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ContextRequest;
import org.jspecify.annotations.Nullable;

/** The servlet view of a request. Each of Jetty's environments has a class of its own for it, with this one method. */
final class ServletRequests {

    static final String CLASS = "ServletContextRequest";

    private static final String GETTER = "getServletApiRequest";

    private static final ClassValue<@Nullable Method> GETTERS = new ClassValue<>() {
        @Override
        protected @Nullable Method computeValue(Class<?> type) {
            try {
                return getter(type);
            } catch (NoSuchMethodException e) {
                return null;
            }
        }
    };

    private ServletRequests() {}

    static Method getter(Class<?> contextRequest) throws NoSuchMethodException {
        return contextRequest.getMethod(GETTER);
    }

    /** Returns null for a request that is not in a servlet context. */
    static @Nullable HttpServletRequest of(Request request) {
        ContextRequest inContext = Request.as(request, ContextRequest.class);
        Method getter = inContext == null ? null : GETTERS.get(inContext.getClass());
        try {
            return getter != null && getter.invoke(inContext) instanceof HttpServletRequest servletRequest
                    ? servletRequest
                    : null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Jetty does not hand out the servlet request", e);
        }
    }
}
