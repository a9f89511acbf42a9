package com.okonect.consent.servlet.lockdown;

import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.guard.GuardedRequest;
import com.okonect.consent.servlet.guard.Visit;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A Content-Security-Policy made from the visitor's consent: pages load from the site itself, from what the policy
 * declares exempt, and from the origins of granted categories. It restricts hosts and nothing else, and goes beside the
 * application's own policies, of which browsers enforce all (CSP Level 3, section 8.1).
 *
 * <p>Every response has one, for what is a page or a worker is known by the browser alone. What a shared cache may keep
 * has the strictest, the same for every visitor. A page that is for one visitor is not kept by any cache while the policy
 * declares origins that a choice could open: browsers do not take a new policy from a 304, and go back to kept pages
 * without asking.
 *
 * <p>One for each application. Safe for use by several threads.
 */
public final class Lockdown {

    /** The call below {@code consent.path} that takes the reports of browsers. */
    public static final String REPORTS = "/reports";

    static final String ENDPOINT = "okonect-consent";

    private static final System.Logger LOG = System.getLogger(Lockdown.class.getName());
    /** The page's own content, wherever it keeps it: only hosts are restricted. */
    private static final String SITE =
            "default-src 'self' data: blob: filesystem: mediastream: 'unsafe-inline' 'unsafe-eval'";

    private static final Set<String> DOCUMENTS =
            Set.of("document", "iframe", "frame", "embed", "object", "fencedframe", "worker", "sharedworker");
    /**
     * Frames of {@code data:} addresses are left out: going back, browsers bring them back with the policy that they had
     * (HTML Standard, "determining navigation params policy container"), which a withdrawal may have made too wide since.
     */
    private static final String FRAMES = "; frame-src 'self' blob: filesystem:";

    private static final int MOST_KNOWN = 2_000;

    private final LockdownMode mode;
    private final DeclaredOrigins origins;
    private final OriginReports reports;
    private final String hosts;
    private final String path;
    private final boolean secureAlways;
    private final ConcurrentMap<String, String> policies = new ConcurrentHashMap<>();
    private final Set<String> sharedUris = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean toldOfShared = new AtomicBoolean();

    private Lockdown(GuardSettings guard, LockdownMode mode, String path) {
        this.mode = mode;
        this.origins = new DeclaredOrigins(guard.service().policy());
        this.reports = new OriginReports(origins, guard.ledger(), guard.clock());
        this.hosts = guard.domain() == null ? "" : ' ' + guard.domain() + " *." + guard.domain();
        this.path = path;
        this.secureAlways = guard.secureAlways();
    }

    /**
     * Starts the lockdown of one application and says what it does.
     *
     * @param guard what is the same for every request
     * @param mode whether browsers block or only report
     * @param path where the visitor's pages live, with the context path
     * @return the lockdown; null if it is off
     */
    public static @Nullable Lockdown start(GuardSettings guard, LockdownMode mode, String path) {
        if (mode == LockdownMode.OFF) {
            return null;
        }
        Lockdown lockdown = new Lockdown(guard, mode, path);
        LOG.log(
                Level.INFO,
                "lockdown: third-party hosts are "
                        + (mode == LockdownMode.ENFORCED ? "kept out of pages until granted" : "reported, not kept out")
                        + "; the policy declares " + lockdown.origins.count() + " origins");
        return lockdown;
    }

    /**
     * Returns what takes the reports of browsers.
     *
     * @return the endpoint
     */
    public OriginReports reports() {
        return reports;
    }

    /**
     * Has the application answer a page anew where a browser holds an older copy, with an older policy.
     *
     * @param request what the filter was given
     * @return the request, or one without validators
     */
    public HttpServletRequest ask(HttpServletRequest request) {
        boolean page = request.getDispatcherType() == DispatcherType.REQUEST
                && keepsOutOfCaches()
                && isPageRequest(request)
                && !sharedUris.contains(request.getRequestURI());
        return page ? new UnconditionalRequest(request) : request;
    }

    /**
     * Puts the policy on a response. Nested calls do so once.
     *
     * @param request the guarded request
     * @param response what the filter was given
     * @return the response to hand on
     */
    public HttpServletResponse hold(GuardedRequest request, HttpServletResponse response) {
        ServletResponse at = response;
        while (at instanceof ServletResponseWrapper wrapper) {
            if (at instanceof LockedResponse) {
                return response;
            }
            at = wrapper.getResponse();
        }
        return new LockedResponse(this, request, response);
    }

    /** Whether the answer can be a page or a worker for this visitor; null where only its type says so. */
    static @Nullable Boolean isDocument(HttpServletRequest request) {
        String destination = request.getHeader("Sec-Fetch-Dest");
        return destination == null ? null : DOCUMENTS.contains(destination);
    }

    private static boolean isPageRequest(HttpServletRequest request) {
        Boolean document = isDocument(request);
        String accept = request.getHeader("Accept");
        return document == null ? accept != null && accept.contains("html") : document;
    }

    /** Whether pages that are for one visitor are kept by no cache. */
    boolean keepsOutOfCaches() {
        return mode == LockdownMode.ENFORCED && origins.dependOnConsent();
    }

    String header() {
        return mode == LockdownMode.ENFORCED ? "Content-Security-Policy" : "Content-Security-Policy-Report-Only";
    }

    boolean isSecure(HttpServletRequest request) {
        return secureAlways || request.isSecure();
    }

    String endpoints() {
        return ENDPOINT + "=\"" + path + REPORTS + '"';
    }

    /** The policy for this visitor. */
    String policy(Visit visit, boolean secure) {
        return policy(origins.open(visit), secure);
    }

    /** The policy for whoever looks at the page. */
    String policyForAll(Visit visit, boolean secure) {
        return policy(origins.openToAll(visit), secure);
    }

    private String policy(SortedSet<String> open, boolean secure) {
        String sources = hosts + (open.isEmpty() ? "" : ' ' + String.join(" ", open));
        // Where a browser knows report-to it takes no report-uri, and endpoints only from a secure page.
        return policies.computeIfAbsent(
                (secure ? "s" : "") + sources,
                key -> SITE + sources + (keepsOutOfCaches() ? FRAMES + sources : "") + "; report-uri " + path + REPORTS
                        + (secure ? "; report-to " + ENDPOINT : ""));
    }

    /** Notes that shared caches may keep what is at an address. */
    void noteShared(String uri) {
        if (sharedUris.size() >= MOST_KNOWN) {
            sharedUris.clear();
        }
        sharedUris.add(uri);
        boolean page = !uri.startsWith(path);
        if (page && keepsOutOfCaches() && toldOfShared.compareAndSet(false, true)) {
            LOG.log(
                    Level.INFO,
                    "lockdown: what shared caches may keep has the strictest policy, whatever the visitor granted, for"
                            + " instance " + uri.replaceAll("[^\\x21-\\x7e]", "?")
                            + ". A page that is to load what was granted has to be private. Not logged again.");
        }
    }
}
