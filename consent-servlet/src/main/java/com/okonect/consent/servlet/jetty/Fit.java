package com.okonect.consent.servlet.jetty;

import com.okonect.consent.servlet.guard.Layer;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Tries on the Jetty that is there, before the first request, whether a cookie meets the guard on its way out. */
final class Fit {

    /** A deletion, for these pass, and the guard writes them anew. */
    private static final String GIVEN = "fit=; Max-Age=0";

    private Fit() {}

    /**
     * Throws, by exception or {@link LinkageError}, where this Jetty is another than the guard was written for.
     *
     * @param contextHandler the class of the servlet context's handler
     */
    static void check(Class<?> contextHandler) throws ReflectiveOperationException {
        Class<?> type = contextHandler;
        while (!type.getSimpleName().equals("ServletContextHandler")) {
            type = type.getSuperclass();
            if (type == null) {
                throw new ClassNotFoundException("ServletContextHandler above " + contextHandler.getName());
            }
        }
        ServletRequests.getter(
                Class.forName(type.getPackageName() + "." + ServletRequests.CLASS, false, type.getClassLoader()));
        MetaData.Response[] sent = new MetaData.Response[1];
        HttpStream wire = new HttpStream.Wrapper(null) {
            @Override
            public void send(
                    MetaData.@Nullable Request request,
                    MetaData.@Nullable Response response,
                    boolean last,
                    @Nullable ByteBuffer content,
                    Callback callback) {
                sent[0] = Objects.requireNonNull(response);
            }
        };
        HttpFields fields = HttpFields.build().add(HttpHeader.SET_COOKIE, GIVEN).asImmutable();
        new GuardedStream(wire, null, Layer.COMMIT)
                .send(
                        null,
                        new MetaData.Response(200, null, HttpVersion.HTTP_1_1, fields, -1, () -> fields),
                        true,
                        null,
                        Callback.NOOP);
        if (sent[0] == null
                || isAsGiven(sent[0].getHttpFields())
                || isAsGiven(sent[0].getTrailersSupplier().get())) {
            throw new IllegalStateException("headers do not pass where the guard stands");
        }
    }

    private static boolean isAsGiven(HttpFields fields) {
        return GIVEN.equals(fields.get(HttpHeader.SET_COOKIE));
    }
}
