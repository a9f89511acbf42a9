package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every Maven command of the documents names what there is: modules, profiles, plugins, properties that something reads, and
 * tests where it looks for them. Running them would take hours.
 */
class DocumentedMavenTest {

    private static final Path ROOT = Documents.ROOT;

    /** In code between back-ticks, or in a block, where a line that ends with a backslash goes on. */
    private static final Pattern COMMAND = Pattern.compile("(?m)`(mvn [^`]+)`|^(mvn (?:.*\\\\\\n)*.*)$");

    private static final Pattern JAR =
            Pattern.compile("java (?:\\S+ )*-jar (consent-[a-z/]+)/target/(consent-[a-z]+)\\.jar");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");
    private static final Pattern BENCHMARK = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");

    private static final List<String> PHASES = List.of("test-compile", "test", "package", "verify", "install");
    /** Those that run the integration tests. */
    private static final List<String> LATE_PHASES = List.of("verify", "install");

    private static final List<String> SWITCHES = List.of("-B", "-ntp", "-q", "-am");

    /** Each needs those before it, as far as the documents are concerned. */
    private static final List<String> MODULES = Documents.MODULES;

    /** What Maven's plugins and the test engines read. */
    private static final List<String> KNOWN_PROPERTIES = List.of(
            "skipTests",
            "skipITs",
            "test",
            "it.test",
            "surefire.failIfNoSpecifiedTests",
            "failsafe.failIfNoSpecifiedTests",
            "jqwik.tries.default");

    @Test
    void everyMavenCommandNamesWhatThereIs() throws IOException {
        List<String> commands = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Path document : Documents.all()) {
            for (String command : commands(Files.readString(document))) {
                commands.add(command);
                faults(command).forEach(fault -> faults.add(ROOT.relativize(document) + ": " + fault + ": " + command));
            }
        }

        assertThat(faults).isEmpty();
        assertThat(commands).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @CsvSource({
        "mvn -B verify, ''",
        "mvn -X verify, unknown option -X",
        "mvn verfy, unknown goal verfy",
        "mvn spotless:apply, ''",
        "mvn spotted:apply, unknown goal spotted:apply",
        "mvn -Pcoverage verify, ''",
        "mvn -Pcovered verify, no profile covered",
        "mvn verify -pl consent-cores, no module consent-cores",
        "mvn verify -Dokonect.test.kills=100, ''",
        "mvn verify -Dokonect.test.kill=100, nothing reads okonect.test.kill",
        "mvn verify -pl consent-core -Dtest=StoreBenchmark, ''",
        "'mvn verify -pl consent-core -Dtest=''KilledProcessTest,PostgreSql*Test''', ''",
        "mvn verify -pl consent-core -Dtest=NobodyTest, no test NobodyTest",
        "mvn verify -pl consent-core -Dtest=DocumentsTest, no test DocumentsTest",
        "mvn verify -pl consent-servlet -am -Dtest=DocumentsTest, consent-core has none: surefire fails",
        "mvn verify -pl consent-servlet -am -Dtest=DocumentsTest -Dsurefire.failIfNoSpecifiedTests=false, ''",
        "mvn verify -pl consent-example -am -Dit.test=MainIT, consent-servlet has none: failsafe fails",
        "mvn verify -pl consent-example -Dit.test=None, consent-example has none: failsafe fails",
        "mvn verify -pl consent-example -Dit.test=None -Dfailsafe.failIfNoSpecifiedTests=false, ''",
        "mvn test -pl consent-example -am -Dit.test=MainIT, tests of the phase verify without it",
        "mvn install -DskipTests, ''",
        "mvn install -DskipTests -DskipITs=false, tests of the phase verify run all the same",
    })
    void aCommandThatCannotWorkIsFound(String command, String fault) throws IOException {
        assertThat(faults(command)).isEqualTo(fault.isEmpty() ? List.of() : List.of(fault));
    }

    @Test
    void everyJarIsOneThatTheBuildMakes() throws IOException {
        for (Path document : Documents.all()) {
            for (MatchResult jar :
                    JAR.matcher(Files.readString(document)).results().toList()) {
                assertThat(MODULES).as(document.toString()).contains(jar.group(1));
                assertThat(Files.readString(ROOT.resolve(jar.group(1)).resolve("pom.xml")))
                        .as(jar.group())
                        .contains("<finalName>" + jar.group(2) + "</finalName>");
            }
        }
    }

    @Test
    void everyBenchmarkOfTheTableIsThere() throws IOException {
        String main = Files.readString(
                ROOT.resolve("consent-example/benchmark/src/main/java/com/okonect/consent/benchmark/Main.java"));

        assertThat(BENCHMARK
                        .matcher(Files.readString(ROOT.resolve("consent-servlet/docs/benchmarks.md")))
                        .results()
                        .map(row -> row.group(1)))
                .hasSizeGreaterThan(4)
                .allSatisfy(name -> assertThat(main).contains('"' + name + '"'));
    }

