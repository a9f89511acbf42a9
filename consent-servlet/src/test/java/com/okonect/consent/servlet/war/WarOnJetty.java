package com.okonect.consent.servlet.war;

import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.security.Credential;

/** A Jetty in a JVM of its own that runs one application from its folder, as it is. */
public final class WarOnJetty {

    private WarOnJetty() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server(0);
        HashLoginService realm = new HashLoginService("Test Realm");
        UserStore visitors = new UserStore();
        visitors.addUser("ada", Credential.getCredential("secret"), new String[] {"user"});
        realm.setUserStore(visitors);
        server.addBean(realm);
        WebAppContext application = new WebAppContext();
        application.setContextPath(arguments[0]);
        application.setWar(arguments[1]);
        application.setThrowUnavailableOnStartupException(true);
        server.setHandler(application);
        server.start();
        System.out.println(JvmProcess.READY + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
        server.join();
    }
}
