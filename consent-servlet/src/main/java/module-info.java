/** The web edge of the consent library: a servlet filter, the visitor's pages and the questions of an application. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Spring has no module descriptors
module com.okonect.consent.servlet {
    requires transitive com.okonect.consent;
    requires static transitive jakarta.servlet;
    requires static jakarta.servlet.jsp;
    requires static jakarta.ws.rs;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.samskivert.jmustache;
    requires static transitive org.eclipse.jetty.server;
    requires java.management;
    requires java.naming;
    requires transitive java.sql;
    requires static micrometer.core;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.health;
    requires static spring.context;
    requires static spring.core;
    requires static spring.web;
    requires static spring.webmvc;

    exports com.okonect.consent.servlet;
    exports com.okonect.consent.servlet.jetty;
    exports com.okonect.consent.servlet.tomcat;
    exports com.okonect.consent.servlet.undertow;

    // For the MBean.
    exports com.okonect.consent.servlet.monitor to
            java.management;

    // For those who find them by reflection: Jakarta REST, Spring, engines of pages and templates.
    opens com.okonect.consent.servlet.rest;
    opens com.okonect.consent.servlet.spring;
    opens com.okonect.consent.servlet.template;

    provides jakarta.servlet.ServletContainerInitializer with
            com.okonect.consent.servlet.ConsentInitializer;
    provides java.util.spi.ToolProvider with
            com.okonect.consent.servlet.tool.ConsentTool;
    provides jakarta.ws.rs.container.DynamicFeature with
            com.okonect.consent.servlet.rest.ResourceGuard;
}
