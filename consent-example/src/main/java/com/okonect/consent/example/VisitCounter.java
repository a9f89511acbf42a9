package com.okonect.consent.example;

import com.okonect.consent.servlet.Consents;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Counts the pages of a visit as measuring tools do: by a cookie on every page. It was written without a thought of
 * consent and needs next to none: before a grant its cookie stays on the server, so every page looks like a first one and
 * nothing is counted. Only that a count belongs to a consent is noted, so that it goes with it.
 */
final class VisitCounter extends HttpFilter {

    private static final SiteCookie VISITOR = SiteCookie.lasting("_pk_id.1.okonect", Duration.ofDays(390));
    private static final String VISITS = VisitCounter.class.getName();

    private final Remembered<Integer> pages;

    VisitCounter(Remembered<Integer> pages) {
        this.pages = pages;
    }

    /** How many pages are counted for the visitor of this request, this one included. */
    static Optional<Integer> visits(HttpServletRequest request) {
        return request.getAttribute(VISITS) instanceof Integer count ? Optional.of(count) : Optional.empty();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<String> visitor = VISITOR.read(request);
        if (visitor.isPresent()) {
            int count = pages.find(visitor.get()).orElse(0) + 1;
            pages.put(visitor.get(), count, Consents.of(request).id().orElseThrow());
            request.setAttribute(VISITS, count);
        } else {
            VISITOR.set(request, response, SiteCookie.randomId());
        }
        chain.doFilter(request, response);
    }
}
