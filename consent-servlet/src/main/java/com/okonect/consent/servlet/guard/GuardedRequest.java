package com.okonect.consent.servlet.guard;

import com.okonect.consent.Consent;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.PushBuilder;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request from which the application reads the cookies that it may see, and a session only where its cookie may be
 * set. Holds no more than references until one of them is asked for.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant here
public final class GuardedRequest extends HttpServletRequestWrapper {

    /** The request attribute that templates read. An application's own of this name comes first. */
    public static final String VIEW = "consent";

    /** The context attribute with the application's {@link View}. */
    public static final String VIEWS = "com.okonect.consent.views";

    private final GuardSettings settings;
    private final boolean hooked;
    private volatile @Nullable Visit visit;
    private volatile boolean shared;
    private @Nullable GuardedResponse response;
    private volatile boolean containersTurn;

    /**
     * Wraps a request whose response nobody guards but its wrapper.
     *
     * @param raw the request of the container, or of what stands before the filter
     * @param settings those of the application
     */
    public GuardedRequest(HttpServletRequest raw, GuardSettings settings) {
        this(raw, settings, false);
    }

    /**
     * Wraps a request.
     *
     * @param raw the request of the container, or of what stands before the filter
     * @param settings those of the application
     * @param hooked whether a hook in the container guards the response when it is committed
     */
    public GuardedRequest(HttpServletRequest raw, GuardSettings settings, boolean hooked) {
        super(raw);
        this.settings = settings;
        this.hooked = hooked;
    }

    /**
     * Returns the request guarded. Where a wrapper in it is a guard already, as after a forward, the new one shares its
     * visit.
     *
     * @param request the request of a dispatch
     * @param settings those of the application
     * @param hooked whether a hook in the container guards the response when it is committed
     * @return the request to hand on: itself, or a guard around it
     */
    public static GuardedRequest of(HttpServletRequest request, GuardSettings settings, boolean hooked) {
        return request instanceof GuardedRequest guarded && guarded.settings.equals(settings)
                ? guarded
                : new GuardedRequest(request, settings, hooked);
    }

