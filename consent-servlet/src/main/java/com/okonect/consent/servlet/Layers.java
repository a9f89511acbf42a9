package com.okonect.consent.servlet;

import com.okonect.consent.servlet.guard.CommitGuard;
import com.okonect.consent.servlet.guard.CommitHook;
import com.okonect.consent.servlet.guard.Layer;
import com.okonect.consent.servlet.guard.RequestHeaders;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.StackWalker.StackFrame;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layers that guard one application: the wrappers, the hook that the filter puts into a container that it knows, and
 * the piece that a site may have put there. Says at start and on the first request which are active and what they leave
 * open.
 */
final class Layers {

    private static final System.Logger LOG = System.getLogger(Layers.class.getName());

    /** What passes wrappers alone, whatever the container. */
    private static final String PAST_WRAPPERS =
            "cookies that are set by filters and listeners before the consent filter,"
                    + " by code that unwraps requests or responses, and by the container itself (log-in by login(),"
                    + " authenticate() or FORM, single sign-on, session cookies that it renews)";

    private final ServletContext context;
    private final Optional<Container> container;
    private final @Nullable CommitHook hook;
    private final String reason;
    private final AtomicBoolean checked = new AtomicBoolean();
    private final AtomicBoolean warned = new AtomicBoolean();

    private Layers(ServletContext context, @Nullable CommitHook hook, String reason) {
        this.context = context;
        this.container = Container.of(context);
        this.hook = hook;
        this.reason = reason;
    }

    /** Puts the hook into the container, if it can. Never throws: without it the wrappers remain. */
    static Layers start(ServletContext context) {
        Container container = Container.of(context).orElse(null);
        if (container == null) {
            return new Layers(context, null, "the guard does not know this container").sayAtStart();
        }
        try {
            return new Layers(context, container.hook(context), "").sayAtStart();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            boolean wraps = e instanceof InvocationTargetException || e instanceof ExceptionInInitializerError;
            Throwable cause = wraps && e.getCause() != null ? e.getCause() : e;
            String reason = container.isHidden(cause)
                    ? "the container hides its classes from the application"
                    : "the guard does not fit this version of the container: " + cause;
            return new Layers(context, null, reason).sayAtStart();
        }
    }

    /** The first layer alone, as in a container that nobody knows. */
    static Layers wrappersOnly(ServletContext context) {
        return new Layers(context, null, "the others were left out").sayAtStart();
    }

    /** Has the response to a request guarded when it is committed, and says whether it is. Never throws. */
    boolean guard(HttpServletRequest request, HttpServletResponse response) {
        Layer by = hook == null ? null : guarded(hook, request);
        if (!checked.get() && checked.compareAndSet(false, true)) {
            say("on the first request", by, before(response));
        }
        return by != null;
    }

    private @Nullable Layer guarded(CommitHook by, HttpServletRequest request) {
        Throwable failure = null;
        try {
            Layer layer = by.guard(request);
            if (layer != null) {
                return layer;
            }
        } catch (RuntimeException | LinkageError e) {
            failure = e;
        }
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "A response of '" + path()
                            + "' is guarded by wrappers alone, for the request of the container could"
                            + " not be found behind those that stand before the consent filter. Not logged again.",
                    failure);
        }
        return null;
    }

    private Layers sayAtStart() {
        say("at start", hook == null ? null : Layer.COMMIT, "");
        return this;
    }

    private void say(String when, @Nullable Layer by, String before) {
        boolean piece = by == Layer.CONTAINER || hasPiece();
        String open = open(by, piece);
        LOG.log(
                by == null && !piece ? Level.WARNING : Level.INFO,
                "the cookies of '" + path() + "' are guarded " + when + " by the wrappers"
                        + (by == null ? "" : ", the commit guard")
                        + (piece ? ", the piece in the container" : "")
                        + (by == null && !piece ? " alone, for " + reason : "")
                        + ". Not covered: " + (open.isEmpty() ? "nothing that is known" : open)
                        + "." + before);
    }

    private String open(@Nullable Layer by, boolean piece) {
        if (piece) {
            return Objects.requireNonNullElse(context.getAttribute(CommitGuard.PIECE), "")
                    .toString();
        } else if (by != null && hook != null) {
            return hook.notCovered();
        }
        return PAST_WRAPPERS
                + container
                        .map(known -> ", and " + known.pastWrappers() + "; " + known.piece())
                        .orElse("");
    }

    private String path() {
        return context.getContextPath() + "/";
    }

    private boolean hasPiece() {
        return context.getAttribute(CommitGuard.PIECE) != null;
    }

    /** What stands between the container and the filter, from the calls that led here and the response that came. */
    private String before(HttpServletResponse response) {
        Stream<String> filters = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.<Class<?>>map(StackFrame::getDeclaringClass)
                        .filter(Filter.class::isAssignableFrom)
                        .filter(this::isForeign)
                        .map(Class::getName)
                        .collect(Collectors.toList()))
                .stream();
        Stream<String> wrapper = response instanceof ServletResponseWrapper && isForeign(response.getClass())
                ? Stream.of(response.getClass().getName())
                : Stream.of();
        String names = Stream.concat(filters, wrapper).distinct().collect(Collectors.joining(", "));
        return names.isEmpty()
                ? ""
                : " Before the consent filter stand " + names + ": they read all cookies, and what they set does not"
                        + " meet the wrappers. Let the consent filter be the first.";
    }

    private boolean isForeign(Class<?> type) {
        return type != ConsentFilter.class
                && container.map(known -> !known.owns(type)).orElse(true);
    }

    /** How the headers of requests are read. Never throws. */
    RequestHeaders headers() {
        try {
            return hook == null ? RequestHeaders.BY_REQUEST : hook.headers();
        } catch (RuntimeException | LinkageError notQuicker) {
            return RequestHeaders.BY_REQUEST;
        }
    }

    /** Whether a forward clears what was written before it past every wrapper. */
    boolean clearsForForward() {
        return container.orElse(null) == Container.JETTY;
    }

    /** Whether nothing can be written after a forward; where there is no hook, as the container does by itself. */
    boolean closesAfterForward() {
        return hook == null ? container.orElse(null) == Container.TOMCAT && isServlet61() : hook.closesAfterForward();
    }

    /** Tomcat 11, the first that does so unless it is told not to, is the first of this version. */
    private boolean isServlet61() {
        int major = context.getMajorVersion();
        return major > 6 || (major == 6 && context.getMinorVersion() >= 1);
    }

    void stop() {
        if (hook != null) {
            hook.remove();
        }
    }
}
