package com.okonect.consent.servlet.container;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** Puts the scenarios into a WAR, whose consent filter registers itself. */
public final class WarSite implements ServletContextListener {

    /** A filter of the application's own {@code web.xml}. */
    public static final class Outer implements Filter {

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(request, response);
        }
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ScenarioSite.othersFilters(event.getServletContext());
        ScenarioSite.pages(event.getServletContext());
        ScenarioSite.sockets(event.getServletContext());
    }
}
