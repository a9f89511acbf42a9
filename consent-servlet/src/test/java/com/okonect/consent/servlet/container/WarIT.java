package com.okonect.consent.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The library in {@code WEB-INF/lib} of a WAR, as it comes: it registers itself, and keeps its records in a file. Where
 * the piece is in the container, it is loaded by the container, with a copy of the library of its own.
 */
final class WarIT {

    private static final List<String> TABLE = List.of("/war");

    private ContainerJvm container;

    @AfterEach
    void stop() throws Exception {
        if (container != null) {
            container.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void onTomcatTheFilterInAWarIsEnough(String tomcat) throws Exception {
        String name = tomcat + "-war";
        PathTable paths = run(name, List.of(tomcat), List.of(), TomcatWarHost.class);

        assertThat(paths.leaks("/war")).isEmpty();
        assertThat(log()).contains("the cookies of '/war/' are guarded at start by the wrappers, the commit guard.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void onTomcatThePieceMayHaveAClassLoaderOfItsOwn(String tomcat) throws Exception {
        String name = tomcat + "-war-piece";
        PathTable paths = run(name, List.of(tomcat), ContainerJvm.library(), TomcatWarHost.class, "piece");

        assertThat(paths.leaks("/war")).isEmpty();
        assertThat(log()).contains("the piece in the container. Not covered: nothing that is known.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ee10"})
    void inAJettyThatHidesItsClassesAWarHasWrappersAloneAndSaysSo(String environment) throws Exception {
        PathTable paths = runOnJetty(environment, List.of());

        assertThat(paths.leaks("/war")).containsKeys("rawAddHeader", "rawSession", "formPost", "listenerBefore");
        assertThat(paths.leaks("/war").keySet()).isSubsetOf(openToWrappers("jetty-12.1-" + environment));
        assertThat(log())
                .contains("guarded at start by the wrappers alone, for the container hides its classes")
                .contains("WebSocket")
                .contains("a ConsentHandler in the servlet context guards all of it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ee10"})
    void withThePieceOnJettysClassPathAWarLeaksNothing(String environment) throws Exception {
        PathTable paths = runOnJetty(environment, ContainerJvm.library(), "piece");

        assertThat(paths.leaks("/war")).isEmpty();
        assertThat(log())
                .contains(
                        "guarded on the first request by the wrappers, the piece in the container. Not covered: nothing");
    }

    private PathTable runOnJetty(String environment, List<Path> parts, String... piece) throws Exception {
        String name = "jetty-12.1-" + environment + "-war" + (piece.length == 0 ? "" : "-piece");
        List<String> folders = List.of("jetty-12.1", "jetty-12.1-" + environment, "jetty-12.1-" + environment + "-war");
        List<String> arguments = new ArrayList<>(List.of(environment));
        Path war = War.explode(ContainerJvm.CONTAINERS.resolve("work").resolve(name + "-folder"), piece.length == 0);
        arguments.add(war.toString());
        arguments.addAll(List.of(piece));
        container = ContainerJvm.start(name, folders, parts, JettyWarHost.class, arguments.toArray(String[]::new));
        return measure(name);
    }

    private PathTable run(String name, List<String> folders, List<Path> parts, Class<?> host, String... piece)
            throws Exception {
        Path war = War.explode(ContainerJvm.CONTAINERS.resolve("work").resolve(name + "-folder"), piece.length == 0);
        List<String> arguments = new ArrayList<>(List.of(war.toString()));
        arguments.addAll(List.of(piece));
        container = ContainerJvm.start(name, folders, parts, host, arguments.toArray(String[]::new));
        return measure(name);
    }

    private PathTable measure(String name) throws Exception {
        PathTable paths = PathTable.measure(container.port(), TABLE, ContainerTest.known(name));
        paths.write(ContainerJvm.CONTAINERS.resolve("paths").resolve(name + ".txt"));
        assertThat(log())
                .as("the filter is the first, before those of web.xml")
                .contains("are guarded on the first request")
                .doesNotContain("Before the consent filter stand");
        assertThat(paths.others(ContainerTest.known(name))).isEmpty();
        assertThat(paths.lines()).isEqualTo(ContainerTest.known(name));
        return paths;
    }

    private String log() throws Exception {
        return String.join("\n", container.log());
    }

    /** The paths with a mark in the second column of one of the protocols. */
    private static List<String> openToWrappers(String name) throws Exception {
        List<String> open = new ArrayList<>();
        for (String line : ContainerTest.known(name)) {
            String[] columns = line.split(" +");
            if (columns[2].equals("x")) {
                open.add(columns[0]);
            }
            if (columns.length > 6 && columns[6].equals("x")) {
                open.add(columns[0] + " over HTTP/2");
            }
        }
        return open;
    }
}
