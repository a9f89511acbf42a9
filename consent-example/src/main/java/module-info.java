/** OKONECT's site with its consent. */
module com.okonect.consent.example {
    requires org.eclipse.jetty.ee10.servlet;
    requires org.eclipse.jetty.server;
}
