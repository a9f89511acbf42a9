package com.okonect.consent.servlet.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.RawHttp.Response;
import com.samskivert.mustache.Mustache;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import org.apache.jasper.servlet.JasperInitializer;
import org.apache.jasper.servlet.JspServlet;
import org.apache.tomcat.InstanceManager;
import org.apache.tomcat.SimpleInstanceManager;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tags and the request attribute on a real JSP engine, from the jar. */
class TagsIT {

    private static final String TAGLIB = "<%@ taglib prefix=\"consent\" uri=\"https://okonect.com/consent\" %>";

    @TempDir
    private Path site;

    private final Server server = new Server(0);
    private URLClassLoader loader;
    private RawHttp http;

    @AfterEach
    void stop() throws Exception {
        server.stop();
        loader.close();
    }

    @Test
    void theBodyOfIfIsForVisitorsWhoGranted() throws Exception {
        page("if.jsp", "<consent:if category=\"marketing\">offers for ${1 + 1}</consent:if>.");
        start("inject");

        assertThat(http.get("/if.jsp").text()).isEqualTo(".");
        assertThat(http.get("/if.jsp", "Cookie: " + grant("statistics")).text()).isEqualTo(".");
        assertThat(http.get("/if.jsp", "Cookie: " + grant("marketing")).text()).isEqualTo("offers for 2.");
    }

    @Test
    void elementsWaitForThoseWhoDidNotGrant() throws Exception {
        page(
                "gated.jsp",
                "<consent:script category=\"marketing\" src=\"/a.js?a&b\" type=\"module\" async=\"async\"/>"
                        + "<consent:script category=\"marketing\">run('${1 + 1}');</consent:script>"
                        + "<consent:iframe category=\"marketing statistics\" src=\"https://x.example/\" title=\"A &quot;film&quot;\"/>"
                        + "<consent:img category=\"marketing\" src=\"/p.gif\" alt=\"\"/>"
                        + "<consent:link category=\"marketing\" rel=\"stylesheet\" href=\"/a.css\"/>");
        page("wrong.jsp", "<consent:img category=\"adverts\" src=\"/p.gif\"/>");
        start("inject");

        assertThat(http.get("/gated.jsp").text())
                .isEqualTo(
                        "<script data-consent=\"marketing\" type=\"text/plain\" src=\"/a.js?a&amp;b\" data-type=\"module\""
                                + " async=\"async\"></script>"
                                + "<script data-consent=\"marketing\" type=\"text/plain\">run('2');</script>"
                                + "<iframe data-consent=\"marketing statistics\" data-src=\"https://x.example/\""
                                + " title=\"A &#34;film&#34;\"></iframe>"
                                + "<img data-consent=\"marketing\" data-src=\"/p.gif\" alt=\"\">"
                                + "<link data-consent=\"marketing\" rel=\"stylesheet\" data-href=\"/a.css\">");
        assertThat(http.get("/gated.jsp", "Cookie: " + grant("marketing")).text())
                .startsWith(
                        "<script data-consented=\"marketing\" src=\"/a.js?a&amp;b\" type=\"module\" async=\"async\">")
                .contains(
                        "<script data-consented=\"marketing\">run('2');</script>",
                        "<iframe data-consent=\"marketing statistics\" data-src=",
                        "<img data-consented=\"marketing\" src=\"/p.gif\" alt=\"\">",
                        "<link data-consented=\"marketing\" rel=\"stylesheet\" href=\"/a.css\">");
        assertThat(http.get("/wrong.jsp").status()).isEqualTo(500);
    }

    @Test
    void aCategoryThatIsNotDeclaredIsAMistake() throws Exception {
        page("if.jsp", "<consent:if category=\"adverts\">offers</consent:if>");
        start("inject");

        assertThat(http.get("/if.jsp").status()).isEqualTo(500);
    }

    @Test
    void aPageOfJspGetsTheBannerOnce() throws Exception {
        page("whole.jsp", "<!DOCTYPE html><html><head><title>Shop</title></head><body><h1>Shop</h1></body></html>");
        start("inject");

        assertThat(http.get("/whole.jsp").text())
                .containsOnlyOnce("id=\"ok-layer\"")
                .contains("<body><section id=\"ok-layer\"")
                .endsWith("<h1>Shop</h1></body></html>");
    }

    @Test
    void theLinkLeadsToTheSettingsAndBack() throws Exception {
        page(
                "link.jsp",
                "<consent:settings-link/> <consent:settings-link styleClass=\"x&quot;y\">Mine</consent:settings-link>");
        start("inject");

        assertThat(http.get("/link.jsp?a=1&b=2", "Accept-Language: en").text())
                .isEqualTo("<a href=\"/consent?return=%2Flink.jsp%3Fa%3D1%26b%3D2\">Cookie settings</a>"
                        + " <a href=\"/consent?return=%2Flink.jsp%3Fa%3D1%26b%3D2\" class=\"x&#34;y\">Mine</a>");
        assertThat(http.get("/link.jsp", "Accept-Language: fr").text()).contains("cookies</a>");
    }

