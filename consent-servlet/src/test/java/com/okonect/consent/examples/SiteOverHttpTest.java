package com.okonect.consent.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.testkit.ConsentExtension;
import com.okonect.consent.testkit.TestVisitor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How a site tests itself over HTTP, here with the client of the JDK: the example of the documentation. */
class SiteOverHttpTest {

    private static final ConsentPolicy POLICY = TestPolicies.shop();

    @RegisterExtension
    static final ConsentExtension consent = ConsentExtension.of(POLICY);

    @TempDir
    private static Path home;

    private static final Server SERVER = new Server(0);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static URI site;

    @BeforeAll
    static void start() throws Exception {
        FilterHolder filter =
                new FilterHolder(ConsentFilter.builder().policy(POLICY).build());
        filter.setInitParameter("consent.home", home.toString());
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        context.addServlet(new ServletHolder(new Shop()), "/");
        SERVER.setHandler(context);
        SERVER.start();
        site = URI.create("http://localhost:" + ((ServerConnector) SERVER.getConnectors()[0]).getLocalPort() + "/");
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    @Test
    void nothingThatNeedsConsentIsSetBeforeIt() throws Exception {
        consent.seesBeforeConsent(visit(HttpRequest.newBuilder(site)));
    }

    @Test
    void offersAreRememberedForVisitorsWhoAllowThem() throws Exception {
        String cookie = TestVisitor.at(site.resolve("/consent")).select("marketing");

        List<String> set = visit(HttpRequest.newBuilder(site).header("Cookie", cookie));

        consent.sees(set);
        assertThat(set).anyMatch(line -> line.startsWith("offers="));
    }

    private static List<String> visit(HttpRequest.Builder page) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(page.build(), HttpResponse.BodyHandlers.ofString());
        return answer.headers().allValues("Set-Cookie");
    }

    private static final class Shop extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            response.addCookie(new Cookie("offers", "1"));
        }
    }
}
