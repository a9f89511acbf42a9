package com.okonect.consent.servlet.guard;

import com.okonect.consent.Consent;
import com.okonect.consent.EarlierChoice;
import com.okonect.consent.policy.ConsentBoundCookie;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.policy.Lifetime;
import com.okonect.consent.servlet.guard.Decision.Drop;
import com.okonect.consent.servlet.guard.Decision.Pass;
import com.okonect.consent.servlet.guard.Decision.Reason;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One visitor's request, as the guard sees it: the visitor's consent, and what may pass. Wrappers, the commit guards of
 * containers and the library's own pages share it, so that there is one decision.
 *
 * <p>Lazy: nothing is read from the request before it is asked for. Safe for use by several threads, as asynchronous
 * requests need it. As long as nothing but the consent was read from the container's own request, each may have its own.
 */
@SuppressWarnings("ReferenceEquality") // the settings of one application are one object
public final class Visit {

    /** The request attribute under which the visit of a request is found, from any wrapper around it. */
    public static final String ATTRIBUTE = "com.okonect.consent.visit";

    private static final System.Logger LOG = System.getLogger(Visit.class.getName());
    private static final int MOST_EXPLAINED = 20;
    private static final long SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

    private final GuardSettings settings;
    private final RawRequest raw;
    private @Nullable CookieHeader cookies;
    private @Nullable CookieHeader readable;
    private @Nullable Consent consent;
    private @Nullable Set<Object> requested;
    private @Nullable List<String> own;
    private List<String> counted = List.of();
    private @Nullable List<String> explanations;
    private int explained;
    private @Nullable DetachedSession detached;

    Visit(GuardSettings settings, HttpServletRequest raw) {
        this.settings = settings;
        this.raw = new RawRequest(raw, settings.headers());
    }

    /** The visit of a request: the one of an earlier dispatch or another layer, if there is one. */
    static Visit of(HttpServletRequest raw, GuardSettings settings) {
        Visit earlier = find(raw, settings);
        return earlier == null ? new Visit(settings, raw).share(raw) : earlier;
    }

    /** The visit of an earlier dispatch or another layer; null if there is none. */
    static @Nullable Visit find(HttpServletRequest raw, GuardSettings settings) {
        return raw.getAttribute(ATTRIBUTE) instanceof Visit earlier && earlier.settings == settings ? earlier : null;
    }

    /** Has later dispatches and other layers find this visit. */
    Visit share(HttpServletRequest of) {
        of.setAttribute(ATTRIBUTE, this);
        return this;
    }

    /**
     * Returns what is the same for every request of the application.
     *
     * @return the settings
     */
    public GuardSettings settings() {
        return settings;
    }

