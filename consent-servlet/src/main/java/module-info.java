/** The web edge of the consent library: a servlet filter, the visitor's pages and the questions of an application. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Spring has no module descriptors
module com.okonect.consent.servlet {
    requires transitive com.okonect.consent;
    requires static transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.samskivert.jmustache;
    requires static transitive org.eclipse.jetty.server;
    requires java.naming;
    requires transitive java.sql;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.autoconfigure;
    requires static spring.context;
    requires static spring.core;
    requires static spring.web;
    requires static spring.webmvc;

    exports com.okonect.consent.servlet;
    exports com.okonect.consent.servlet.jetty;
    exports com.okonect.consent.servlet.tomcat;
    exports com.okonect.consent.servlet.undertow;

    opens com.okonect.consent.servlet.spring; // for Spring's reflection

    provides jakarta.servlet.ServletContainerInitializer with
            com.okonect.consent.servlet.ConsentInitializer;
}
