package com.okonect.consent.servlet.war;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.RawHttp.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples that come with Tomcat, on Tomcat as it is downloaded: those of 10.1 as they are, and those of 9, which are
 * for javax, after Apache's migration tool. The jar is in {@code WEB-INF/lib} of both, and nothing else changes.
 */
class TomcatExamplesIT {

    private static final String MIGRATION = "org.apache.tomcat.jakartaee.MigrationCLI";

    @TempDir
    private static Path base;

    private static JvmProcess tomcat;
    private static RawHttp http;

    @BeforeAll
    static void start() throws Exception {
        Path home = distribution("apache-tomcat-10");
        copy(home.resolve("conf"), base.resolve("conf"));
        copy(home.resolve("webapps/examples"), base.resolve("webapps/examples"));
        try (JvmProcess migration = JvmProcess.start(
                base,
                jars(home.resolve("lib")),
                List.of(),
                MIGRATION,
                "-profile=EE",
                distribution("apache-tomcat-9").resolve("webapps/examples").toString(),
                base.resolve("webapps/converted").toString())) {
            assertThat(migration.failure()).contains("completed successfully");
        }
        DropInIT.drop(base.resolve("webapps/examples"));
        DropInIT.drop(base.resolve("webapps/converted"));
        Path server = base.resolve("conf/server.xml");
        Files.writeString(
                server,
                Files.readString(server)
                        .replace("port=\"8080\"", "port=\"0\"")
                        .replace("port=\"8005\"", "port=\"-1\""));
        Files.writeString(base.resolve("conf/tomcat-users.xml"), """
                <tomcat-users xmlns="http://tomcat.apache.org/xml">
                  <role rolename="role1"/>
                  <user username="ada" password="secret" roles="role1"/>
                </tomcat-users>
                """);
        Files.createDirectories(base.resolve("temp"));
        tomcat = JvmProcess.start(
                base,
                jars(home.resolve("bin")),
                List.of(
                        "-Dcatalina.home=" + home,
                        "-Dcatalina.base=" + base,
                        "-Djava.io.tmpdir=" + base.resolve("temp")),
                "org.apache.catalina.startup.Bootstrap",
                "start");
        http = tomcat.http();
    }

    @AfterAll
    static void stop() {
        if (tomcat != null) {
            tomcat.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/examples", "/converted"})
    void logInByFormWorksBeforeAnyConsent(String application) throws Exception {
        String members = application + "/jsp/security/protected/";

        Response form = http.get(members + "index.jsp");
        String session = form.cookie("JSESSIONID").orElseThrow();
        Response loggedIn =
                http.post(members + "j_security_check", "j_username=ada&j_password=secret", "Cookie: " + session);
        String renewed = loggedIn.cookie("JSESSIONID").orElse(session);

        assertThat(form.text()).contains("j_security_check");
        assertThat(form.namesSet()).containsExactly("JSESSIONID");
        assertThat(loggedIn.header("Location"))
                .hasValueSatisfying(place -> assertThat(place).endsWith("index.jsp"));
        assertThat(http.get(members + "index.jsp", "Cookie: " + renewed).text())
                .contains("You are logged in as remote user")
                .contains("<b>ada</b>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/examples", "/converted"})
    void formsAndSessionsWorkAndOnlyGrantedCookiesPass(String application) throws Exception {
        String cookies = application + "/servlets/servlet/CookieExample";
        String granted = http.post(application + "/consent", "choice=grant&category=marketing")
                .cookie("eu-consent")
                .orElseThrow();

        Response undeclared = http.post(cookies, "cookiename=mine&cookievalue=1", "Cookie: " + granted);
        Response early = http.post(cookies, "cookiename=offers&cookievalue=1");
        Response allowed = http.post(cookies, "cookiename=offers&cookievalue=1", "Cookie: " + granted);
        Response read = http.get(cookies, "Cookie: mine=seen-by-nobody; offers=seen-by-shop; " + granted);
        Response session = http.get(application + "/servlets/servlet/SessionExample?dataname=foo&datavalue=bar");

        assertThat(undeclared.text()).contains("You just sent the following cookie");
        assertThat(undeclared.namesSet()).doesNotContain("mine");
        assertThat(early.namesSet()).doesNotContain("offers");
        assertThat(allowed.namesSet()).contains("offers");
        assertThat(read.text()).doesNotContain("seen-by-nobody").contains("seen-by-shop");
        assertThat(session.text()).contains("foo = bar");
        assertThat(session.namesSet()).containsExactly("JSESSIONID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/examples", "/converted"})
    void pagesGetTheBannerUntilTheVisitorHasChosen(String application) throws Exception {
        String page = application + "/jsp/num/numguess.jsp";
        String refused = http.post(application + "/consent", "choice=refuse")
                .cookie("eu-consent")
                .orElseThrow();

        assertThat(http.get(page, "Accept: text/html").text())
                .containsOnlyOnce("value=\"accept\"")
                .containsOnlyOnce("value=\"refuse\"")
                .contains("</html>");
        assertThat(http.get(page, "Accept: text/html", "Cookie: " + refused).text())
                .doesNotContain("value=\"refuse\"")
                .contains("</html>");
    }

    private static Path distribution(String start) throws IOException {
        try (Stream<Path> unpacked = Files.list(JvmProcess.buildFolder().resolve("tomcat"))) {
            return unpacked.filter(folder -> folder.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
