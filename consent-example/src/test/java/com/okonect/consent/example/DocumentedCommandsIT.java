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

    private int run(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = Example.command().directory(folder.toFile());
        builder.command().addAll(Arrays.asList(command.substring(JAR.length()).split(" ")));
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        return builder.start().waitFor();
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.list(ROOT), Files.walk(ROOT.resolve("docs")))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }
}
