package com.okonect.consent.servlet.war;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.RawHttp.Response;
import com.okonect.consent.servlet.spring.shop.ShopApplication;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar in {@code WEB-INF/lib} of WARs that know nothing of it: no code of theirs changes. */
class DropInIT {

    private static final Set<String> OF_THE_SERVER = Set.of("tomcat-embed", "jakarta.annotation-api");

    private static final Pattern OF_JETTY = Pattern.compile(
            "(jetty-|asm|slf4j-|jakarta\\.(annotation|enterprise|inject|interceptor|servlet-|transaction)).*\\.jar");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"spring-boot-3", "spring-boot-4"})
    void aSpringBootWarHasOneFilterAndTheSettingsOfSpring(String generation) throws Exception {
        Path war = folder.resolve("shop");
        drop(war);
        for (Path jar : JvmProcess.jars(generation)) {
            if (!isOfTheServer(jar)) {
                copy(jar, war.resolve("WEB-INF/lib"));
            }
        }
        String classes = ShopApplication.class.getPackageName().replace('.', '/');
        try (Stream<Path> files =
                Files.list(JvmProcess.placeOf(ShopApplication.class).resolve(classes))) {
            for (Path file : files.toList()) {
                copy(file, war.resolve("WEB-INF/classes").resolve(classes));
            }
        }
        Files.writeString(
                war.resolve("WEB-INF/classes/application.properties"),
                "consent.path=/choices\nconsent.home=" + folder.resolve("home") + "\n");

        try (JvmProcess tomcat = tomcat(generation, "/shop", war)) {
            RawHttp http = tomcat.http();
            String granted = http.post("/shop/choices", "choice=grant&category=marketing")
                    .cookie("eu-consent")
                    .orElseThrow();

            assertThat(http.get("/shop/public/cookies").namesSet()).isEmpty();
            assertThat(http.get("/shop/public/cookies", "Cookie: " + granted).namesSet())
                    .containsExactly("offers");
            assertThat(http.get("/shop/public/offers").status()).isEqualTo(403);
            assertThat(http.get("/shop/public/offers", "Cookie: " + granted).text())
                    .isEqualTo("offers");
            assertThat(http.get("/shop/account").namesSet()).contains("JSESSIONID");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring-boot-3", "spring-boot-4"})
    void aWarOfOthersRunsUnchanged(String server) throws Exception {
        Path war = folder.resolve("demo");
        unpack("jetty-ee10-demo-simple-webapp", war);
        drop(war);

        try (JvmProcess tomcat = tomcat(server, "/demo", war)) {
            RawHttp http = tomcat.http();
            Response before = http.get("/demo/index.html", "Accept: text/html");
            String refusal = http.post("/demo/consent", "choice=refuse")
                    .cookie("eu-consent")
                    .orElseThrow();
            Response after = http.get("/demo/index.html", "Accept: text/html", "Cookie: " + refusal);

            assertThat(before.status()).isEqualTo(200);
            assertThat(before.setCookies()).isEmpty();
            assertThat(before.text()).contains("value=\"refuse\"");
            assertThat(after.text()).doesNotContain("value=\"refuse\"");
            assertThat(http.get("/demo/hello").text()).startsWith("HelloWorld from Servlet");
        }
    }

    @Test
    void aWarThatSetsWhatItLikesIsKeptToThePolicy() throws Exception {
        Path war = folder.resolve("demo");
        unpack("jetty-ee10-demo-jetty-webapp", war);
        drop(war);
        List<Path> classPath = new ArrayList<>(jetty());
        classPath.add(JvmProcess.placeOf(WarOnJetty.class));

        try (JvmProcess jetty = JvmProcess.start(folder, classPath, WarOnJetty.class, "/demo", war.toString())) {
            RawHttp http = jetty.http();
            String set = "/demo/cookie/?Action=Set&Age=60&Value=1&Name=";
            String granted = http.post("/demo/consent", "choice=grant&category=marketing")
                    .cookie("eu-consent")
                    .orElseThrow();

            assertThat(http.get(set + "mine").namesSet()).isEmpty();
            assertThat(http.get(set + "offers").namesSet()).isEmpty();
            assertThat(http.get(set + "offers", "Cookie: " + granted).namesSet())
                    .containsExactly("offers");
            assertThat(http.get("/demo/cookie/", "Cookie: mine=secret").text()).doesNotContain("secret");
            assertThat(http.get("/demo/session/?Action=New%20Session").namesSet())
                    .containsExactly("JSESSIONID");
            logsInByForm(http);
        }
    }

    /** The form is the container's own; its session cookie is exempt. */
    private static void logsInByForm(RawHttp http) throws IOException {
        Response asked = http.get("/demo/dump/auth/info");
        String session = asked.cookie("JSESSIONID").orElseThrow();
        Response form = http.get("/demo/logon.html?param=test", "Cookie: " + session);
        Response loggedIn =
                http.post("/demo/j_security_check", "j_username=ada&j_password=secret", "Cookie: " + session);
        String renewed = loggedIn.cookie("JSESSIONID").orElse(session);

        assertThat(asked.header("Location"))
                .hasValueSatisfying(place -> assertThat(place).contains("/demo/logon.html"));
        assertThat(asked.namesSet()).containsExactly("JSESSIONID");
        assertThat(form.text()).contains("j_security_check");
        assertThat(loggedIn.header("Location"))
                .hasValueSatisfying(place -> assertThat(place).endsWith("/demo/dump/auth/info"));
        assertThat(http.get("/demo/dump/auth/info", "Cookie: " + renewed).text())
                .contains("ada");
    }

    @Test
    void theCommandLineFindsTheJarsBesideIt() throws Exception {
        drop(folder.resolve("site"));

        lints(jar(folder.resolve("site/WEB-INF/lib")), folder.resolve("site/WEB-INF/consent.json"));
    }

    @Test
    void theCommandLineOfTheBuiltJarWorksWhereItIsBuilt() throws Exception {
        lints(jar(JvmProcess.buildFolder()), Files.writeString(folder.resolve("consent.json"), TestPolicies.SHOP));
    }

    @Test
    void withoutTheJarsThatItNeedsTheCommandLineSaysHowToGetThem() throws Exception {
        copy(jar(JvmProcess.buildFolder()), folder);
        Process alone = commandLine(jar(folder), "lint", "consent.json");

        assertThat(new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("mvn dependency:copy-dependencies");
        assertThat(alone.waitFor()).isEqualTo(2);
    }

    private static void lints(Path jar, Path policy) throws Exception {
        Process lint = commandLine(jar, "lint", policy.toString());

        assertThat(new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("0 error(s)");
        assertThat(lint.waitFor()).isZero();
    }

    private static Process commandLine(Path jar, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Path jar(Path folder) throws IOException {
        Pattern name = Pattern.compile("consent-servlet-[0-9][0-9A-Za-z.]*(-SNAPSHOT)?\\.jar");
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private JvmProcess tomcat(String server, String path, Path war) throws IOException {
        List<Path> classPath = new ArrayList<>(JvmProcess.jars(server));
        classPath.removeIf(jar -> !isOfTheServer(jar));
        classPath.add(JvmProcess.placeOf(WarOnTomcat.class));
        return JvmProcess.start(
                folder,
                classPath,
                WarOnTomcat.class,
                Files.createDirectories(folder.resolve("tomcat")).toString(),
                path,
                war.toString());
    }

    /** The server alone, out of the class path of the tests. */
    private static List<Path> jetty() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> OF_JETTY.matcher(jar.getFileName().toString()).matches())
                .toList();
    }

    private static boolean isOfTheServer(Path jar) {
        return OF_THE_SERVER.stream().anyMatch(jar.getFileName().toString()::startsWith);
    }

    /** All that a site does: the dependency and a policy. */
    static void drop(Path war) throws IOException {
        for (Path jar : JvmProcess.library()) {
            if (Files.isRegularFile(jar)) {
                copy(jar, war.resolve("WEB-INF/lib"));
            }
        }
        Files.writeString(war.resolve("WEB-INF/consent.json"), TestPolicies.SHOP);
    }

    private static void copy(Path file, Path into) throws IOException {
        Files.createDirectories(into);
        Files.copy(file, into.resolve(file.getFileName()));
    }

    private static void unpack(String name, Path into) throws IOException {
        Path file = JvmProcess.jars("wars").stream()
                .filter(war -> war.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
        try (JarFile war = new JarFile(file.toFile())) {
            for (Enumeration<JarEntry> entries = war.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                Path target = into.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = war.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
    }
}
