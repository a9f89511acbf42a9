package com.okonect.consent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextsTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z-]+}");

    static Iterable<Locale> languages() {
        return Texts.LANGUAGES;
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageHasEveryTextWithItsPlaceholders(Locale language) throws Exception {
        Properties english = properties(Locale.ENGLISH);
        Properties texts = properties(language);

        assertThat(texts.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(texts.getProperty(key)).as(key).isNotBlank();
            assertThat(placeholders(texts.getProperty(key))).as(key).isEqualTo(placeholders(english.getProperty(key)));
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void titlesOfBuiltInCategoriesAreShort(Locale language) throws Exception {
        Properties texts = properties(language);
        for (String key : texts.stringPropertyNames()) {
            if (key.startsWith("category.") && key.endsWith(".title")) {
                assertThat(texts.getProperty(key)).as(key).hasSizeLessThanOrEqualTo(60);
            }
        }
    }

    @Test
    void timesAreWrittenOut() {
        assertThat(Texts.in(Locale.ENGLISH).amount(Period.of(1, 2, 0))).isEqualTo("1 year, 2 months");
        assertThat(Texts.in(Locale.FRENCH).amount(Period.ofMonths(6))).isEqualTo("6 mois");
        assertThat(Texts.in(Locale.ENGLISH).amount(Duration.ofMinutes(90))).isEqualTo("1 hour, 30 minutes");
        assertThat(Texts.in(Locale.FRENCH).lifetime(Lifetime.SESSION)).isEqualTo("Jusqu’à la fermeture du navigateur");
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Properties properties(Locale language) throws Exception {
        String file = "notice_" + language.toLanguageTag() + ".properties";
        Properties properties = new Properties();
        try (var in = Objects.requireNonNull(TextsTest.class.getResourceAsStream(file), file)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
