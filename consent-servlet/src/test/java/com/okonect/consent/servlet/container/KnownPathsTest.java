package com.okonect.consent.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the tables of the paths say together, and that the documents say it; that they are true is for the tests of the
 * containers.
 */
final class KnownPathsTest {

    /** Containers with all columns, by what they are called. */
    private static final Map<String, String> CONTAINERS = new LinkedHashMap<>();

    /** Web applications, each with the filter in it; the second is that with the piece in the container. */
    private static final Map<String, String> WARS = new LinkedHashMap<>();

    static {
        CONTAINERS.put("jetty-12.0-ee10", "Jetty 12.0, ee10");
        CONTAINERS.put("jetty-12.1-ee10", "Jetty 12.1, ee10");
        CONTAINERS.put("jetty-12.1-ee11", "Jetty 12.1, ee11");
        CONTAINERS.put("tomcat-10.1", "Tomcat 10.1");
        CONTAINERS.put("tomcat-11.0", "Tomcat 11.0");
        CONTAINERS.put("undertow-2.3", "Undertow 2.3");
        WARS.put("tomcat-10.1-war", "Tomcat 10.1, a WAR");
        WARS.put("tomcat-11.0-war", "Tomcat 11.0, a WAR");
        WARS.put("jetty-12.1-ee10-war", "Jetty 12.1, ee10, a WAR");
    }

    private static final int BARE = 0;
    private static final int WRAPPERS = 1;
    private static final int FILTER = 2;
    private static final int PIECE = 3;
    private static final int LAYERS = 4;

    /** What a reader of cookies sees, as opposed to what leaves. */
    private static final String READING = "reading";

    private static final Path DOCUMENT = Path.of("..", "consent-servlet", "docs", "paths.md");

    /**
     * One path on one container.
     *
     * @param name the path
     * @param http1 a mark for each application
     * @param http2 the same over HTTP/2
     */
    private record Row(String name, List<String> http1, List<String> http2) {

        static Row of(String line) {
            List<String> words = List.of(line.split(" +"));
            int sites = (words.size() - 1) / 2;
            return new Row(words.get(0), words.subList(1, 1 + sites), words.subList(1 + sites, words.size()));
        }

        boolean isOpen(int site) {
            return http1.get(site).equals("x") || http2.get(site).equals("x");
        }
    }

    private static List<Row> rows(String table) throws IOException {
        return ContainerTest.known(table).stream().map(Row::of).toList();
    }

    @Test
    void withThePieceNoCookieLeaves() throws IOException {
        assertThat(open(PIECE))
                .isEqualTo(Map.of(
                        "readInWebSocket", List.of("jetty-12.0-ee10"),
                        "readInWebSocketOverHttp2", List.of("jetty-12.0-ee10")));
    }

    @Test
    void byTheFilterAloneOnlyWhatTheContainerDoesBeforeAnyFilterIsOpen() throws IOException {
        List<String> jetties = List.of("jetty-12.0-ee10", "jetty-12.1-ee10", "jetty-12.1-ee11");

        assertThat(open(FILTER))
                .isEqualTo(Map.of(
                        "formPost",
                        List.of("undertow-2.3"),
                        "readInWebSocket",
                        jetties,
                        "readInWebSocketOverHttp2",
                        jetties));
    }

    /** A path that no container has open without the guard would prove nothing; of characters, all are tried in all places. */
    @Test
    void everyPathIsOpenSomewhereWithoutTheGuard() throws IOException {
        Map<String, String> groups = Attempts.groups();
        TreeSet<String> closed = new TreeSet<>();
        for (Row row : rows("jetty-12.0-ee10")) {
            if (!groups.get(row.name).contains("characters")) {
                closed.add(row.name);
            }
        }
        closed.removeAll(open(BARE).keySet());

        assertThat(closed).containsExactlyInAnyOrder("plain", "redirectThenCookie", "includeHeader", "contextRoot");
    }

    @Test
    void asManyWaysAreTriedOnEveryContainer() throws IOException {
        for (String container : CONTAINERS.keySet()) {
            assertThat(rows(container))
                    .extracting(Row::name)
                    .containsExactlyInAnyOrderElementsOf(Attempts.groups().keySet());
        }
        assertThat(Attempts.groups()).hasSizeGreaterThanOrEqualTo(280);
    }

    @Test
    void theDocumentSaysWhatTheContainersDid() throws IOException {
        String measured = document();
        Path proposed = ContainerJvm.CONTAINERS.resolve("paths.md");
        Files.createDirectories(proposed.getParent());
        Files.writeString(proposed, measured);

        assertThat(Files.readString(DOCUMENT))
                .as("what belongs there now is in " + proposed)
                .isEqualTo(measured);
    }

    @Test
    void theReadmeSaysTheSame() throws IOException {
        assertThat(Files.readString(Path.of("..", "README.md"))).contains(overview());
    }

    private static Map<String, List<String>> open(int site) throws IOException {
        Map<String, List<String>> open = new TreeMap<>();
        for (String container : CONTAINERS.keySet()) {
            for (Row row : rows(container)) {
                if (row.isOpen(site)) {
                    open.computeIfAbsent(row.name, path -> new ArrayList<>()).add(container);
                }
            }
        }
        return open;
    }