    /**
     * Finds the guard in a chain of wrappers.
     *
     * @param request any request
     * @return the outermost guard; null if there is none
     */
    public static @Nullable GuardedRequest find(@Nullable ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            if (wrapper instanceof GuardedRequest guarded) {
                return guarded;
            }
            inner = wrapper.getRequest();
        }
        return null;
    }

    /**
     * Returns the visit: the one of an earlier dispatch of the same request, if there is one.
     *
     * @return always the same
     */
    public Visit visit() {
        // In this order: where it is shared, it stays the same.
        boolean settled = shared;
        Visit known = visit;
        return known == null || !settled ? share() : known;
    }

    /** The container hands its own request to an error page: only an attribute finds the way there. */
    private synchronized Visit share() {
        Visit known = visit;
        if (known == null || !shared) {
            HttpServletRequest raw = (HttpServletRequest) getRequest();
            Visit earlier = Visit.find(raw, settings);
            Visit own = known == null ? new Visit(settings, raw) : known;
            known = earlier == null ? own.share(raw) : earlier;
            visit = known;
            shared = true;
        }
        return known;
    }

    /**
     * Returns the visitor's consent, as {@link #visit} has it unless another layer has met the request in between. Most
     * requests are asked for no more: then nothing is left in the container's.
     *
     * @return the consent; undecided where it cannot be read
     */
    public Consent consent() {
        if (getRequest() instanceof ServletRequestWrapper) {
            // What stands before may have another host or other cookies than the container's, which later layers ask.
            return visit().consent();
        }
        Visit known = visit;
        return (known == null ? find() : known).consent();
    }

    private synchronized Visit find() {
        Visit known = visit;
        if (known == null) {
            HttpServletRequest raw = (HttpServletRequest) getRequest();
            Visit earlier = Visit.find(raw, settings);
            known = earlier == null ? new Visit(settings, raw) : earlier;
            visit = known;
            shared = earlier != null;
        }
        return known;
    }

    GuardSettings settings() {
        return settings;
    }

    /** Notes the response that goes with this request; the first one counts. */
    void guardedBy(GuardedResponse guarded) {
        if (response == null) {
            response = guarded;
        }
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        if (Visit.ATTRIBUTE.equals(name)) {
            return visit();
        }
        Object value = super.getAttribute(name);
        return value == null && VIEW.equals(name) ? makeView(this) : value;
    }

    private static @Nullable Object makeView(GuardedRequest request) {
        return request.getServletContext().getAttribute(VIEWS) instanceof View view
                ? view.of(request, request.response)
                : null;
    }

    /**
     * Returns what templates know of a request, whatever the application has under the name {@link #VIEW}.
     *
     * @param request any request
     * @return the view; null if no filter stands before the caller
     */
    public static @Nullable Object view(ServletRequest request) {
        GuardedRequest guarded = find(request);
        return guarded == null ? null : makeView(guarded);
    }

    /** Makes what templates know of a request. One for each application. */
    @FunctionalInterface
    public interface View {

        /**
         * Returns the view of one request.
         *
         * @param request the visitor's request
         * @param response its answer, if it is known
         * @return an object with properties
         */
        Object of(GuardedRequest request, @Nullable GuardedResponse response);
    }

    @Override
    public void setAttribute(String name, Object value) {
        if (!Visit.ATTRIBUTE.equals(name)) {
            super.setAttribute(name, value);
        }
    }

    @Override
    public void removeAttribute(String name) {
        if (!Visit.ATTRIBUTE.equals(name)) {
            super.removeAttribute(name);
        }
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        return visit().readable().cookies();
    }

    /** No header has a name that is not a token, but some containers find {@code Cookie} by its look-alikes. */
    @Override
    public @Nullable String getHeader(String name) {
        if (!HeaderText.isName(name)) {
            return null;
        } else if (!HeaderText.isCookie(name)) {
            return settings.headers().first((HttpServletRequest) getRequest(), name);
        }
        List<String> lines = visit().readable().lines();
        return lines.isEmpty() ? null : lines.get(0);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (!HeaderText.isName(name)) {
            return Collections.emptyEnumeration();
        }
        return HeaderText.isCookie(name)
                ? Collections.enumeration(visit().readable().lines())
                : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Enumeration<String> names = super.getHeaderNames();
        if (names == null || !visit().readable().isEmpty()) {
            return names;
        }
        return Collections.enumeration(Collections.list(names).stream()
                .filter(name -> !HeaderText.isCookie(name))
                .toList());
    }

    @Override
    public int getIntHeader(String name) {
        if (HeaderText.isName(name) && !HeaderText.isCookie(name)) {
            return super.getIntHeader(name);
        }
        String value = getHeader(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public long getDateHeader(String name) {
        if (HeaderText.isName(name) && !HeaderText.isCookie(name)) {
            return super.getDateHeader(name);
        } else if (getHeader(name) == null) {
            return -1;
        }
        throw new IllegalArgumentException("the Cookie header is not a date");
    }

    @Override
    public @Nullable String getRequestedSessionId() {
        return isSessionOpen() ? super.getRequestedSessionId() : null;
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return isSessionOpen() && super.isRequestedSessionIdValid();
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        return isSessionOpen() && super.isRequestedSessionIdFromCookie();
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        return isSessionOpen() && super.isRequestedSessionIdFromURL();
    }

    @Override
    public @Nullable HttpSession getSession() {
        return getSession(true);
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        if (containersTurn) {
            return super.getSession(create);
        }
        Visit current = visit();
        if (create) {
            current.countSession();
            GuardedResponse guarded = response;
            if (guarded != null) {
                guarded.explain();
            }
        }
        if (current.isSessionOpen()) {
            return current.attached(super.getSession(create));
        }
        return create ? current.detached(getServletContext()) : current.detached();
    }

    @Override
    public String changeSessionId() {
        if (isSessionOpen()) {
            return super.changeSessionId();
        }
        DetachedSession session = visit().detached();
        if (session == null) {
            throw new IllegalStateException("there is no session whose id could be changed");
        }
        return session.changeId();
    }

    /**
     * Where the session is closed, the log-in is for this request alone: the container opens a session beneath, whose
     * cookie the commit guard keeps back. Without a commit guard it fails as a log-in fails.
     */
    @Override
    public void login(String username, String password) throws ServletException {
        checkLogIn("login");
        containersTurn = true;
        try {
            super.login(username, password);
        } finally {
            containersTurn = false;
        }
    }

    @Override
    public boolean authenticate(HttpServletResponse to) throws IOException, ServletException {
        checkLogIn("authenticate");
        // Jetty asks the outermost request for the session that it keeps the visitor in, and takes no other than its
        // own.
        containersTurn = true;
        try {
            return super.authenticate(to);
        } finally {
            containersTurn = false;
        }
    }

    private void checkLogIn(String call) throws ServletException {
        if (isSessionOpen()) {
            return;
        }
        visit().countSession();
        if (!isGuardedAtCommit()) {
            throw new ServletException(call + "() needs the cookie '"
                    + settings.policy().sessionCookieName()
                    + "', which may not be set for this visitor yet. Where the visitor asks to log in, call"
                    + " Consents.expressRequest(request, \"authentication\") before, or give the cookie its routes in"
                    + " the policy");
        }
    }

    /** Whether a later layer meets the cookies that the container sets beneath this request. */
    private boolean isGuardedAtCommit() {
        return hooked || getServletContext().getAttribute(CommitGuard.PIECE) != null;
    }

    /** Whether the browser sent a cookie of such a name. Cheap, for it is asked of every request. */
    boolean sends(Predicate<String> names) {
        return CookieHeader.anyName(
                settings.headers().all((HttpServletRequest) getRequest(), HeaderText.COOKIE), names);
    }

    boolean isSessionOpen() {
        return visit().isSessionOpen();
    }

    @Override
    public AsyncContext startAsync() {
        GuardedResponse guarded = response;
        if (guarded == null) {
            throw new IllegalStateException("no response goes with this request");
        }
        return super.startAsync(this, guarded);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse to) {
        return super.startAsync(guard(request), guard(to));
    }

    private ServletRequest guard(ServletRequest request) {
        boolean unguarded = request instanceof HttpServletRequest && find(request) == null;
        return unguarded ? new GuardedRequest((HttpServletRequest) request, settings, hooked) : request;
    }

    private ServletResponse guard(ServletResponse to) {
        return to instanceof HttpServletResponse http && GuardedResponse.find(to) == null
                ? new GuardedResponse(http, this)
                : to;
    }

    /** A pushed request carries the cookies of this one, and the application can read them from its builder. */
    @Override
    public @Nullable PushBuilder newPushBuilder() {
        PushBuilder builder = super.newPushBuilder();
        if (builder != null) {
            builder.removeHeader(HeaderText.COOKIE);
            List<String> lines = visit().readable().lines();
            if (!lines.isEmpty()) {
                builder.setHeader(HeaderText.COOKIE, String.join("; ", lines));
            }
            if (!isSessionOpen()) {
                builder.sessionId(null);
            }
        }
        return builder;
    }
}
