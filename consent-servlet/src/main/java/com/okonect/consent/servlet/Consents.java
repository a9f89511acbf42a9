package com.okonect.consent.servlet;

import com.okonect.consent.Consent;
import com.okonect.consent.servlet.guard.Visit;
import jakarta.servlet.ServletRequest;

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

    private static Visit visit(ServletRequest request) {
        if (request.getAttribute(Visit.ATTRIBUTE) instanceof Visit visit) {
            return visit;
        }
        throw new IllegalStateException(
                "no ConsentFilter stands before this code: map it to /* for every dispatcher type, or let it register itself");
    }
}
