package com.okonect.consent.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LanguageTest {

    private static final Pattern TEXT = Pattern.compile("\\{\\{t\\.([^}]+)}}");

    @Test
    void everyLanguageHasTheSameTexts() {
        assertThat(Language.ALL).extracting(Language::tag).containsExactly("fr", "en");
        assertThat(Language.ALL.get(0).texts().keySet())
                .isEqualTo(Language.ALL.get(1).texts().keySet());
    }

    @Test
    void everyTextOfATemplateIsThere() throws IOException, URISyntaxException {
        Path pages = Path.of(Page.class.getResource("pages").toURI());
        List<Path> templates;
        try (Stream<Path> files = Files.list(pages)) {
            templates = files.toList();
        }
        assertThat(templates).isNotEmpty();
        for (Path template : templates) {
            List<String> keys = TEXT.matcher(Files.readString(template))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .toList();
            assertThat(Language.ALL.get(0).texts())
                    .as(template.getFileName().toString())
                    .containsKeys(keys.toArray(String[]::new));
        }
    }
}
