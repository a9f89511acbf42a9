package com.okonect.consent.servlet.tomcat;

import com.okonect.consent.servlet.guard.Layer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.http.MimeHeaders;

/** Tries on the Tomcat that is there, before the first request, whether a cookie meets the guard on its way out. */
final class Fit {

    private static final String NAME = "Set-Cookie";
    /** A deletion, for these pass, and the guard writes them anew. */
    private static final String GIVEN = "fit=; Max-Age=0";

    private Fit() {}

    /** Throws, by exception or {@link LinkageError}, where this Tomcat is another than the guard was written for. */
    static void check() throws NoSuchMethodException {
        MimeHeaders.class.getMethod("removeHeader", int.class);
        Request request = new Request();
        Response response = new Response();
        request.setResponse(response);
        response.setRequest(request);
        ActionHook processor = (code, parameter) -> {
            if (code == ActionCode.IS_TRAILER_FIELDS_SUPPORTED) {
                ((AtomicBoolean) parameter).set(true);
            }
        };
        GuardedCommit.PROCESSOR.setVolatile(response, processor);
        GuardedCommit.guard(request, response, null, Layer.COMMIT);
        response.addHeader(NAME, GIVEN);
        response.setTrailerFields(() -> Map.of(NAME, GIVEN));
        response.action(ActionCode.COMMIT, null);
        response.action(ActionCode.CLOSE, null);
        if (GIVEN.equals(response.getMimeHeaders().getHeader(NAME))
                || GIVEN.equals(response.getTrailerFields().get().get(NAME))
                || !processor.equals(GuardedCommit.PROCESSOR.getVolatile(response))) {
            throw new IllegalStateException("headers do not pass where the guard stands");
        }
    }
}
