package com.okonect.consent.example;

import com.okonect.consent.servlet.ConsentInitializer;
import java.net.BindException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.spi.ToolProvider;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.security.Password;
import org.jspecify.annotations.Nullable;

/**
 * Serves the site from an embedded Jetty: {@code java -Dport=8080 -jar consent-example.jar}. With arguments it is the
 * library's command line instead, for the records that the site has made: {@code java -jar consent-example.jar --help}.
 */
public final class Main {

    private static final int DEFAULT_PORT = 8080;
    private static final int LAST_PORT = 65_535;
    private static final int FIRST_ERROR = 400;
    private static final int LAST_ERROR = 599;
    private static final long LAST_REQUESTS_MILLIS = 5_000;

    private Main() {}

    /**
     * Starts the server and returns when it has been stopped.
     *
     * @param arguments none, or a command
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0) {
            ToolProvider consent = ToolProvider.findFirst("consent").orElseThrow();
            System.exit(consent.run(System.out, System.err, arguments));
        }
        Server server;
        try {
            server = start(port(System.getProperty("port")));
        } catch (Exception e) {
            System.err.println("OKONECT's site cannot start: " + reason(e));
            Logger.getLogger(Main.class.getName()).log(Level.FINE, "start", e);
            System.exit(1);
            return;
        }
        System.out.println("ready: http://localhost:" + server.getURI().getPort() + "/");
        server.join();
    }

    private static Server start(int port) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(site()));
        server.setStopTimeout(LAST_REQUESTS_MILLIS);
        server.setStopAtShutdown(true);
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
        return server;
    }

    private static ServletContextHandler site() {
        ServletContextHandler context =
                new ServletContextHandler(ServletContextHandler.SESSIONS | ServletContextHandler.SECURITY);
        context.setContextPath("/");
        context.setBaseResource(
                ResourceFactory.of(context).newResource(Main.class.getResource("/META-INF/resources/")));
        context.addServlet(DefaultServlet.class, "/").setInitParameter("dirAllowed", "false");
        context.setSecurityHandler(logIn());
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(FIRST_ERROR, LAST_ERROR, "/error");
        context.setErrorHandler(errors);
        // What a container that scans for initializers does by itself, and all that the library needs.
        context.addServletContainerInitializer(new ConsentInitializer());
        context.addServletContainerInitializer(new Site());
        return context;
    }

    /** What a servlet container of one's own has in its configuration. */
    private static ConstraintSecurityHandler logIn() {
        String given = System.getProperty("operator.password");
        String password = given != null ? given : SiteCookie.randomId();
        if (given == null) {
            Logger.getLogger(Main.class.getName())
                    .info("/operator is for the user 'operator' with the password " + password
                            + "; choose one with -Doperator.password=…");
        }
        UserStore users = new UserStore();
        users.addUser("operator", new Password(password), new String[] {"operator"});
        HashLoginService realm = new HashLoginService("OKONECT");
        realm.setUserStore(users);
        ConstraintMapping operators = new ConstraintMapping();
        operators.setPathSpec("/operator/*");
        operators.setConstraint(Constraint.from("operator"));
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.addConstraintMapping(operators);
        security.setLoginService(realm);
        security.setAuthenticator(new BasicAuthenticator());
        return security;
    }

    private static int port(@Nullable String text) {
        try {
            int port = text == null ? DEFAULT_PORT : Integer.parseInt(text);
            if (port >= 0 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("port is '" + text + "': allowed are 1 to " + LAST_PORT + ", and 0 for any");
    }

    /** What to tell the person at the keyboard. */
    private static String reason(Exception e) {
        return e.getCause() instanceof BindException
                ? "the port is taken; choose another with -Dport=N (" + e.getMessage() + ")"
                : String.valueOf(e.getMessage());
    }
}
