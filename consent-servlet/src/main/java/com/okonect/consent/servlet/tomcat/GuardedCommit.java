package com.okonect.consent.servlet.tomcat;

import com.okonect.consent.servlet.guard.FinalHeaders;
import com.okonect.consent.servlet.guard.Layer;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the processor of one response, which writes the headers when it is told to. Tomcat has no place for
 * that, so it goes into the field that holds the processor, and out of it when the response ends: the field outlives
 * the request.
 */
final class GuardedCommit implements ActionHook {

    /** The field of a response that holds its processor. */
    static final VarHandle PROCESSOR;

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String MARK = GuardedCommit.class.getName();

    static {
        try {
            PROCESSOR = MethodHandles.privateLookupIn(Response.class, MethodHandles.lookup())
                    .findVarHandle(Response.class, "hook", ActionHook.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ActionHook processor;
    private final Request request;
    private final Response response;
    private final Layer layer;
    private final @Nullable HttpServletRequest servletRequest;
    private @Nullable FinalHeaders headers;

    private GuardedCommit(
            ActionHook processor,
            Request request,
            Response response,
            @Nullable HttpServletRequest servletRequest,
            Layer layer) {
        this.processor = processor;
        this.request = request;
        this.response = response;
        this.layer = layer;
        this.servletRequest = servletRequest;
    }

    /** Guards a response, once for each request, and returns who does. */
    static Layer guard(Request request, Response response, @Nullable HttpServletRequest servletRequest, Layer layer) {
        ActionHook current = (ActionHook) PROCESSOR.getVolatile(response);
        if (current instanceof GuardedCommit earlier) {
            if (earlier.isCurrent()) {
                return earlier.layer;
            }
            current = earlier.processor;
        }
        GuardedCommit guarded = new GuardedCommit(current, request, response, servletRequest, layer);
        request.setAttribute(MARK, guarded);
        PROCESSOR.setVolatile(response, guarded);
        return layer;
    }

    /** Whether this is still the request that it was made for: its attributes end with it. */
    private boolean isCurrent() {
        return request.getAttribute(MARK) == this;
    }

    @Override
    public void action(ActionCode code, Object parameter) {
        if (sends(code) && isCurrent()) {
            guardHeaders();
            if (code == ActionCode.CLOSE) {
                guardTrailers();
                PROCESSOR.compareAndSet(response, this, processor);
            }
        }
        processor.action(code, parameter);
    }

    private static boolean sends(ActionCode code) {
        return code == ActionCode.COMMIT
                || code == ActionCode.CLIENT_FLUSH
                || code == ActionCode.EARLY_HINTS
                || code == ActionCode.CLOSE;
    }

    private void guardHeaders() {
        if (response.isCommitted()) {
            return;
        }
        MimeHeaders fields = response.getMimeHeaders();
        for (int i = fields.size() - 1; i >= 0; i--) {
            String value = Objects.requireNonNullElse(fields.getValue(i).toString(), "");
            String name = fields.getName(i).toString();
            if (!FinalHeaders.isHarmless(name, value)) {
                String allowed = headers().allow(name, value);
                if (allowed == null) {
                    fields.removeHeader(i);
                } else if (!allowed.equals(value)) {
                    fields.getValue(i).setString(allowed);
                }
            }
        }
        String type = response.getContentType();
        if (type != null
                && !FinalHeaders.isHarmless(CONTENT_TYPE, type)
                && headers().allow(CONTENT_TYPE, type) == null) {
            response.setContentType(null);
        }
    }

    /** Most responses have nothing that is decided on. */
    private FinalHeaders headers() {
        FinalHeaders known = headers;
        if (known == null) {
            known = new FinalHeaders(servletRequest, layer);
            headers = known;
        }
        return known;
    }

    private void guardTrailers() {
        Supplier<Map<String, String>> fields = response.getTrailerFields();
        if (fields != null) {
            response.setTrailerFields(() -> headers().allow(fields.get()));
        }
    }
}