    /**
     * Returns the visitor's consent, from the consent cookies or from the choice made in this request.
     *
     * @return the consent; undecided where it cannot be read
     */
    public synchronized Consent consent() {
        Consent known = consent;
        if (known == null) {
            try {
                List<String> texts = cookies().values(policy().consentCookieName());
                known = texts.isEmpty()
                        ? settings.service().undecided()
                        : settings.service().read(texts, site());
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "the consent of a visitor could not be read and counts as no choice", e);
                known = settings.service().undecided();
            }
            known = settings.service().withSignals(known, raw::headers);
            consent = known;
        }
        return known;
    }

    /**
     * Returns the site that the visitor's choice is for.
     *
     * @return the configured domain if the request's host belongs to it, else that host, in lower case
     */
    public String site() {
        String domain = settings.domain();
        String host = raw.host();
        return domain != null && (host.equals(domain) || host.endsWith("." + domain)) ? domain : host;
    }

    /**
     * Returns the cookies that the browser sent.
     *
     * @return all of them
     */
    public synchronized CookieHeader cookies() {
        CookieHeader sent = cookies;
        if (sent == null) {
            sent = raw.cookies();
            cookies = sent;
        }
        return sent;
    }

    /**
     * Decides whether the application may set a cookie. Never throws: what cannot be decided is dropped.
     *
     * @param cookieName its name, case-sensitive
     * @return the decision; in observe mode always to pass
     */
    public Decision write(String cookieName) {
        Decision decision = judge(cookieName);
        return settings.observe() && decision instanceof Drop drop ? new Pass(drop.cookie()) : decision;
    }

    /**
     * Says whether the application may see a cookie that the browser sent. The consent cookie may be seen: it is
     * signed, and the application can ask for what it says anyway.
     *
     * @param cookieName its name, case-sensitive
     * @return true if it is exempt, or its category is granted; in observe mode always
     */
    public boolean reads(String cookieName) {
        return settings.observe() || isReadable(cookieName);
    }

    private boolean isReadable(String cookieName) {
        if (cookieName.equals(policy().consentCookieName())) {
            return true;
        }
        DeclaredCookie cookie = policy().cookie(cookieName);
        if (cookie instanceof ConsentBoundCookie bound) {
            return consent().allows(bound.category());
        }
        return cookie instanceof ExemptCookie exempt && !isObjectedTo(exempt);
    }

    /**
     * Returns what the visitor chose with other consent platforms on this site, as long as there is no choice here.
     *
     * @return information, by which nothing is granted
     */
    public List<EarlierChoice> earlierChoices() {
        return consent().decided()
                ? List.of()
                : EarlierChoice.read(name -> cookies().values(name));
    }

    /**
     * Says whether a service that needs no consent may be used in this request, as if it were a cookie: in strict mode,
     * and for reasons that need it, after an express request or on one of its routes. Never throws.
     *
     * @param service what is exempt, and why
     * @return true if it may
     */
    public boolean opens(ExemptCookie service) {
        return judge(service, service.name()) instanceof Pass;
    }

    /**
     * Says whether a service that needs no consent may be used on this path whoever the visitor is.
     *
     * @param service what is exempt, and why
     * @return true if it may
     */
    public boolean opensToAll(ExemptCookie service) {
        boolean free = !settings.strict()
                && !service.reason().needsExpressRequest()
                && service.reason() != ExemptReason.AUDIENCE;
        return free || service.reason() != ExemptReason.AUDIENCE && isRoute(service);
    }

    /**
     * Notes that the visitor has expressly asked for a service, which opens its exempt cookies for this request.
     *
     * @param reasonOrCookieName a reason such as {@code payment}, or the name of one exempt cookie
     * @throws IllegalArgumentException if no exempt cookie has this reason or name
     */
    public void expressRequest(String reasonOrCookieName) {
        Optional<ExemptReason> reason = ExemptReason.find(reasonOrCookieName).filter(policy()::exempts);
        DeclaredCookie cookie = policy().cookie(reasonOrCookieName);
        if (reason.isEmpty() && !(cookie instanceof ExemptCookie)) {
            throw new IllegalArgumentException(
                    "no cookie is exempt by the reason or the name '" + reasonOrCookieName + "'");
        }
        synchronized (this) {
            if (requested == null) {
                requested = new HashSet<>();
            }
            reason.ifPresent(requested::add);
            if (cookie instanceof ExemptCookie) {
                requested.add(cookie);
            }
        }
    }

    /**
     * Has later decisions in this request go by a choice that was recorded just now.
     *
     * @param now the consent that holds from now on
     */
    public synchronized void decide(Consent now) {
        consent = settings.service().withSignals(now, raw::headers);
        readable = null;
    }

    /**
     * Decides on one {@code Set-Cookie} value and counts the decision. Never throws.
     *
     * @param setCookie the value of one field
     * @param layer who asks
     * @return the value to send: as it was given, with a shorter lifetime, or as the deletion that it means; null if it
     *     must not be sent
     */
    public @Nullable String filter(String setCookie, Layer layer) {
        return filterValue(setCookie, null, layer);
    }

    /** As {@link #filter(String, Layer)} for a value that has been read. */
    @Nullable
    String filter(SetCookie cookie, Layer layer) {
        return filterValue(cookie.toString(), cookie, layer);
    }

    private synchronized @Nullable String filterValue(String setCookie, @Nullable SetCookie read, Layer layer) {
        if (own != null && own.contains(setCookie)) {
            return setCookie;
        }
        try {
            return decide(setCookie, read == null ? SetCookie.parse(setCookie) : read, layer);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a cookie was dropped because deciding on it failed", e);
            return settings.observe() ? setCookie : null;
        }
    }

    /** Decides on any header that is not plainly harmless. Never throws; null if it must not be sent. */
    @Nullable
    String filter(@Nullable String name, @Nullable String value, Layer layer) {
        if (name != null && value != null && HeaderText.isSetCookie(name)) {
            return filter(value, layer);
        }
        try {
            if (name != null && value != null && HeaderText.isCookie(name)) {
                List<String> lines = CookieHeader.parse(List.of(value))
                        .only(this::readsCounted)
                        .lines();
                return lines.isEmpty() ? null : lines.get(0);
            } else if (name != null
                    && value != null
                    && HeaderText.isLocationWithParameters(name, value)
                    && HeaderText.isValue(value)) {
                return isSessionOpen() ? value : Redirect.withoutSession(value, policy().sessionCookieName());
            }
            settings.ledger().refused(name, settings.observe());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a header was dropped because deciding on it failed", e);
        }
        return settings.observe() ? value : null;
    }

    private @Nullable String decide(String setCookie, @Nullable SetCookie cookie, Layer layer) {
        Instant now = settings.clock().instant();
        if (cookie == null) {
            return refuse("(unreadable)", setCookie, Lifetime.SESSION, new Drop(Reason.UNREADABLE, null), layer, now);
        }
        boolean deletes = cookie.isDeletion(now);
        Decision decision = judge(cookie.name());
        if (decision instanceof Drop drop && (drop.reason() == Reason.OWN || !deletes)) {
            return refuse(cookie.name(), setCookie, asked(cookie.lifetime(now)), drop, layer, now);
        }
        DeclaredCookie declared = decision instanceof Pass pass ? pass.cookie() : ((Drop) decision).cookie();
        if (!deletes && isProlonged(cookie, declared)) {
            return refuse(
                    cookie.name(),
                    setCookie,
                    Objects.requireNonNull(declared).lifetime(),
                    new Drop(Reason.PROLONGED, declared),
                    layer,
                    now);
        }
        String sent;
        Ledger.Outcome outcome = Ledger.Outcome.PASSED;
        if (settings.observe()) {
            sent = setCookie;
        } else if (deletes) {
            sent = cookie.deletion();
            outcome = Ledger.Outcome.DELETED;
        } else {
            sent = declared == null ? setCookie : cookie.within(declared.lifetime(), now);
            outcome = sent.equals(setCookie) ? outcome : Ledger.Outcome.CUT;
        }
        if (isFirst(cookie.name(), layer)) {
            settings.ledger().passed(cookie.name(), declared, outcome, layer, this, now);
        }
        return sent;
    }

    private boolean isObjectedTo(ExemptCookie cookie) {
        return cookie.reason() == ExemptReason.AUDIENCE && consent().objectsToAudience();
    }

    /** Whether the browser has this measuring cookie: setting it again would start its life anew. */
    private boolean isProlonged(SetCookie cookie, @Nullable DeclaredCookie declared) {
        return declared instanceof ExemptCookie exempt
                && exempt.reason() == ExemptReason.AUDIENCE
                && cookies().contains(cookie.name());
    }

    /** Counts what must not pass. Returns null, but in observe mode the value. */
    private @Nullable String refuse(
            String name, String setCookie, Lifetime asked, Drop drop, Layer layer, Instant now) {
        boolean observe = settings.observe();
        if (isFirst(name, layer)) {
            Ledger.Outcome outcome = observe ? Ledger.Outcome.WOULD_BE_BLOCKED : Ledger.Outcome.BLOCKED;
            settings.ledger().blocked(name, drop, outcome, layer, this, asked, now);
        }
        if (settings.explain() && layer == Layer.WRAPPER && explained < MOST_EXPLAINED) {
            explained++;
            explanations = explanations == null ? new ArrayList<>(1) : explanations;
            explanations.add(Advice.explanation(name, drop.reason(), observe));
        }
        return observe ? setCookie : null;
    }

    /** What a response has to say of cookies that were dropped since this was last asked. */
    synchronized List<String> explanations() {
        List<String> since = explanations;
        explanations = null;
        return since == null ? List.of() : since;
    }

    /** Whether no earlier layer has counted this name: a later one sees again what an earlier one let pass. */
    private boolean isFirst(String name, Layer layer) {
        boolean isNew = !counted.contains(name);
        if (isNew) {
            // Most responses set one cookie.
            if (counted.size() == 1) {
                counted = new ArrayList<>(counted);
            }
            if (counted.isEmpty()) {
                counted = List.of(name);
            } else {
                counted.add(name);
            }
        }
        return isNew || layer == Layer.WRAPPER;
    }

    private Decision judge(String name) {
        DeclaredCookie cookie = null;
        try {
            if (name.equals(policy().consentCookieName())) {
                return new Drop(Reason.OWN, null);
            }
            cookie = policy().cookie(name);
            if (cookie == null) {
                return new Drop(Reason.UNDECLARED, null);
            } else if (cookie instanceof ConsentBoundCookie bound) {
                return consent().allows(bound.category()) ? new Pass(bound) : new Drop(Reason.NOT_GRANTED, bound);
            }
            return judge((ExemptCookie) cookie, name);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "deciding on a cookie failed, it counts as refused", e);
            return new Drop(Reason.ERROR, cookie);
        }
    }

    private Decision judge(ExemptCookie cookie, String name) {
        if (isObjectedTo(cookie)) {
            return new Drop(Reason.OBJECTED, cookie);
        }
        boolean onRequest = cookie.reason().needsExpressRequest();
        boolean free = !onRequest && (!settings.strict() || consent().decided());
        if (free || isRequested(cookie) || cookies().contains(name) || isRoute(cookie)) {
            return new Pass(cookie);
        }
        return new Drop(onRequest ? Reason.NO_EXPRESS_REQUEST : Reason.NO_CHOICE, cookie);
    }

    private synchronized boolean isRequested(ExemptCookie cookie) {
        return requested != null && (requested.contains(cookie.reason()) || requested.contains(cookie));
    }

    private boolean isRoute(ExemptCookie cookie) {
        String path = cookie.routes().isEmpty() ? null : raw.pathWithinApplication();
        return path != null && cookie.isRoute(path);
    }

    /** The cookies that the application may see. What it may not is counted when it is first asked for. */
    synchronized CookieHeader readable() {
        CookieHeader seen = readable;
        if (seen == null) {
            seen = cookies().only(this::readsCounted);
            readable = seen;
        }
        return seen;
    }

    /** Never throws: what cannot be decided is hidden. */
    private boolean readsCounted(String name) {
        try {
            boolean readable = isReadable(name);
            if (!readable) {
                Ledger.Outcome outcome = settings.observe() ? Ledger.Outcome.WOULD_BE_HIDDEN : Ledger.Outcome.HIDDEN;
                settings.ledger().hidden(name, policy().cookie(name), outcome, this);
            }
            return readable || settings.observe();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a cookie was hidden because deciding on it failed", e);
            return settings.observe();
        }
    }

    /** Whether the container's own session, which comes with a cookie, may be used. Never throws. */
    boolean isSessionOpen() {
        try {
            return write(policy().sessionCookieName()) instanceof Pass;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the session stays closed because deciding on it failed", e);
            return settings.observe();
        }
    }

    /** Counts that a session was asked for whose cookie may not be set. Never throws. */
    void countSession() {
        try {
            String name = policy().sessionCookieName();
            if (judge(name) instanceof Drop drop) {
                if (!settings.observe()) {
                    settings.ledger()
                            .tell(name, Level.WARNING, () -> Advice.onDetachedSession(name, drop, raw.endpoint()));
                }
                synchronized (this) {
                    refuse(
                            name,
                            name,
                            Lifetime.SESSION,
                            drop,
                            Layer.WRAPPER,
                            settings.clock().instant());
                }
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a session could not be counted", e);
        }
    }

    synchronized @Nullable DetachedSession detached() {
        return detached != null && detached.isValid() ? detached : null;
    }

    synchronized DetachedSession detached(ServletContext context) {
        DetachedSession session = detached();
        if (session == null) {
            session = new DetachedSession(context, settings.clock());
            detached = session;
        }
        return session;
    }

    /** Notes a header of the library's own, which passes. */
    synchronized void own(String setCookie) {
        if (own == null) {
            own = new ArrayList<>(1);
        }
        own.add(setCookie);
    }

    synchronized List<String> own() {
        return own == null ? List.of() : List.copyOf(own);
    }

    RawRequest raw() {
        return raw;
    }

    private ConsentPolicy policy() {
        return settings.policy();
    }

    private static Lifetime asked(long seconds) {
        if (seconds < 1) {
            return Lifetime.SESSION;
        }
        return seconds < SECONDS_A_DAY
                ? new Lifetime(Duration.ofSeconds(seconds))
                : new Lifetime(Period.ofDays((int) Math.min((seconds + SECONDS_A_DAY - 1) / SECONDS_A_DAY, 3650)));
    }

    @Nullable
    HttpSession attached(@Nullable HttpSession real) {
        DetachedSession session = detached();
        if (session == null) {
            return real;
        }
        if (real != null) {
            session.attach(real);
            return real;
        }
        return session;
    }
}
