package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.jetty.ConsentHandler;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.Session;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.session.AbstractSessionManager;
import org.eclipse.jetty.session.ManagedSession;
import org.eclipse.jetty.util.security.Credential;

/** The scenarios on Jetty. What differs by environment, ee10 or ee11, is called by name. */
final class JettyHost {

    private static final int LONG_AGO_MILLIS = 3_600_000;

    private final String packages;

    private JettyHost(String environment) {
        packages = "org.eclipse.jetty." + environment + ".";
    }

    public static void main(String[] arguments) throws Exception {
        JettyHost host = new JettyHost(arguments[1]);
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        ServerConnector connector = new ServerConnector(
                server, new HttpConnectionFactory(configuration), new HTTP2CServerConnectionFactory(configuration));
        server.addConnector(connector);
        ContextHandlerCollection contexts = new ContextHandlerCollection();
        for (Site site : Site.values()) {
            contexts.addHandler(host.deploy(site, arguments[0]));
        }
        server.setHandler(contexts);
        server.start();
        Host.serve(connector.getLocalPort());
    }

    private ContextHandler deploy(Site site, String files) throws Exception {
        Class<?> type = type("servlet.ServletContextHandler");
        ContextHandler context = (ContextHandler) type.getConstructor(int.class)
                .newInstance(type.getField("SESSIONS").get(null));
        context.setContextPath(site.path());
        context.setBaseResourceAsString(Host.files(files).toString());
        type.getMethod("addServlet", Class.class, String.class).invoke(context, type("servlet.DefaultServlet"), "/");
        AbstractSessionManager sessions =
                (AbstractSessionManager) type.getMethod("getSessionHandler").invoke(context);
        sessions.setMaxCookieAge(3600);
        sessions.setRefreshCookieAge(1);
        type.getMethod("setSecurityHandler", SecurityHandler.class).invoke(context, security());
        // Before that of the WebSockets, whose filter goes before those that are there.
        type.getMethod("addServletContainerInitializer", ServletContainerInitializer.class)
                .invoke(context, new ScenarioSite(site, new Raw()));
        Class<?> sockets = type("websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer");
        for (var method : sockets.getMethods()) {
            if (method.getName().equals("configure")) {
                method.invoke(null, context, null);
            }
        }
        Object errors = type("servlet.ErrorPageErrorHandler").getConstructor().newInstance();
        for (int status : new int[] {404, 500}) {
            errors.getClass().getMethod("addErrorPage", int.class, String.class).invoke(errors, status, "/leak");
        }
        errors.getClass().getMethod("addErrorPage", int.class, String.class).invoke(errors, 410, "/s/readAllHeaders");
        context.setErrorHandler((Request.Handler) errors);
        if (site.hasPiece()) {
            context.insertHandler(new ConsentHandler());
        }
        return context;
    }

    /** Knows the visitor "user" by the password "password". */
    static HashLoginService logins() {
        UserStore users = new UserStore();
        users.addUser("user", Credential.getCredential("password"), new String[] {"role"});
        HashLoginService logins = new HashLoginService("realm");
        logins.setUserStore(users);
        return logins;
    }

    private static SecurityHandler security() {
        SecurityHandler.PathMapped security = new SecurityHandler.PathMapped();
        security.setLoginService(logins());
        security.setAuthenticator(new FormAuthenticator("/login", "/login", true));
        security.put("/secure/*", Constraint.from("role"));
        return security;
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(packages + name);
    }

    private static final class Raw implements RawContainer {

        @Override
        public void addHeader(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            core(request).getHeaders().add(name, value);
        }

        @Override
        public void addCookie(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            Response.addCookie(core(request), HttpCookie.from(name, value));
        }

        @Override
        public void addTrailer(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            core(request).setTrailersSupplier(() -> HttpFields.build().add(name, value));
        }

        @Override
        public void earlyHints(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            core(request).writeInterim(103, HttpFields.build().add(name, value)).get();
        }

        private static Response core(HttpServletRequest request) throws Exception {
            Object inContext = request.getClass().getMethod("getRequest").invoke(request);
            return (Response)
                    inContext.getClass().getMethod("getServletContextResponse").invoke(inContext);
        }

        @Override
        public void ageCookie(HttpSession session) {
            ManagedSession managed = (ManagedSession) ((Session.API) session).getSession();
            managed.getSessionData().setCookieSet(System.currentTimeMillis() - LONG_AGO_MILLIS);
        }
    }
}
