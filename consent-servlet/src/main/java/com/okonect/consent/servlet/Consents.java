package com.okonect.consent.servlet;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentService;
import com.okonect.consent.EarlierChoice;
import com.okonect.consent.servlet.endpoint.ConsentGate;
import com.okonect.consent.servlet.guard.CommitGuard;
import com.okonect.consent.servlet.guard.Visit;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Asks for the visitor's consent in the code of an application.
 *
 * <pre>{@code
 * if (Consents.of(request).allows(Category.STATISTICS)) {
 *     counter.count(page);
 * }
 * }</pre>
 */
public final class Consents {

    static final String SERVICE = "com.okonect.consent.service";

    private Consents() {}

    /**
     * Returns the consent of the visitor who sent this request. Does no I/O, but for the first time that this node meets
     * a grant for what another version of the policy declared.
     *
     * @param request the request that a servlet, filter or JSP behind the filter was given, wrapped or not
     * @return the consent; never null
     * @throws IllegalStateException if no {@link ConsentFilter} stands before the caller
     */
    public static Consent of(ServletRequest request) {
        return visit(request).consent();
    }

    /**
     * Says that the visitor has just asked for a service, for instance by sending the log-in form. It opens, for this
     * request, the exempt cookies that the service cannot do without.
     *
     * @param request the visitor's request
     * @param reasonOrCookie a reason of the policy file, such as {@code payment}, or the name of one exempt cookie
     * @throws IllegalArgumentException if no exempt cookie has this reason or name
     * @throws IllegalStateException if no {@link ConsentFilter} stands before the caller
     */
    public static void expressRequest(ServletRequest request, String reasonOrCookie) {
        visit(request).expressRequest(reasonOrCookie);
    }

    /**
     * Lets only those visitors pass who granted these categories, where {@link RequiresConsent} cannot be written.
     * Others get the same answer: a page (403) that grants just that, or problem details.
     *
     * <pre>{@code
     * if (!Consents.require(request, response, "payment")) {
     *     return;
     * }
     * }</pre>
     *
     * @param request the visitor's request
     * @param response the response, of which nothing was sent yet; what is in its buffer is dropped
     * @param categories ids of categories, all of which are needed
     * @return whether the caller may go on; if not, the response is complete
     * @throws IllegalArgumentException if the policy does not declare one of the categories
     * @throws IllegalStateException if no {@link ConsentFilter} stands before the caller
     * @throws IOException if the answer cannot be written
     */
    public static boolean require(HttpServletRequest request, HttpServletResponse response, String... categories)
            throws IOException {
        Visit visit = visit(request);
        ConsentGate gate = ConsentGate.of(request.getServletContext()).orElseThrow(Consents::noFilter);
        Set<Category> missing =
                gate.missing(visit::consent, gate.declared("the code at " + request.getRequestURI(), categories));
        if (!missing.isEmpty()) {
            gate.turnAway(request, response, missing);
        }
        return missing.isEmpty();
    }

    /**
     * Returns the application's consent service, for all that is done outside the visitor's own request: what is on
     * record of a visitor, withdrawing or erasing in the visitor's stead, linking to an account, and the log of requests.
     *
     * @param context the application
     * @return its service, which the filter closes when the application stops
     * @throws IllegalStateException if no {@link ConsentFilter} has started in this application
     */
    public static ConsentService service(ServletContext context) {
        if (context.getAttribute(SERVICE) instanceof ConsentService service) {
            return service;
        }
        throw noFilter();
    }

    /**
     * Returns what became of every cookie that the application tried to set or read since it started, by name and
     * without values. Bounded: what goes beyond some 1,200 entries is counted together.
     *
     * @param context the application
     * @return a copy that changes no more, by name
     * @throws IllegalStateException if no {@link ConsentFilter} has started in the application
     */
    public static List<LedgerEntry> ledger(ServletContext context) {
        if (context.getAttribute(CommitGuard.ATTRIBUTE) instanceof CommitGuard guard) {
            return guard.settings().ledger().snapshot().stream()
                    .map(LedgerEntry::of)
                    .toList();
        }
        throw noFilter();
    }

    /**
     * Returns what the visitor chose on this site with another consent platform, from that platform's cookie. It is for
     * information and counts for nothing until the visitor chooses here.
     *
     * @param request the visitor's request
     * @return what was found; empty once the visitor has chosen here
     * @throws IllegalStateException if no {@link ConsentFilter} stands before the caller
     */
    public static List<EarlierChoice> earlier(ServletRequest request) {
        return visit(request).earlierChoices();
    }

    static Visit visit(ServletRequest request) {
        if (request.getAttribute(Visit.ATTRIBUTE) instanceof Visit visit) {
            return visit;
        }
        throw noFilter();
    }

    private static IllegalStateException noFilter() {
        return new IllegalStateException(
                "no ConsentFilter stands before this code: map it to /* for every dispatcher type, or let it register itself");
    }
}
