package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.tomcat.ConsentValve;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Path base = Path.of(arguments[0]);
        Files.createDirectories(base);
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
        Context context = tomcat.addContext(site.path(), base.toAbsolutePath().toString());
        Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
                .addMapping("/");
        context.addServletContainerInitializer(
                (ServletContainerInitializer) Class.forName("org.apache.tomcat.websocket.server.WsSci")
                        .getConstructor()
                        .newInstance(),
                Set.of());
        context.addServletContainerInitializer(new ScenarioSite(site, new Raw()), Set.of());
        for (int status : new int[] {404, 500}) {
            ErrorPage page = new ErrorPage();
            page.setErrorCode(status);
            page.setLocation("/leak");
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

        private static Request connected(HttpServletRequest request) throws ReflectiveOperationException {
            Field field = RequestFacade.class.getDeclaredField("request");
            field.setAccessible(true);
            return (Request) field.get(request);
        }
    }
}
