package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.tomcat.ConsentValve;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.authenticator.FormAuthenticator;
import org.apache.catalina.authenticator.SingleSignOn;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;

/** The scenarios on Tomcat, with single sign-on. */
final class TomcatHost {

    private TomcatHost() {}

    public static void main(String[] arguments) throws Exception {
        Path base = Host.files(arguments[0]);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        connector.addUpgradeProtocol(new Http2Protocol());
        tomcat.addUser("user", "password");
        tomcat.addRole("user", "role");
        tomcat.getHost().getPipeline().addValve(new SingleSignOn());
        for (Site site : Site.values()) {
            deploy(tomcat, site, base);
        }
        tomcat.start();
        Host.serve(connector.getLocalPort());
    }

    private static void deploy(Tomcat tomcat, Site site, Path base) throws Exception {
        Context context = tomcat.addContext(site.path(), base.toString());
        Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
                .addMapping("/");
        jsp(context);
        context.addServletContainerInitializer(
                (ServletContainerInitializer) Class.forName("org.apache.tomcat.websocket.server.WsSci")
                        .getConstructor()
                        .newInstance(),
                Set.of());
        context.addServletContainerInitializer(new ScenarioSite(site, new Raw()), Set.of());
        for (int status : new int[] {404, 410, 500}) {
            ErrorPage page = new ErrorPage();
            page.setErrorCode(status);
            page.setLocation(status == 410 ? "/s/readAllHeaders" : "/leak");
            context.addErrorPage(page);
        }
        context.setLoginConfig(new LoginConfig("FORM", "realm", "/login", "/login"));
        SecurityCollection secure = new SecurityCollection();
        secure.addPattern("/secure/*");
        SecurityConstraint constraint = new SecurityConstraint();
        constraint.addCollection(secure);
        constraint.addAuthRole("role");
        context.addConstraint(constraint);
        context.addSecurityRole("role");
        if (site.hasPiece()) {
            context.getPipeline().addValve(new ConsentValve());
        }
        context.getPipeline().addValve(new FormAuthenticator());
    }

    /** Where the engine is on the class path. */
    private static void jsp(Context context) {
        try {
            // Makes itself known when it is loaded.
            Class.forName("org.apache.jasper.servlet.JasperInitializer");
        } catch (ClassNotFoundException e) {
            return;
        }
        Tomcat.addServlet(context, "jsp", "org.apache.jasper.servlet.JspServlet")
                .addMapping("*.jsp");
    }

    private static final class Raw implements RawContainer {

        @Override
        public void addHeader(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            connected(request).getResponse().getCoyoteResponse().addHeader(name, value);
        }

        @Override
        public void addCookie(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            connected(request).getResponse().addCookie(new Cookie(name, value));
        }

        @Override
        public void addTrailer(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            connected(request).getResponse().getCoyoteResponse().setTrailerFields(() -> Map.of(name, value));
        }

        @Override
        public void earlyHints(HttpServletRequest request, HttpServletResponse response, String name, String value)
                throws Exception {
            connected(request).getResponse().getCoyoteResponse().addHeader(name, value);
            connected(request).getResponse().sendEarlyHints();
        }

        private static Request connected(HttpServletRequest request) throws ReflectiveOperationException {
            Field field = RequestFacade.class.getDeclaredField("request");
            field.setAccessible(true);
            return (Request) field.get(request);
        }
    }
}
