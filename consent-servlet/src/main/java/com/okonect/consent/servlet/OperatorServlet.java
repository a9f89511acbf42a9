package com.okonect.consent.servlet;

import com.okonect.consent.servlet.guard.CommitGuard;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.operator.OperatorPages;
import com.okonect.consent.servlet.page.BannerInjection;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operator's side: the ledger of cookies, the choices over time, the notices in force, the export and verification of
 * the records, and the log of rights requests, which can be answered there. It is off until the application maps it, to a
 * path with {@code /*} at its end, and puts that path under its own security:
 *
 * <pre>{@code
 * <servlet>
 *   <servlet-name>operator</servlet-name>
 *   <servlet-class>com.okonect.consent.servlet.OperatorServlet</servlet-class>
 * </servlet>
 * <servlet-mapping>
 *   <servlet-name>operator</servlet-name>
 *   <url-pattern>/operator/*</url-pattern>
 * </servlet-mapping>
 * }</pre>
 *
 * <p>Whoever has not logged in ({@link HttpServletRequest#getUserPrincipal}) is answered by 403, so that a forgotten
 * security constraint shows nothing. Where something else guards the path, the init-parameter {@code requireUser} with the
 * value {@code false} takes that away. Which users may pass is for the application to say. A form that was not sent from
 * a page of this site is answered by 403 and changes nothing.
 *
 * <p>The log of rights requests holds no letter. Where the site has a page that shows what came with a request, the
 * init-parameter {@code requestDetails} names it: a path from the context root on, such as
 * {@code /operator/letter?number=}, to which the request's reference is appended. The requests link to it then.
 */
public final class OperatorServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final String REQUIRE_USER = "requireUser";
    private static final String REQUEST_DETAILS = "requestDetails";

    private boolean requireUser = true;
    private transient @Nullable OperatorPages pages;

    /** Creates the servlet, as containers do. */
    public OperatorServlet() {
        // init does the rest
    }

    /**
     * Reads the init-parameters.
     *
     * @throws ServletException if {@code requireUser} is neither {@code true} nor {@code false}, or
     *     {@code requestDetails} does not begin with one slash
     */
    @Override
    public void init() throws ServletException {
        String given = getInitParameter(REQUIRE_USER);
        if (given != null && !given.equals("true") && !given.equals("false")) {
            throw new ServletException("the init-parameter " + REQUIRE_USER + " of the servlet '" + getServletName()
                    + "' is '" + given + "'; allowed are true and false");
        }
        requireUser = !"false".equals(given);
        String details = getInitParameter(REQUEST_DETAILS);
        if (details != null && (!details.startsWith("/") || details.startsWith("//"))) {
            throw new ServletException("the init-parameter " + REQUEST_DETAILS + " of the servlet '" + getServletName()
                    + "' is '" + details + "'; allowed is a path from the context root on, such as /letter?number=");
        }
        pages = new OperatorPages(details);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (requireUser && request.getUserPrincipal() == null) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages(request).answer(settings(request), request, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages(request).submit(settings(request), request, response);
    }

    /** The pages; none of them gets a banner. */
    private OperatorPages pages(HttpServletRequest request) {
        BannerInjection.leave(request);
        return Objects.requireNonNull(pages, "the servlet was not initialised");
    }

    private static GuardSettings settings(HttpServletRequest request) {
        if (request.getServletContext().getAttribute(CommitGuard.ATTRIBUTE) instanceof CommitGuard guard) {
            return guard.settings();
        }
        throw new IllegalStateException("no ConsentFilter has started in this application");
    }
}
