/** The web edge of the consent library: a servlet filter, the visitor's pages and the questions of an application. */
module com.okonect.consent.servlet {
    requires transitive com.okonect.consent;
    requires static transitive jakarta.servlet;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires com.samskivert.jmustache;
    requires static transitive org.eclipse.jetty.server;
    requires java.naming;
    requires transitive java.sql;

    exports com.okonect.consent.servlet;
    exports com.okonect.consent.servlet.jetty;
    exports com.okonect.consent.servlet.tomcat;
    exports com.okonect.consent.servlet.undertow;

    provides jakarta.servlet.ServletContainerInitializer with
            com.okonect.consent.servlet.ConsentInitializer;
}
