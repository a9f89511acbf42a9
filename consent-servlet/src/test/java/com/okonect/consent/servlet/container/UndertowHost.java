package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.undertow.ConsentHttpHandler;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import io.undertow.security.impl.InMemorySingleSignOnManager;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.WebResourceCollection;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.handlers.security.ServletSingleSignOnAuthenticationMechanism;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Set;

/** The scenarios on Undertow. */
final class UndertowHost {

    private UndertowHost() {}

    public static void main(String[] arguments) throws Exception {
        Path files = Host.files(arguments[0]);
        PathHandler paths = Handlers.path();
        for (Site site : Site.values()) {
            paths.addPrefixPath(site.path(), deploy(site, files));
        }
        Undertow server = Undertow.builder()
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .addHttpListener(0, "localhost", paths)
                .setIoThreads(2)
                .setWorkerThreads(8)
                .build();
        server.start();
        Host.serve(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
    }

    private static HttpHandler deploy(Site site, Path files) throws Exception {
        Object sockets = Class.forName("io.undertow.websockets.jsr.WebSocketDeploymentInfo")
                .getConstructor()
                .newInstance();
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowHost.class.getClassLoader())
                .setContextPath(site.path())
                .setDeploymentName(site.name())
                .addServletContextAttribute("io.undertow.websockets.jsr.WebSocketDeploymentInfo", sockets)
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        ScenarioSite.class,
                        new ImmediateInstanceFactory<>(new ScenarioSite(site, new Raw())),
                        Set.of()))
                .setResourceManager(new PathResourceManager(files))
                .addFirstAuthenticationMechanism(
                        "SSO", new ServletSingleSignOnAuthenticationMechanism(new InMemorySingleSignOnManager()))
                .addErrorPage(Servlets.errorPage("/leak", 404))
                .addErrorPage(Servlets.errorPage("/s/readAllHeaders", 410))
                .addErrorPage(Servlets.errorPage("/leak", 500))
                .setIdentityManager(new OneUser())
                .setLoginConfig(new LoginConfig("FORM", "realm", "/login", "/login"))
                .addSecurityConstraint(new SecurityConstraint()
                        .addWebResourceCollection(new WebResourceCollection().addUrlPattern("/secure/*"))
                        .addRoleAllowed("role"))
                .addSecurityRole("role");
        if (site.hasPiece()) {
            deployment.addInitialHandlerChainWrapper(ConsentHttpHandler::new);
        }
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        return manager.start();
    }

    private static final class Raw implements RawContainer {

        @Override
        public void addHeader(HttpServletRequest request, HttpServletResponse response, String name, String value) {
            exchange().getResponseHeaders().add(new HttpString(name), value);
        }

        @Override
        public void addCookie(HttpServletRequest request, HttpServletResponse response, String name, String value) {
            exchange().setResponseCookie(new CookieImpl(name, value));
        }

        @Override
        public void addTrailer(HttpServletRequest request, HttpServletResponse response, String name, String value) {
            HeaderMap trailers = new HeaderMap();
            trailers.add(new HttpString(name), value);
            exchange().putAttachment(HttpAttachments.RESPONSE_TRAILERS, trailers);
        }

        private static HttpServerExchange exchange() {
            return ServletRequestContext.requireCurrent().getExchange();
        }
    }

    /** Knows the visitor "user" by the password "password". */
    private static final class OneUser implements IdentityManager {

        @Override
        public Account verify(Account account) {
            return account;
        }

        @Override
        public Account verify(String id, Credential credential) {
            boolean known = id.equals("user")
                    && credential instanceof PasswordCredential password
                    && String.valueOf(password.getPassword()).equals("password");
            return known ? new User() : null;
        }

        @Override
        public Account verify(Credential credential) {
            return null;
        }
    }

    private static final class User implements Account {

        private static final long serialVersionUID = 1L;

        @Override
        public Principal getPrincipal() {
            return () -> "user";
        }

        @Override
        public Set<String> getRoles() {
            return Set.of("role");
        }
    }
}