    @Test
    void theBannerStandsWhereTheTagIs() throws Exception {
        page("banner.jsp", "<%@ page contentType=\"text/html\" %><body>before<consent:banner/>after</body>");
        start("manual");

        Response asked = http.get("/banner.jsp?a=1");
        Response refused = http.get(
                "/banner.jsp",
                "Cookie: "
                        + http.post("/consent", "choice=refuse")
                                .cookie("eu-consent")
                                .orElseThrow());

        assertThat(asked.text())
                .containsPattern("(?s)before.*value=\"accept\".*after")
                .contains("/banner.jsp?a");
        assertThat(asked.header("Cache-Control")).hasValue("private, no-store");
        assertThat(refused.text()).contains("beforeafter");
    }

    @Test
    void whereTheBannerIsPutInTheTagAddsNoSecond() throws Exception {
        page("banner.jsp", "<%@ page contentType=\"text/html\" %><body>before<consent:banner/>after</body>");
        start("inject");

        assertThat(http.get("/banner.jsp", "Accept: text/html").text()).containsOnlyOnce("value=\"accept\"");
    }

    @Test
    void expressionsAskTheAttributeAndTheFunctions() throws Exception {
        page(
                "el.jsp",
                "${consent.allows.marketing} ${consent.states['payment']} ${consent.decided}"
                        + " ${consent:allows(pageContext.request, 'statistics')}"
                        + " ${consent:state(pageContext.request, 'marketing')}");
        start("inject");

        assertThat(http.get("/el.jsp").text()).isEqualTo("false undecided false false undecided");
        assertThat(http.get("/el.jsp", "Cookie: " + grant("marketing")).text())
                .isEqualTo("true undecided true false granted");
    }

    @Test
    void theExampleOfTheDocumentationWorks() throws Exception {
        Files.writeString(site.resolve("documented.jsp"), Documented.example("JSP"));
        start("manual");

        Response before = http.get("/documented.jsp", "Accept: text/html");
        String after =
                http.get("/documented.jsp", "Cookie: " + grant("marketing")).text();

        assertThat(before.text())
                .doesNotContain("Offers for you")
                .contains("<p>Statistics: undecided, false</p>")
                .contains("<a href=\"/consent?return=")
                .containsOnlyOnce("value=\"refuse\"");
        assertThat(before.header("Cache-Control")).hasValue("private, no-store");
        assertThat(after).contains("Offers for you");
    }

    @Test
    void anotherEngineFindsTheSameInTheRequest() throws Exception {
        start("inject");

        assertThat(http.get("/mustache", "Cookie: " + grant("marketing")).text())
                .isEqualTo("offers, /consent?return=%2Fmustache");
        assertThat(http.get("/own").text()).isEqualTo("the application's own");
    }

    private void page(String name, String content) throws IOException {
        Files.writeString(site.resolve(name), TAGLIB + content);
    }

    private String grant(String category) throws Exception {
        return http.post("/consent", "choice=grant&category=" + category)
                .cookie("eu-consent")
                .orElseThrow();
    }

    private void start(String banner) throws Exception {
        // Tags are looked for in jars: the library's own, as it is in WEB-INF/lib.
        URL library = ConsentFilter.class.getProtectionDomain().getCodeSource().getLocation();
        loader = new URLClassLoader(new URL[] {library}, getClass().getClassLoader());
        ServletContextHandler context =
                new ServletContextHandler(ServletContextHandler.SESSIONS); // pages have one by default
        context.setClassLoader(loader);
        context.setBaseResource(ResourceFactory.of(context).newResource(site));
        context.setAttribute(
                ServletContext.TEMPDIR,
                Files.createTempDirectory(site.getParent(), "jsp").toFile());
        context.setAttribute(InstanceManager.class.getName(), new SimpleInstanceManager());
        context.addServletContainerInitializer(new JasperInitializer());
        context.addFilter(
                new FilterHolder(ConsentFilter.builder()
                        .policy(TestPolicies.shop())
                        .store(new MemoryStore())
                        .keys(SigningKeys.random())
                        .clock(new FakeClock("2026-11-23T10:15:30Z"))
                        .set("consent.banner", banner)
                        .build()),
                "/*",
                EnumSet.allOf(DispatcherType.class));
        context.addServlet(new ServletHolder("jsp", JspServlet.class), "*.jsp");
        context.addServlet(new ServletHolder(new Mustaches()), "/mustache");
        context.addServlet(new ServletHolder(new Own()), "/own");
        server.setHandler(context);
        server.start();
        http = new RawHttp(((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }

    /** A template engine that is given the attribute. */
    private static final class Mustaches extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String template =
                    "{{#consent.allows.marketing}}offers{{/consent.allows.marketing}}, {{consent.settingsUrl}}";
            response.getWriter()
                    .write(Mustache.compiler()
                            .escapeHTML(false)
                            .compile(template)
                            .execute(Map.of("consent", request.getAttribute("consent"))));
        }
    }

    /** An application that has used the name for long. */
    private static final class Own extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.setAttribute("consent", "the application's own");
            response.getWriter().write((String) request.getAttribute("consent"));
        }
    }
}
