package com.okonect.consent.servlet.container;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/** Puts the scenarios into a WAR, whose consent filter registers itself. */
public final class WarSite implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ScenarioSite.othersFilters(event.getServletContext());
        ScenarioSite.pages(event.getServletContext());
        ScenarioSite.sockets(event.getServletContext());
    }
}
