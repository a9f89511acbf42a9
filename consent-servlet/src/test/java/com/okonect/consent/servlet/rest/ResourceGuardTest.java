package com.okonect.consent.servlet.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.GuardPage;
import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.RawHttp.Response;
import com.okonect.consent.servlet.RequiresConsent;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resources of Jakarta REST on Jersey, which finds the guard by itself. */
class ResourceGuardTest {

    private final Server server = new Server(0);
    private RawHttp http;

    @BeforeEach
    void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        FilterHolder filter = new FilterHolder(ConsentFilter.builder()
                .policy(TestPolicies.shop())
                .store(new MemoryStore())
                .keys(SigningKeys.random())
                .clock(new FakeClock("2026-11-23T10:15:30Z"))
                .build());
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        ResourceConfig resources = new ResourceConfig(Free.class, Wallet.class, CardsOfTheShop.class);
        context.addServlet(new ServletHolder(new ServletContainer(resources)), "/api/*");
        server.setHandler(context);
        server.start();
        http = new RawHttp(((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void callersWithoutConsentGetProblemDetails() throws Exception {
        Response problem = http.get("/api/wallet", "Accept: application/json");

        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.header("Content-Type")).hasValue("application/problem+json");
        assertThat(problem.header("Cache-Control")).hasValue("no-store");
        assertThat(problem.text()).contains("\"missing\":[\"payment\"]");
    }

    @Test
    void visitorsWithoutConsentGetThePageThatGrantsJustThat() throws Exception {
        Response page = http.get("/api/wallet", "Accept: text/html");

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.text())
                .contains("value=\"grant\"")
                .contains("value=\"payment\"")
                .doesNotContain("value=\"accept\"");
    }

    @Test
    void withConsentTheResourceAnswers() throws Exception {
        String payment = grant("payment");

        assertThat(http.get("/api/wallet", "Cookie: " + payment).text()).isEqualTo("wallet");
    }

    @Test
    void theRequirementOfAMethodReplacesThatOfItsResource() throws Exception {
        String payment = grant("payment");
        String marketing = grant("marketing");

        assertThat(http.get("/api/wallet/offers", "Cookie: " + payment).status())
                .isEqualTo(403);
        assertThat(http.get("/api/wallet/offers", "Cookie: " + marketing).text())
                .isEqualTo("offers");
    }

    @Test
    void allowingWhatAResourceRequiresComesBackToIt() throws Exception {
        Response asked = http.get("/api/wallet/offers?page=2", "Accept: text/html");

        assertThat(GuardPage.allow(http, asked).text()).isEqualTo("offers");
    }

    @Test
    void theRequirementOfAnInterfaceHoldsForWhatImplementsIt() throws Exception {
        assertThat(http.get("/api/cards").status()).isEqualTo(403);
        assertThat(http.get("/api/cards", "Cookie: " + grant("payment")).text()).isEqualTo("cards");
    }

    @Test
    void otherResourcesAreLeftAlone() throws Exception {
        assertThat(http.get("/api/free").text()).isEqualTo("free");
    }

    private String grant(String category) throws Exception {
        return http.post("/consent", "choice=grant&category=" + category)
                .cookie("eu-consent")
                .orElseThrow();
    }

    @Path("/free")
    public static class Free {

        @GET
        public String free() {
            return "free";
        }
    }

    @Path("/cards")
    public interface Cards {

        @GET
        @RequiresConsent("payment")
        String cards();
    }

    public static class CardsOfTheShop implements Cards {

        @Override
        public String cards() {
            return "cards";
        }
    }

    @Path("/wallet")
    @RequiresConsent("payment")
    @Produces({"text/html", "application/json"})
    public static class Wallet {

        @GET
        public String wallet() {
            return "wallet";
        }

        @GET
        @Path("/offers")
        @RequiresConsent("marketing")
        public String offers() {
            return "offers";
        }
    }
}