    private static String document() throws IOException {
        StringBuilder text = new StringBuilder("""
                # The ways of a cookie, and where they end

                Written by `KnownPathsTest` from what the integration tests measured; a test compares it with every run. Each way is
                a page, or another request, that tries to get a cookie out, or to read one, that the visitor has not consented to. It
                is tried over a raw socket, by HTTP/1.1 and by HTTP/2, on every container, at four applications:

                - *without*: no library; what the container would send
                - *wrappers*: the filter without its hook in the container, as in a container that it does not know
                - *filter*: the filter as it is, with the commit guard that it installs by itself
                - *piece*: with the `ConsentHandler`, `ConsentValve` or `ConsentHttpHandler` in the container

                A number is that of the ways that were open, HTTP/1.1 + HTTP/2. What leaves counts in headers, interim responses and
                trailers, by the name that a browser would read; so do characters that HTTP does not allow in a header, and the id
                of a closed session in an address. The policy under test binds the session's cookie to a consent that nobody gives. Each
                way by its name and its result is in `consent-servlet/src/test/resources/com/okonect/consent/servlet/container`.

                ## All ways

                """);
        text.append(overview());
        text.append("""

                JSP is tried on Tomcat 10.1; the other containers send that page as a file. (c): the piece and the web application each
                have a class loader and a copy of the library of their own.

                ## By container and group of ways
                """);
        for (Map.Entry<String, String> container : CONTAINERS.entrySet()) {
            text.append("\n### ").append(container.getValue()).append("\n\n");
            text.append(
                    "| group | ways | without | wrappers | filter | piece |\n| --- | --- | --- | --- | --- | --- |\n");
            for (String group : new LinkedHashSet<>(Attempts.groups().values())) {
                List<Row> rows = rows(container.getKey()).stream()
                        .filter(row -> Attempts.groups().get(row.name).equals(group))
                        .toList();
                text.append("| ").append(group).append(" | ").append(tried(rows));
                for (int site = BARE; site < LAYERS; site++) {
                    text.append(" | ").append(open(rows, site));
                }
                text.append(" |\n");
            }
        }
        text.append("\n## Open by the filter or the piece\n\n");
        for (int site : new int[] {FILTER, PIECE}) {
            for (Map.Entry<String, List<String>> open : open(site).entrySet()) {
                text.append("- ")
                        .append(site == FILTER ? "filter: " : "piece: ")
                        .append('`')
                        .append(open.getKey());
                text.append("` on ").append(String.join(", ", open.getValue())).append('\n');
            }
        }
        text.append("\n## Open by wrappers alone\n");
        Set<String> groups = new LinkedHashSet<>(Attempts.groups().values());
        Map<String, List<String>> open = open(WRAPPERS);
        for (String group : groups) {
            List<String> names = open.keySet().stream()
                    .filter(name -> Attempts.groups().get(name).equals(group))
                    .toList();
            if (!names.isEmpty()) {
                text.append("\n- ")
                        .append(group)
                        .append(": `")
                        .append(String.join("`, `", names))
                        .append('`');
            }
        }
        return text.append('\n').toString();
    }

    /** A line for each deployment: what leaves, and what is read. */
    private static String overview() throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("| container | ways | open without | with wrappers | with the filter | with the piece |\n");
        text.append("| --- | --- | --- | --- | --- | --- |\n");
        for (Map.Entry<String, String> container : CONTAINERS.entrySet()) {
            List<Row> rows = rows(container.getKey());
            text.append("| ").append(container.getValue()).append(" | ").append(tried(rows));
            for (int site = BARE; site < LAYERS; site++) {
                text.append(" | ").append(summary(rows, site));
            }
            text.append(" |\n");
        }
        for (Map.Entry<String, String> war : WARS.entrySet()) {
            List<Row> rows = rows(war.getKey());
            boolean hidden = war.getKey().startsWith("jetty");
            text.append("| ")
                    .append(war.getValue())
                    .append(" | ")
                    .append(tried(rows))
                    .append(" | – | ");
            text.append(hidden ? summary(rows, 0) + " | as wrappers" : "– | " + summary(rows, 0));
            text.append(" | ").append(summary(rows(war.getKey() + "-piece"), 0)).append(" (c) |\n");
        }
        return text.toString();
    }

    private static String summary(List<Row> rows, int site) {
        Map<String, String> groups = Attempts.groups();
        List<Row> reading = rows.stream()
                .filter(row -> groups.get(row.name).equals(READING))
                .toList();
        List<Row> leaving = rows.stream()
                .filter(row -> !groups.get(row.name).equals(READING))
                .toList();
        String read = open(reading, site);
        return open(leaving, site) + (read.equals("0") ? "" : ", reading " + read);
    }

    private static String open(List<Row> rows, int site) {
        return count(
                rows,
                i -> rows.get(i).http1.get(site).equals("x"),
                i -> rows.get(i).http2.get(site).equals("x"));
    }

    private static String tried(List<Row> rows) {
        return count(
                rows,
                i -> !rows.get(i).http1.get(0).equals("."),
                i -> !rows.get(i).http2.get(0).equals("."));
    }

    private static String count(List<Row> rows, IntPredicate http1, IntPredicate http2) {
        long first = IntStream.range(0, rows.size()).filter(http1).count();
        long second = IntStream.range(0, rows.size()).filter(http2).count();
        return first + second == 0 ? "0" : first + " + " + second;
    }
}
