package com.okonect.consent.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents of the repository: those at its root, in {@code docs}, and of each module. */
final class Documents {

    static final Path ROOT = root();

    /** In the order in which they are built. */
    static final List<String> MODULES =
            List.of("consent-core", "consent-servlet", "consent-example", "consent-example/benchmark");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern OWN_VERSION =
            Pattern.compile("<artifactId>consent-parent</artifactId>\\s*<version>(.+?)</version>");

    private Documents() {}

    static List<Path> all() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : Stream.concat(
                        Stream.of(ROOT, ROOT.resolve(".github")),
                        MODULES.stream().map(ROOT::resolve))
                .toList()) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(Documents::isDocument).forEach(documents::add);
            }
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("consent-servlet/docs"))) {
            files.filter(Documents::isDocument).forEach(documents::add);
        }
        return documents;
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md");
    }

    static List<String> blocks(Path document, String language) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    static String withoutBlocks(String text) {
        return BLOCK.matcher(text).replaceAll("");
    }

    /** The version that this repository builds. */
    static String version() throws IOException {
        Matcher version = OWN_VERSION.matcher(Files.readString(ROOT.resolve("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("no version in pom.xml");
        }
        return version.group(1);
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("CHANGELOG.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
