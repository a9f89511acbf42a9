/** OKONECT's site with its consent. */
module com.okonect.consent.example {
    requires com.okonect.consent;
    requires com.okonect.consent.servlet;
    requires com.samskivert.jmustache;
    requires jakarta.servlet;
    requires org.eclipse.jetty.ee10.servlet;
    requires org.eclipse.jetty.security;
    requires org.eclipse.jetty.server;
    requires static org.jspecify;

    // Templates read the records that they show.
    opens com.okonect.consent.example to
            com.samskivert.jmustache;

    uses java.util.spi.ToolProvider;

    provides jakarta.servlet.ServletContainerInitializer with
            com.okonect.consent.example.Site;
}
