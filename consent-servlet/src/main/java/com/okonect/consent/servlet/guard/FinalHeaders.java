package com.okonect.consent.servlet.guard;

import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.Lifetime;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The headers and trailers of one response, when the container is about to send them. Whoever wrote them, and past
 * whatever wrapper: the application's decision is asked once more. Never throws: what cannot be decided is not sent.
 *
 * <p>Before the consent filter of the application has started, and where there is none, only cookies pass that are
 * exempt out of the box, for the session of the browser.
 */
public final class FinalHeaders {

    private static final System.Logger LOG = System.getLogger(FinalHeaders.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final @Nullable HttpServletRequest request;
    private final Layer layer;
    private @Nullable BinaryOperator<@Nullable String> decision;

    /**
     * Starts on one response.
     *
     * @param request the container's own request; null if it belongs to no application
     * @param layer who asks
     */
    public FinalHeaders(@Nullable HttpServletRequest request, Layer layer) {
        this.request = request;
        this.layer = layer;
    }

    /**
     * Says whether a header goes out as it is, whatever the application decides: one that sets no cookie.
     *
     * @param name its name, as the container has it
     * @param value its value, empty if it has none
     * @return false if it has to be decided on
     */
    public static boolean isHarmless(@Nullable String name, String value) {
        return HeaderText.isHarmless(name, value);
    }

    /**
     * Decides on one header.
     *
     * @param name its name, as the container has it
     * @param value its value, empty if it has none
     * @return the value to send, the same object where nothing changes; null if the header must not be sent
     */
    public @Nullable String allow(@Nullable String name, String value) {
        if (HeaderText.isHarmless(name, value)) {
            return value;
        }
        try {
            return decision().apply(name, value);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "a header was not sent because deciding on it failed", e);
            return null;
        }
    }

    /**
     * Decides which cookies of the request an application may read where no wrapper stands before it.
     *
     * @param cookieLine one line of the request's {@code Cookie} header
     * @return those that it may read; null if there are none
     */
    public @Nullable String readable(String cookieLine) {
        try {
            return decision().apply(HeaderText.COOKIE, cookieLine);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "cookies were hidden because deciding on them failed", e);
            return null;
        }
    }

    /**
     * Decides on trailers.
     *
     * @param fields names and values; null if there are none
     * @return those to send, in the same order
     */
    public @Nullable Map<String, String> allow(@Nullable Map<String, String> fields) {
        if (fields == null) {
            return null;
        }
        Map<String, String> allowed = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            String sent = value == null ? null : allow(name, value);
            if (sent != null) {
                allowed.put(name, sent);
            }
        });
        return allowed;
    }

    private BinaryOperator<@Nullable String> decision() {
        BinaryOperator<@Nullable String> known = decision;
        if (known == null) {
            known = findDecision();
            decision = known;
        }
        return known;
    }

    @SuppressWarnings("unchecked") // the attribute is the library's own, in whichever copy
    private BinaryOperator<@Nullable String> findDecision() {
        ServletContext context = request == null ? null : request.getServletContext();
        Object guard = context == null ? null : context.getAttribute(CommitGuard.ATTRIBUTE);
        if (request == null || guard == null) {
            return (name, value) -> allowUnguarded(context, name, value);
        }
        return guard instanceof CommitGuard ours
                ? ours.of(request, layer)
                : ((Function<HttpServletRequest, BinaryOperator<@Nullable String>>) guard).apply(request);
    }

    private static @Nullable String allowUnguarded(
            @Nullable ServletContext context, @Nullable String name, @Nullable String value) {
        if (HeaderText.isCookie(name)) {
            return null;
        } else if (name != null
                && value != null
                && HeaderText.isLocationWithParameters(name, value)
                && HeaderText.isValue(value)) {
            return value;
        }
        SetCookie cookie =
                name != null && value != null && HeaderText.isSetCookie(name) ? SetCookie.parse(value) : null;
        if (cookie != null && cookie.isDeletion(Instant.EPOCH)) {
            return cookie.deletion();
        }
        String session =
                context == null ? null : context.getSessionCookieConfig().getName();
        if (cookie != null
                && ConsentPolicy.none()
                                .named("eu-consent", Objects.requireNonNullElse(session, "JSESSIONID"))
                                .cookie(cookie.name())
                        instanceof ExemptCookie exempt
                && !cookie.name().equals("eu-consent")
                && !exempt.reason().needsExpressRequest()) {
            return cookie.within(Lifetime.SESSION, Instant.EPOCH);
        }
        if (TOLD.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "The header '" + HeaderText.printable(name) + "'"
                            + (cookie == null ? "" : " with the cookie '" + HeaderText.printable(cookie.name()) + "'")
                            + " was not sent" + (context == null ? "" : " by " + context.getContextPath() + "/")
                            + ": no consent filter has started there, and until one has, only cookies pass that are"
                            + " exempt out of the box. Not logged again.");
        }
        return null;
    }
}