    private static List<String> faults(String command) throws IOException {
        List<String> faults = new ArrayList<>();
        List<String> goals = new ArrayList<>();
        List<String> selected = List.of();
        boolean upstream = false;
        Map<String, String> properties = new TreeMap<>();
        List<String> words = words(command);
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-pl")) {
                selected = List.of(words.get(++i).split(","));
            } else if (word.startsWith("-P")) {
                if (!anyPomHas("<id>" + word.substring(2) + "</id>")) {
                    faults.add("no profile " + word.substring(2));
                }
            } else if (word.startsWith("-D")) {
                String[] property = word.substring(2).split("=", 2);
                properties.put(property[0], property.length == 1 ? "true" : property[1]);
            } else if (word.startsWith("-")) {
                upstream |= word.equals("-am");
                if (!SWITCHES.contains(word)) {
                    faults.add("unknown option " + word);
                }
            } else {
                goals.add(word);
                if (!PHASES.contains(word) && !anyPomHas("<artifactId>" + word.split(":")[0] + "-maven-plugin<")) {
                    faults.add("unknown goal " + word);
                }
            }
        }
        selected.stream()
                .filter(module -> !MODULES.contains(module))
                .forEach(module -> faults.add("no module " + module));
        for (String property : properties.keySet()) {
            if (!KNOWN_PROPERTIES.contains(property) && !isRead(property)) {
                faults.add("nothing reads " + property);
            }
        }
        if (faults.isEmpty()) {
            faults.addAll(tests("test", "surefire", selected, upstream, properties));
            String skipsLate =
                    properties.getOrDefault("skipITs", String.valueOf(anyPomHas("<skipITs>${skipTests}</skipITs>")));
            if (properties.containsKey("skipTests")
                    && goals.stream().anyMatch(LATE_PHASES::contains)
                    && !skipsLate.equals("true")) {
                faults.add("tests of the phase verify run all the same");
            }
            if (properties.containsKey("it.test") && !goals.contains("verify")) {
                faults.add("tests of the phase verify without it");
            } else if (!properties.containsKey("skipITs")) {
                faults.addAll(tests("it.test", "failsafe", selected, upstream, properties));
            }
        }
        return faults;
    }

    /** What is wrong with the tests that are asked for: one that is nowhere, or a module that fails for want of any. */
    private static List<String> tests(
            String property, String plugin, List<String> selected, boolean upstream, Map<String, String> properties)
            throws IOException {
        if (!properties.containsKey(property)) {
            return List.of();
        }
        List<String> where = selected.isEmpty() ? MODULES : selected;
        List<String> built = upstream ? MODULES.subList(0, MODULES.indexOf(where.get(where.size() - 1)) + 1) : where;
        List<String> names = Arrays.stream(
                        properties.get(property).replace("'", "").split(","))
                .toList();
        List<String> faults = new ArrayList<>();
        for (String name : names) {
            // A name that begins with No asks for none, so that only the others run.
            if (!name.matches("(?i)no(ne|test|it)") && !hasTest(where, name)) {
                faults.add("no test " + name);
            }
        }
        if (faults.isEmpty() && !"false".equals(properties.get(plugin + ".failIfNoSpecifiedTests"))) {
            for (String module : built) {
                boolean looks = plugin.equals("surefire")
                        ? Files.exists(ROOT.resolve(module).resolve("src/test"))
                        : Files.readString(ROOT.resolve(module).resolve("pom.xml"))
                                .contains("maven-failsafe-plugin");
                boolean finds = false;
                for (String name : names) {
                    finds |= hasTest(List.of(module), name);
                }
                if (looks && !finds) {
                    faults.add(module + " has none: " + plugin + " fails");
                    break;
                }
            }
        }
        return faults;
    }

    private static boolean hasTest(List<String> modules, String name) throws IOException {
        PathMatcher file = FileSystems.getDefault().getPathMatcher("glob:" + name + ".java");
        for (String module : modules) {
            Path tests = ROOT.resolve(module).resolve("src/test/java");
            if (Files.exists(tests)) {
                try (Stream<Path> sources = Files.walk(tests)) {
                    if (sources.anyMatch(source -> file.matches(source.getFileName()))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether a source or a pom names the property; this test, which names some that are wrong, does not count. */
    private static boolean isRead(String property) throws IOException {
        if (anyPomHas(property + "<") || anyPomHas("<" + property + ">")) {
            return true;
        }
        for (String module : MODULES) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src"))) {
                Optional<Path> reader = sources.filter(source ->
                                source.toString().endsWith(".java") && !source.endsWith("DocumentedMavenTest.java"))
                        .filter(source -> contains(source, '"' + property + '"'))
                        .findFirst();
                if (reader.isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(Path source, String text) {
        try {
            return Files.readString(source).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean anyPomHas(String text) throws IOException {
        List<Path> poms = new ArrayList<>(List.of(ROOT.resolve("pom.xml")));
        MODULES.forEach(module -> poms.add(ROOT.resolve(module).resolve("pom.xml")));
        for (Path pom : poms) {
            if (Files.readString(pom).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> commands(String document) {
        return COMMAND.matcher(document)
                .results()
                .map(found -> Optional.ofNullable(found.group(1)).orElseGet(() -> found.group(2)))
                .map(command -> command.replaceAll("\\\\\\n\\s*", "").split(" && ")[0])
                .toList();
    }

    private static List<String> words(String command) {
        return WORD.matcher(command).results().map(MatchResult::group).toList();
    }
}
