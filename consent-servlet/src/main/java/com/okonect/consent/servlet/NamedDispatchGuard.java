package com.okonect.consent.servlet;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.endpoint.ConsentGate;
import com.okonect.consent.servlet.guard.Visit;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Stands before one servlet that requires consent, by the servlet's name. Before a servlet that is called by {@code
 * getNamedDispatcher} no filter for paths runs (Jakarta Servlet 6.0, section 9.1.1), and a filter is not told which
 * servlet comes after it: so there is one for each.
 */
final class NamedDispatchGuard implements Filter {

    private final String servletClass;
    private final String[] categories;

    NamedDispatchGuard(String servletClass, RequiresConsent required) {
        this.servletClass = servletClass;
        this.categories = required.value();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Visit visit = Consents.visit(request);
        ConsentGate gate = ConsentGate.of(request.getServletContext())
                .orElseThrow(() -> new IllegalStateException("the consent filter has not started"));
        Set<Category> missing = gate.missing(visit::consent, gate.declared(servletClass, categories));
        if (missing.isEmpty()) {
            chain.doFilter(request, response);
        } else if (request.getDispatcherType() != DispatcherType.INCLUDE) {
            // What is left out of a page by an include cannot be said in that page's place.
            Consents.require((HttpServletRequest) request, (HttpServletResponse) response, categories);
        }
    }
}
