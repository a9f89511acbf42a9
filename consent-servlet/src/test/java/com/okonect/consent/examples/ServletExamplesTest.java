package com.okonect.consent.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.DocumentedCode;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.Consents;
import com.okonect.consent.servlet.CookieDeclaration;
import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.RequiresConsent;
import com.okonect.consent.servlet.jetty.ConsentHandler;
import com.okonect.consent.servlet.tomcat.ConsentValve;
import com.okonect.consent.servlet.undertow.ConsentHttpHandler;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.testkit.ConsentAssertions;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.catalina.core.StandardContext;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.GetMapping;

/** The examples of the Javadoc, word for word. */
class ServletExamplesTest {

    private static final Path TESTS = Path.of("src", "test", "java");

    private final Server server = new Server(0);

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void everyExampleIsHere() throws Exception {
        Map<String, String> examples = DocumentedCode.examples(Path.of("src", "main", "java"));
        examples.putAll(DocumentedCode.examples(TESTS));
        examples.putAll(DocumentedCode.blocks(Path.of("..", "consent-servlet", "docs", "templates.md")));
        String code = DocumentedCode.code(TESTS);

        assertThat(examples).hasSizeGreaterThanOrEqualTo(12);
        examples.forEach((place, example) -> assertThat(code).as(place).contains(example));
    }

    @Test
    void codeAsksAndWritesAndRequires() throws Exception {
        ConsentPolicy policy = TestPolicies.shop();
        SigningKeys keys = SigningKeys.random();
        ConsentStore store = new MemoryStore();
        ConsentFilter filter = ConsentFilter.builder()
                .policy(policy)
                .store(store)
                .keys(keys)
                .set("consent.path", "/cookies")
                .build();
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.allOf(DispatcherType.class));
        context.insertHandler(new ConsentHandler());
        context.addServlet(new ServletHolder(new Shop()), "/shop");
        context.addServlet(new ServletHolder(new RecommendationsServlet()), "/recommendations");
        server.setHandler(context);
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        RawHttp http = new RawHttp(port);

        RawHttp.Response before = http.get("/shop");
        String granted =
                http.post("/cookies", "choice=accept").cookie("eu-consent").orElseThrow();
        RawHttp.Response after = http.get("/shop", "Cookie: " + granted);

        assertThat(before.status()).isEqualTo(403);
        assertThat(before.namesSet()).isEmpty();
        assertThat(after.text()).isEqualTo("1");
        assertThat(after.namesSet()).containsExactly("interests");
        assertThat(http.get("/recommendations").status()).isEqualTo(403);
        assertThat(http.get("/recommendations", "Cookie: " + granted).text()).isEqualTo("for you");

        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/shop"))
                .build();
        HttpResponse<String> home = client.send(request, BodyHandlers.ofString());
        ConsentAssertions.of(policy).assertNoneBeforeConsent(home.headers().allValues("Set-Cookie"));
    }

    @Test
    void containersGetTheirPiece() {
        StandardContext context = new StandardContext();
        context.getPipeline().addValve(new ConsentValve());
        DeploymentInfo deploymentInfo = new DeploymentInfo();
        deploymentInfo.addInitialHandlerChainWrapper(ConsentHttpHandler::new);

        assertThat(context.getPipeline().getFirst()).isInstanceOf(ConsentValve.class);
        assertThat(deploymentInfo.getInitialHandlerChainWrappers()).hasSize(1);
    }

    private static final class Counter {

        private final List<String> pages = new ArrayList<>();

        void count(String page) {
            pages.add(page);
        }
    }

    private record Reader(String interests) {}

    private static final class Shop extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Counter counter = new Counter();
            Reader reader = new Reader("news");
            String page = request.getRequestURI();
            if (Consents.of(request).allows(Category.STATISTICS)) {
                counter.count(page);
            }
            CookieDeclaration interests = CookieDeclaration.of(request, "interests");
            if (interests.allowed()) {
                response.addCookie(interests.cookie(reader.interests()));
            }
            if (!Consents.require(request, response, "payment")) {
                return;
            }
            response.getWriter().write(String.valueOf(counter.pages.size()));
        }
    }

    @RequiresConsent("personalisation")
    static class RecommendationsServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("for you");
        }
    }

    static final class Controller {

        @GetMapping("/offers")
        @RequiresConsent("marketing")
        String offers(Consent consent) {
            return consent.allows(Category.PERSONALISATION) ? "offers-for-you" : "offers";
        }
    }
}
