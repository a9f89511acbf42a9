package com.okonect.consent.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainIT {

    @TempDir
    private Path directory;

    @Test
    void saysThatItIsReadyAndNothingElseAndStopsWhenAsked() {
        Example example = Example.start(directory.resolve("home"));

        // 128 and SIGTERM, as the JVM says it.
        assertThat(example.stop()).isEqualTo(143);
        assertThat(example.furtherOutput()).isEmpty();
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        try (Example first = Example.start(directory.resolve("home"))) {
            Failure failure = fail("-Dport=" + first.port(), "-Dconsent.home=" + directory.resolve("other"));

            assertThat(failure.exitCode()).isEqualTo(1);
            assertThat(failure.lastLine())
                    .startsWith("OKONECT's site cannot start: the port is taken; choose another with -Dport=N")
                    .contains(String.valueOf(first.port()));
        }
    }

    @Test
    void whatIsNotAPortIsSaidInOneLine() throws Exception {
        Failure failure = fail("-Dport=http");

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.lastLine())
                .isEqualTo("OKONECT's site cannot start: port is 'http': allowed are 1 to 65535, and 0 for any");
    }

    @Test
    void aWrongSettingStopsTheStartAndIsNamed() throws Exception {
        Failure failure = fail("-Dport=0", "-Dconsent.mode=off", "-Dconsent.home=" + directory.resolve("home"));

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.lastLine())
                .startsWith("OKONECT's site cannot start: ")
                .contains("consent.mode", "off", "enforce", "observe");
    }

    @Test
    void withACommandItIsTheCommandLineForItsOwnRecords() throws Exception {
        Example.start(directory.resolve("home")).close();

        assertThat(tell("verify", "--home=" + directory.resolve("home")))
                .containsExactly("whole: 0 records of 0 visitors, 0 notices");
        assertThat(tell("--help").get(0)).startsWith("usage: consent <command>");
    }

    private static List<String> tell(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = Example.command();
        builder.command().addAll(List.of(command));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> said = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return said;
    }

    @Test
    void theWarHasThePolicyOnceAndNothingOfJetty() throws IOException {
        Path war = Path.of(System.getProperty("okonect.test.example.jar", "target/consent-example.jar"))
                .resolveSibling("consent-example.war");
        try (JarFile file = new JarFile(war.toFile())) {
            List<String> names = file.stream().map(ZipEntry::getName).toList();

            assertThat(names).contains("WEB-INF/consent.json", "site.css");
            assertThat(names).filteredOn(name -> name.endsWith("consent.json")).hasSize(1);
            assertThat(names).filteredOn(name -> name.endsWith("site.css")).hasSize(1);
            assertThat(names).noneMatch(name -> name.contains("jetty") || name.contains("servlet-api"));
            assertThat(names).noneMatch(name -> name.contains("/Main"));
            assertThat(names).anyMatch(name -> name.startsWith("WEB-INF/lib/consent-servlet"));
            assertThat(names).anyMatch(name -> name.startsWith("WEB-INF/lib/sqlite-jdbc"));
        }
    }

    private Failure fail(String... options) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process process =
                Example.command(options).redirectError(errors.toFile()).start();
        assertThat(process.inputReader().lines()).as("standard output").isEmpty();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
        List<String> lines = Files.readAllLines(errors);
        return new Failure(process.exitValue(), lines.get(lines.size() - 1));
    }

    private record Failure(int exitCode, String lastLine) {}
}
