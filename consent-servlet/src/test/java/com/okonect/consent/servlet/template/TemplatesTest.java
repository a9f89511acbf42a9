package com.okonect.consent.servlet.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.RawHttp;
import com.samskivert.mustache.Mustache;
import freemarker.ext.jakarta.servlet.FreemarkerServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.templateresolver.StringTemplateResolver;
import org.thymeleaf.web.IWebExchange;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

/** The documented examples for engines other than JSP, on the engines themselves. */
class TemplatesTest {

    @TempDir
    private Path templates;

    private final Server server = new Server(0);
    private RawHttp http;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(templates.resolve("page.ftlh"), Documented.example("FreeMarker"));
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(
                new FilterHolder(ConsentFilter.builder()
                        .policy(TestPolicies.shop())
                        .store(new MemoryStore())
                        .keys(SigningKeys.random())
                        .clock(new FakeClock("2026-11-23T10:15:30Z"))
                        .set("consent.banner", "manual")
                        .build()),
                "/*",
                EnumSet.allOf(DispatcherType.class));
        ServletHolder freemarker = new ServletHolder(new FreemarkerServlet());
        freemarker.setInitParameter("TemplatePath", "file://" + templates.toAbsolutePath());
        freemarker.setInitParameter("ResponseCharacterEncoding", "force UTF-8");
        context.addServlet(freemarker, "*.ftlh");
        context.addServlet(new ServletHolder(new Thymeleaf()), "/page.thymeleaf");
        context.addServlet(new ServletHolder(new Mustaches()), "/page.mustache");
        server.setHandler(context);
        server.start();
        http = new RawHttp(((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page.thymeleaf", "/page.ftlh", "/page.mustache"})
    void theExampleOfTheDocumentationWorks(String page) throws Exception {
        String consent = http.post("/consent", "choice=select&category=marketing")
                .cookie("eu-consent")
                .orElseThrow();

        RawHttp.Response before = http.get(page, "Accept: text/html");
        String after = http.get(page, "Accept: text/html", "Cookie: " + consent).text();

        assertThat(before.text())
                .doesNotContain("Offers for you")
                .contains("<p>Statistics: undecided, false</p>")
                .containsOnlyOnce("value=\"refuse\"")
                .containsPattern("<a href=\"/consent\\?return(=|&#x3D;)[^\"]*\">[^<]+</a>")
                .doesNotContain("&lt;");
        assertThat(before.header("Cache-Control")).hasValue("private, no-store");
        assertThat(after)
                .contains("Offers for you")
                .contains("<p>Statistics: refused, false</p>")
                .doesNotContain("value=\"refuse\"");
    }

    private static final class Thymeleaf extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            TemplateEngine engine = new TemplateEngine();
            engine.setTemplateResolver(new StringTemplateResolver());
            IWebExchange exchange = JakartaServletWebApplication.buildApplication(getServletContext())
                    .buildExchange(request, response);
            response.setContentType("text/html;charset=utf-8");
            engine.process(Documented.example("Thymeleaf"), new WebContext(exchange), response.getWriter());
        }
    }

    private static final class Mustaches extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=utf-8");
            Mustache.compiler()
                    .compile(Documented.example("Mustache"))
                    .execute(Map.of("consent", request.getAttribute("consent")), response.getWriter());
        }
    }
}
