package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.jetty.ConsentHandler;
import java.nio.file.Path;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;

/** A WAR on Jetty, from which Jetty hides its classes; with a third argument, with the piece on Jetty's class path. */
final class JettyWarHost {

    private JettyWarHost() {}

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(
                server, new HttpConnectionFactory(configuration), new HTTP2CServerConnectionFactory(configuration));
        server.addConnector(connector);
        server.addBean(JettyHost.logins());
        ContextHandler context =
                (ContextHandler) Class.forName("org.eclipse.jetty." + arguments[1] + ".webapp.WebAppContext")
                        .getConstructor(String.class, String.class)
                        .newInstance(Path.of(arguments[2]).toAbsolutePath().toString(), "/war");
        if (arguments.length > 3) {
            Piece.addTo(context);
        }
        server.setHandler(context);
        server.start();
        Host.serve(connector.getLocalPort());
    }

    /** Apart, so that its class is looked for only where it is. */
    private static final class Piece {

        static void addTo(ContextHandler context) {
            context.insertHandler(new ConsentHandler());
        }
    }
}
