package com.okonect.consent.servlet.jetty;

import com.okonect.consent.servlet.guard.FinalHeaders;
import com.okonect.consent.servlet.guard.Layer;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Stands between a response and its connection: interim, final and error responses, upgrades and trailers pass here. */
@SuppressWarnings("ReferenceEquality") // the context of one application is one object
final class GuardedStream extends HttpStream.Wrapper {

    private static final String MARK = GuardedStream.class.getName();

    private final @Nullable Request request;
    private final Layer layer;

    GuardedStream(HttpStream stream, @Nullable Request request, Layer layer) {
        super(stream);
        this.request = request;
        this.layer = layer;
    }

    /** Guards the response to a request of a context, unless it is. */
    static void guard(Request request, Layer layer) {
        // The very context: equality would compare all of its attributes.
        if (request.getContext() != request.getAttribute(MARK)) {
            request.setAttribute(MARK, request.getContext());
            request.addHttpStreamWrapper(stream -> new GuardedStream(stream, request, layer));
        }
    }

    @Override
    public void send(
            MetaData.@Nullable Request sent,
            MetaData.@Nullable Response response,
            boolean last,
            @Nullable ByteBuffer content,
            Callback callback) {
        super.send(sent, response == null ? null : guarded(response), last, content, callback);
    }

    private MetaData.Response guarded(MetaData.Response response) {
        HttpFields fields = response.getHttpFields();
        Supplier<HttpFields> trailers = response.getTrailersSupplier();
        if (trailers == null && isHarmless(fields)) {
            return response;
        }
        FinalHeaders headers = new FinalHeaders(servletRequest(), layer);
        if (trailers == null && isAllowed(headers, fields)) {
            return response;
        }
        return new MetaData.Response(
                response.getStatus(),
                response.getReason(),
                response.getHttpVersion(),
                allowed(headers, fields),
                response.getContentLength(),
                trailers == null ? null : () -> allowed(headers, trailers.get()));
    }

    /** Most responses set no cookie: nobody has to be asked. */
    private static boolean isHarmless(HttpFields fields) {
        for (HttpField field : fields) {
            if (!FinalHeaders.isHarmless(field.getName(), value(field))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(FinalHeaders headers, HttpFields fields) {
        for (HttpField field : fields) {
            if (!value(field).equals(allowed(headers, field))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable HttpFields allowed(FinalHeaders headers, @Nullable HttpFields fields) {
        if (fields == null) {
            return null;
        }
        HttpFields.Mutable allowed = HttpFields.build();
        for (HttpField field : fields) {
            String value = allowed(headers, field);
            if (value != null) {
                allowed.add(
                        value.equals(value(field)) ? field : new HttpField(field.getHeader(), field.getName(), value));
            }
        }
        return allowed.asImmutable();
    }

    private static @Nullable String allowed(FinalHeaders headers, HttpField field) {
        return headers.allow(field.getName(), value(field));
    }

    private static String value(HttpField field) {
        return Objects.requireNonNullElse(field.getValue(), "");
    }

    private @Nullable HttpServletRequest servletRequest() {
        return request == null ? null : ServletRequests.of(request);
    }
}
