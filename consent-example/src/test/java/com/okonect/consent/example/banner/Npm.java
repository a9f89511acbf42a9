package com.okonect.consent.example.banner;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a measurement needs of Node.js: packages by npm, and Brotli. Where there is none, its tests are skipped. */
final class Npm {

    private static final int LONGEST_MINUTES = 5;

    private Npm() {}

    static void assumeInstalled() {
        boolean installed = Stream.of("node", "npm", "tar")
                .allMatch(name -> Arrays.stream(
                                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name))));
        assumeTrue(installed, "node, npm and tar are needed to fetch the peers; install nodejs and npm");
    }

    /** Fetches one version of a package and returns the folder of its files. */
    static Path fetch(String name, String version, Path directory) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(directory.resolve(name));
        run(folder, "npm", "pack", "--silent", name + "@" + version);
        run(folder, "tar", "-xzf", name + "-" + version + ".tgz");
        return folder.resolve("package");
    }

    /** The lengths of texts when each is compressed by Brotli at its best. */
    static List<Integer> brotli(List<byte[]> texts, Path directory) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(directory, "brotli");
        List<String> command = new ArrayList<>(List.of("node", "-e", """
                const {brotliCompressSync, constants} = require('node:zlib'), {readFileSync} = require('node:fs');
                for (const file of process.argv.slice(1)) {
                  const text = readFileSync(file);
                  console.log(text.length ? brotliCompressSync(text, {params: {
                      [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length}}).length : 0);
                }"""));
        for (int i = 0; i < texts.size(); i++) {
            Path file = folder.resolve(Integer.toString(i));
            Files.write(file, texts.get(i));
            command.add(file.toString());
        }
        return run(folder, command.toArray(String[]::new))
                .lines()
                .map(String::strip)
                .map(Integer::valueOf)
                .toList();
    }

    private static String run(Path directory, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        if (process.exitValue() != 0) {
            throw new IOException(String.join(" ", Arrays.asList(command).subList(0, 2)) + " failed: " + text);
        }
        return text;
    }
}
