package com.okonect.consent.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the documents that starts the example's jar with a word does what it says, on a store of its own. */
class DocumentedCommandsIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String JAR = "java -jar consent-example/target/consent-example.jar ";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z]+)([^`]*)` \\|");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    @TempDir
    private Path folder;

    @Test
    void everyCommandEndsWell() throws Exception {
        Files.createDirectories(folder.resolve("consent-data"));
        Example.start(folder.resolve("consent-data/root")).close();
        Files.createDirectories(folder.resolve("consent-example/src/main/webapp/WEB-INF"));
        String policy = "consent-example/src/main/webapp/WEB-INF/consent.json";
        Files.copy(ROOT.resolve(policy), folder.resolve(policy));
        Set<String> commands = new LinkedHashSet<>();
        for (Path document : documents()) {
            BLOCK.matcher(Files.readString(document))
                    .results()
                    .map((MatchResult block) -> block.group(1))
                    .flatMap(String::lines)
                    .filter(line -> line.startsWith(JAR))
                    .forEach(commands::add);
        }
        assertThat(commands).hasSizeGreaterThan(4);
        for (String command : commands) {
            assertThat(run(command)).as(command).isZero();
        }
    }

    /** As the document says it: with the library's own jar, and its dependencies in {@code lib} beside it. */
    @Test
    void everyCommandOnPoliciesEndsWellWhereAllIsWell() throws Exception {
        Path jar;
        try (Stream<Path> files = Files.list(ROOT.resolve("consent-servlet/target"))) {
            jar = files.filter(
                            file -> file.getFileName().toString().matches("consent-servlet-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        for (String copy : List.of("consent.json", "old.json", "new.json")) {
            Files.copy(ROOT.resolve("consent-example/src/main/webapp/WEB-INF/consent.json"), folder.resolve(copy));
        }
        List<MatchResult> rows = rows("consent-servlet/docs/policy.md");
        assertThat(rows).hasSize(5);
        for (MatchResult row : rows) {
            ProcessBuilder builder = Example.command().directory(folder.toFile());
            builder.command().set(builder.command().indexOf("-jar") + 1, jar.toString());
            builder.command().addAll(Arrays.asList((row.group(1) + row.group(2)).split(" ")));
            assertThat(run(builder)).as(row.group()).isZero();
        }
    }

    @Test
    void theHelpKnowsEveryCommandOfTheDocuments() throws Exception {
        assertThat(run(JAR + "--help")).isZero();

        String help = Files.readString(folder.resolve("output"));
        for (String document : List.of("consent-servlet/docs/operations.md", "consent-servlet/docs/policy.md")) {
            assertThat(rows(document))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(row -> assertThat(help).containsPattern("(?m)^ *" + row.group(1) + "\\b"));
        }
    }

    /** The rows of the table of commands. */
    private static List<MatchResult> rows(String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document));
        int table = text.indexOf("| command | what it does |");
        return ROW.matcher(text.substring(table, text.indexOf("\n\n", table)))
                .results()
                .toList();
    }

    private int run(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = Example.command().directory(folder.toFile());
        builder.command().addAll(Arrays.asList(command.substring(JAR.length()).split(" ")));
        return run(builder);
    }

    private int run(ProcessBuilder builder) throws IOException, InterruptedException {
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        return builder.start().waitFor();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Stream.concat(
                Stream.concat(Files.list(ROOT), Files.walk(ROOT.resolve("consent-servlet/docs"))),
                Stream.of("consent-core", "consent-servlet", "consent-example")
                        .map(module -> ROOT.resolve(module).resolve("README.md")))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }
}
