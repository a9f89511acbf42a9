package com.okonect.consent.servlet.undertow;

import com.okonect.consent.servlet.guard.FinalHeaders;
import com.okonect.consent.servlet.guard.Layer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Guards the headers and trailers of one exchange when its response is about to be sent. */
final class GuardedCommit implements ResponseCommitListener {

    private static final AttachmentKey<GuardedCommit> GUARDED = AttachmentKey.create(GuardedCommit.class);

    private final Layer layer;

    GuardedCommit(Layer layer) {
        this.layer = layer;
    }

    /**
     * Guards an exchange, once, and returns who does. The first listener of an exchange is asked last: nobody writes after
     * it.
     */
    static Layer guard(HttpServerExchange exchange, Layer layer) {
        GuardedCommit guarded = exchange.getAttachment(GUARDED);
        if (guarded == null) {
            guarded = new GuardedCommit(layer);
            exchange.putAttachment(GUARDED, guarded);
            exchange.addResponseCommitListener(guarded);
        }
        return guarded.layer;
    }

    @Override
    public void beforeCommit(HttpServerExchange exchange) {
        FinalHeaders headers = new FinalHeaders(servletRequest(exchange), layer);
        writeCookies(exchange);
        guard(headers, exchange.getResponseHeaders());
        Supplier<HeaderMap> trailers = exchange.getAttachment(HttpAttachments.RESPONSE_TRAILER_SUPPLIER);
        if (trailers != null) {
            exchange.putAttachment(HttpAttachments.RESPONSE_TRAILER_SUPPLIER, () -> guard(headers, trailers.get()));
        }
        guard(headers, exchange.getAttachment(HttpAttachments.RESPONSE_TRAILERS));
    }

    private static @Nullable HttpServletRequest servletRequest(HttpServerExchange exchange) {
        ServletRequestContext context = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        return context == null ? null : context.getOriginalRequest();
    }

    /** Undertow makes headers of its cookies only after it has asked the listeners. */
    @SuppressWarnings("removal") // there is no other way to take a cookie back
    private static void writeCookies(HttpServerExchange exchange) {
        if (exchange.responseCookies().iterator().hasNext()) {
            Connectors.flattenCookies(exchange);
            exchange.getResponseCookies().clear();
        }
    }

    private static @Nullable HeaderMap guard(FinalHeaders headers, @Nullable HeaderMap fields) {
        if (fields == null) {
            return null;
        }
        List<HeaderValues> changed = new ArrayList<>(0);
        for (long at = fields.fastIterateNonEmpty(); at != -1; at = fields.fiNextNonEmpty(at)) {
            HeaderValues values = fields.fiCurrent(at);
            if (!values.stream().allMatch(value -> value.equals(allow(headers, values, value)))) {
                changed.add(values);
            }
        }
        for (HeaderValues values : changed) {
            List<String> allowed = values.stream()
                    .map(value -> allow(headers, values, value))
                    .filter(Objects::nonNull)
                    .toList();
            fields.remove(values.getHeaderName());
            if (!allowed.isEmpty()) {
                fields.putAll(values.getHeaderName(), allowed);
            }
        }
        return fields;
    }

    private static @Nullable String allow(FinalHeaders headers, HeaderValues values, String value) {
        return headers.allow(values.getHeaderName().toString(), value);
    }
}
