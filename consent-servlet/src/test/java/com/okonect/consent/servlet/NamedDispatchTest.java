package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A servlet that requires consent, called by its name, on each container. */
public class NamedDispatchTest {

    @TempDir
    private Path folder;

    private Map<String, String> settings;

    @BeforeEach
    void writePolicy() throws IOException {
        Path policy = Files.writeString(folder.resolve("consent.json"), TestPolicies.SHOP);
        settings = Map.of(
                "consent.policy",
                policy.toString(),
                "consent.home",
                folder.resolve("home").toString());
    }

    @RequiresConsent("payment")
    public static final class Card extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("4111");
        }
    }

    public static final class Hub extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            RequestDispatcher card = getServletContext().getNamedDispatcher("card");
            response.setContentType("text/plain");
            if ("forward".equals(request.getQueryString())) {
                card.forward(request, response);
            } else {
                response.getWriter().write("before,");
                card.include(request, response);
                response.getWriter().write("after");
            }
        }
    }

    @Test
    void isNotReachedOnJetty() throws Exception {
        TestSite site = new TestSite("/");
        site.context().addServletContainerInitializer(new ConsentInitializer());
        settings.forEach(site.context()::setInitParameter);
        site.context().addServlet(new ServletHolder("card", new Card()), "/card");
        site.context().addServlet(new ServletHolder("hub", new Hub()), "/hub");
        try {
            isNotReached(site.start());
        } finally {
            site.stop();
        }
    }

    @Test
    void isNotReachedOnTomcat() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setPort(0);
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(new ConsentInitializer(), Set.of());
        settings.forEach(context::addParameter);
        Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
                .addMapping("/");
        Tomcat.addServlet(context, "card", Card.class.getName()).addMapping("/card");
        Tomcat.addServlet(context, "hub", Hub.class.getName()).addMapping("/hub");
        tomcat.getConnector();
        tomcat.start();
        try {
            isNotReached(new RawHttp(tomcat.getConnector().getLocalPort()));
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    @Test
    void isNotReachedOnUndertow() throws Exception {
        var deployment = Servlets.deployment()
                .setClassLoader(getClass().getClassLoader())
                .setContextPath("/")
                .setDeploymentName("site")
                .addServlets(
                        Servlets.servlet("card", Card.class).addMapping("/card"),
                        Servlets.servlet("hub", Hub.class).addMapping("/hub"))
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        ConsentInitializer.class, new ImmediateInstanceFactory<>(new ConsentInitializer()), Set.of()));
        settings.forEach(deployment::addInitParameter);
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
        manager.deploy();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "localhost", manager.start())
                .setIoThreads(1)
                .setWorkerThreads(4)
                .build();
        server.start();
        try {
            isNotReached(new RawHttp(
                    ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort()));
        } finally {
            server.stop();
            manager.stop();
            manager.undeploy();
        }
    }

    private static void isNotReached(RawHttp http) throws IOException {
        Response forwarded = http.get("/hub?forward");
        String granted = http.post("/consent", "choice=grant&category=payment")
                .cookie("eu-consent")
                .orElseThrow();

        assertThat(forwarded.status()).isEqualTo(403);
        assertThat(forwarded.text()).contains("value=\"payment\"").doesNotContain("4111");
        assertThat(http.get("/hub?include").text()).isEqualTo("before,after");
        assertThat(http.get("/card").status()).isEqualTo(403);
        assertThat(http.get("/hub?forward", "Cookie: " + granted).text()).isEqualTo("4111");
        assertThat(http.get("/hub?include", "Cookie: " + granted).text()).isEqualTo("before,4111after");
        assertThat(http.get("/card", "Cookie: " + granted).text()).isEqualTo("4111");
    }
}
