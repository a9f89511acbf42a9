package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.page.Theme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the documents say is true of this build: links lead somewhere, policies are read, Java compiles. */
class DocumentsTest {

    private static final Path ROOT = Documents.ROOT;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theDocumentsOfTheModulesAreAmongThem() throws IOException {
        assertThat(Documents.all().stream()
                        .map(ROOT::relativize)
                        .map(path -> path.toString().replace('\\', '/')))
                .contains(
                        "README.md",
                        "consent-servlet/docs/install.md",
                        "consent-servlet/docs/formats/README.md",
                        "consent-core/README.md",
                        "consent-servlet/README.md",
                        "consent-example/README.md")
                .doesNotHaveDuplicates();
    }

    @Test
    void everyLinkWithinTheRepositoryLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : Documents.all()) {
            for (String link : links(document)) {
                if (!link.matches("[a-z]+:.*") && !leads(document, link)) {
                    broken.add(ROOT.relativize(document) + ": " + link);
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** What a heading is reached by, as the usual viewers of Markdown make it. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Documents.withoutBlocks(Files.readString(document)))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    @EnabledIfSystemProperty(named = "okonect.test.links", matches = "true", disabledReason = "needs the network")
    void everyLinkToAnotherSiteIsAnswered() throws Exception {
        Set<String> links = new TreeSet<>();
        for (Path document : Documents.all()) {
            links(document).stream()
                    .filter(link -> link.startsWith("http") && !link.contains("localhost"))
                    .forEach(links::add);
        }
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        List<String> broken = new ArrayList<>();
        for (String link : links) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(link))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 400) {
                broken.add(status + " " + link);
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void everyPolicyCanBeRead() throws IOException {
        int policies = 0;
        for (Path document : Documents.all()) {
            for (String json : Documents.blocks(document, "json")) {
                String policy = json;
                if (json.startsWith("\"")) {
                    policy = "{ \"evidenceRetention\": \"P12M\", " + json + " }";
                } else if (!json.contains("evidenceRetention") && json.contains("\"reason\"")) {
                    policy = "{ \"evidenceRetention\": \"P12M\", \"exempt\": [ " + json + " ] }";
                }
                if (policy.contains("evidenceRetention")) {
                    policies++;
                    String text = policy;
                    assertThatCode(() -> ConsentPolicy.parse(text))
                            .as(document + "\n" + json)
                            .doesNotThrowAnyException();
                } else {
                    assertThatCode(() -> JSON.readTree(json))
                            .as(document + "\n" + json)
                            .doesNotThrowAnyException();
                }
            }
        }

        assertThat(policies).isGreaterThan(2);
    }

    @Test
    void everyThemeCanBeRead() throws IOException {
        int themes = 0;
        for (Path document : Documents.all()) {
            for (String json : Documents.blocks(document, "json")) {
                if (json.contains("\"buttonText\"")) {
                    themes++;
                    assertThatCode(() -> Theme.parse(json))
                            .as(document + "\n" + json)
                            .doesNotThrowAnyException();
                }
            }
        }

        assertThat(themes).isPositive();
    }

    /** Each piece stands, line by line, in a source of the tests, which the compiler has seen. */
    @Test
    void everyPieceOfJavaIsCompiled() throws IOException {
        List<String> compiled = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(ROOT.resolve("consent-servlet/src/test/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                compiled.add(plain(Files.readString(source)));
            }
        }
        List<String> missing = new ArrayList<>();
        for (Path document : Documents.all()) {
            for (String java : Documents.blocks(document, "java")) {
                if (compiled.stream().noneMatch(source -> source.contains(plain(java)))) {
                    missing.add(ROOT.relativize(document) + ":\n" + java);
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    /** However it is indented, broken into lines and remarked on. */
    private static String plain(String java) {
        return java.replaceAll("//[^\\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void everyDependencyIsOneOfThisBuild() throws IOException {
        String version = Documents.version();
        for (Path document : Documents.all()) {
            for (String xml : Documents.blocks(document, "xml")) {
                if (xml.contains("<groupId>com.okonect.consent</groupId>")) {
                    assertThat(xml).as(document.toString()).contains("<version>" + version + "</version>");
                    Matcher artifact =
                            Pattern.compile("<artifactId>(.+?)</artifactId>").matcher(xml);
                    assertThat(artifact.find()).isTrue();
                    assertThat(ROOT.resolve(artifact.group(1)).resolve("pom.xml"))
                            .exists();
                }
            }
        }
    }

    /** The README's table names what comes with the library, no more and no less. */
    @Test
    void theTableOfDependenciesIsThatOfTheBuild() throws IOException {
        Set<String> brought = new TreeSet<>();
        for (String module : List.of("consent-core", "consent-servlet")) {
            Matcher dependency = Pattern.compile(
                            "(?s)<dependency>\\s*<groupId>(.+?)</groupId>\\s*<artifactId>(.+?)</artifactId>(.*?)</dependency>")
                    .matcher(Files.readString(ROOT.resolve(module).resolve("pom.xml")));
            while (dependency.find()) {
                boolean own = dependency.group(1).startsWith("com.okonect");
                if (!own && !dependency.group(3).matches("(?s).*<scope>(test|provided)</scope>.*")) {
                    brought.add(dependency.group(2));
                }
            }
        }
        String readme = Files.readString(ROOT.resolve("README.md"));
        String table = readme.substring(readme.indexOf("\n## Dependencies"));
        table = table.substring(0, table.indexOf("\n\n", table.indexOf("|")));

        assertThat(Pattern.compile("(?m)^\\| ([a-z-]+[a-z]) \\|")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1))
                        .filter(name -> !name.equals("dependency")))
                .containsExactlyInAnyOrderElementsOf(brought);
    }

    private static List<String> links(Path document) throws IOException {
        return LINK.matcher(Documents.withoutBlocks(Files.readString(document)).replaceAll("`[^`\\n]*`", ""))
                .results()
                .map(link -> link.group(1))
                .toList();
    }
}
