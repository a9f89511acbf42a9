package com.okonect.consent.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the tables of the paths say together; that they are true is for the tests of the containers. */
final class KnownPathsTest {

    private static final List<String> CONTAINERS = List.of(
            "jetty-12.0-ee10", "jetty-12.1-ee10", "jetty-12.1-ee11", "tomcat-10.1", "tomcat-11.0", "undertow-2.3");

    private static final int BARE = 1;
    private static final int FILTER = 3;
    private static final int PIECE = 4;
    private static final int PROTOCOLS_APART = 4;

    @Test
    void withThePieceNoPathIsOpen() throws IOException {
        assertThat(open(PIECE)).isEmpty();
    }

    @Test
    void byTheFilterAloneOneIsOpenOnOneContainer() throws IOException {
        assertThat(open(FILTER)).isEqualTo(Map.of("formPost", List.of("undertow-2.3")));
    }

    /** A path that no container has open without the guard would prove nothing. */
    @Test
    void everyPathIsOpenSomewhereWithoutTheGuard() throws IOException {
        TreeSet<String> closed = new TreeSet<>();
        for (String line : ContainerTest.known(CONTAINERS.get(0))) {
            closed.add(line.split(" +")[0]);
        }
        closed.removeAll(open(BARE).keySet());

        assertThat(closed)
                .containsExactlyInAnyOrder("plain", "redirectThenCookie", "includeHeader", "languageWithLineBreak");
    }

    private static Map<String, List<String>> open(int column) throws IOException {
        Map<String, List<String>> open = new TreeMap<>();
        for (String container : CONTAINERS) {
            for (String line : ContainerTest.known(container)) {
                String[] columns = line.split(" +");
                boolean overHttp2 =
                        columns.length > column + PROTOCOLS_APART && columns[column + PROTOCOLS_APART].equals("x");
                if (columns[column].equals("x") || overHttp2) {
                    open.computeIfAbsent(columns[0], path -> new ArrayList<>()).add(container);
                }
            }
        }
        return open;
    }
}
