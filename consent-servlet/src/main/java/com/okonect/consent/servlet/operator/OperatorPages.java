package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.endpoint.SameOrigin;
import com.okonect.consent.servlet.guard.GuardSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the page of an address. What all answers have in common is said here: no cache keeps them, nothing runs in them. */
public final class OperatorPages {

    /** Nothing but the one style of these pages is loaded, and nobody frames them. */
    static final String POLICY =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    static final String CONTENT_POLICY = "Content-Security-Policy";

    private final Map<String, OperatorPage> byPath = new LinkedHashMap<>();
    private final String first;

    /**
     * Reads the templates.
     *
     * @param requestDetails where the site's own page about a request is: the path from the context root on, to which the
     *     reference is appended; null if there is none
     */
    public OperatorPages(@Nullable String requestDetails) {
        RequestDetails details = new RequestDetails(requestDetails);
        Layout layout = new Layout();
        Exports exports = new Exports();
        RequestForm form = new RequestForm(layout);
        List<OperatorPage> linked = List.of(
                new LedgerPage(layout),
                new ChoicesPage(layout),
                new NoticesPage(layout),
                new RecordsPage(layout, exports),
                new RequestsPage(layout, form, details));
        layout.link(linked);
        linked.forEach(this::add);
        add(new RequestPage(layout, form, details));
        add(new LedgerDocument());
        add(new PreviewPage());
        add(new NoticeDocument());
        add(ChoicesDocument.csv());
        add(ChoicesDocument.json());
        add(new ExportDocument(ExportDocument.CSV, exports));
        add(new ExportDocument(ExportDocument.JSON, exports));
        add(new Style());
        first = linked.get(0).path();
    }

    private void add(OperatorPage page) {
        byPath.put(page.path(), page);
    }

    /**
     * Answers a request of someone who may see the pages.
     *
     * @param site what the filter of the application knows
     * @param request a GET or HEAD
     * @param response its response
     * @throws IOException if it cannot be written
     */
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        sayWhatAllHaveInCommon(response);
        String path = request.getPathInfo();
        if (path == null || path.equals("/")) {
            // Relative to the address that was asked for: two slashes at its start would make another host of it.
            String servlet = request.getServletPath();
            String folder = path == null ? servlet.substring(servlet.lastIndexOf('/') + 1) + "/" : "";
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", folder + first);
            return;
        }
        OperatorPage page = byPath.get(path.substring(1));
        if (page == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            page.answer(site, request, response);
        }
    }

    /**
     * Carries out a form of someone who may see the pages. One that was not sent from a page of this site is answered by
     * 403 and changes nothing.
     *
     * @param site what the filter of the application knows
     * @param request a POST
     * @param response its response
     * @throws IOException if it cannot be written
     */
    public void submit(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        sayWhatAllHaveInCommon(response);
        String path = request.getPathInfo();
        OperatorPage page = path == null ? null : byPath.get(path.substring(1));
        if (page == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else if (!page.takesForms()) {
            response.setHeader("Allow", "GET, HEAD");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (SameOrigin.holds(request)) {
            request.setCharacterEncoding("UTF-8");
            page.submit(site, request, response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private static void sayWhatAllHaveInCommon(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // The forms have to say where they come from, and a browser that has no other way says it by the referrer.
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader(CONTENT_POLICY, POLICY);
    }
}
