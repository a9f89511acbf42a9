package com.okonect.consent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextsTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-z-]+}");
    private static final Pattern UNIT = Pattern.compile("unit\\.(year|month|day|hour|minute|second)\\.\\w+");
    private static final List<String> UNITS = List.of("year", "month", "day", "hour", "minute", "second");
    private static final int NUMBERS = 131;

    /** Where the letters are not Latin. */
    private static final Map<String, Set<UnicodeScript>> SCRIPTS = Map.ofEntries(
            Map.entry("bg", Set.of(UnicodeScript.CYRILLIC)),
            Map.entry("ru", Set.of(UnicodeScript.CYRILLIC)),
            Map.entry("sr", Set.of(UnicodeScript.CYRILLIC)),
            Map.entry("uk", Set.of(UnicodeScript.CYRILLIC)),
            Map.entry("el", Set.of(UnicodeScript.GREEK)),
            Map.entry("ar", Set.of(UnicodeScript.ARABIC)),
            Map.entry("he", Set.of(UnicodeScript.HEBREW)),
            Map.entry("hi", Set.of(UnicodeScript.DEVANAGARI)),
            Map.entry("ko", Set.of(UnicodeScript.HANGUL)),
            Map.entry("ja", Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA)),
            Map.entry("zh-Hans", Set.of(UnicodeScript.HAN)),
            Map.entry("zh-Hant", Set.of(UnicodeScript.HAN)));

    static Iterable<Locale> languages() {
        return Texts.LANGUAGES.stream().map(Locale::forLanguageTag).toList();
    }

    @Test
    void theLanguagesOfTheUnionAndOfItsVisitorsAreShipped() {
        assertThat(languages())
                .extracting(Locale::toLanguageTag)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(37)
                .contains(
                        "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv",
                        "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv")
                .contains("nb", "is", "uk", "sr", "tr", "ru", "ar", "he", "zh-Hans", "zh-Hant", "ja", "ko", "hi", "vi");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageHasEveryTextWithItsPlaceholders(Locale language) throws Exception {
        Properties english = properties(Locale.ENGLISH);
        Properties texts = properties(language);
        Set<String> expected = new TreeSet<>(english.stringPropertyNames());
        expected.removeIf(key -> UNIT.matcher(key).matches());
        Set<String> actual = new TreeSet<>(texts.stringPropertyNames());
        actual.removeIf(key -> UNIT.matcher(key).matches());

        assertThat(actual).isEqualTo(expected);
        for (String key : expected) {
            assertThat(texts.getProperty(key))
                    .as(key)
                    .isNotBlank()
                    .isEqualTo(texts.getProperty(key).strip());
            assertThat(placeholders(texts.getProperty(key))).as(key).isEqualTo(placeholders(english.getProperty(key)));
            assertThat(texts.getProperty(key).replaceAll(PLACEHOLDER.pattern(), ""))
                    .as(key)
                    .doesNotContain("{", "}");
        }
    }

    /** A form for one number alone may say it in a word. */
    @ParameterizedTest
    @MethodSource("languages")
    void everyUnitHasEveryPluralForm(Locale language) throws Exception {
        Properties texts = properties(language);
        PluralRule rule = PluralRule.of(language);
        Set<String> expected = new TreeSet<>();
        UNITS.forEach(unit -> rule.forms().forEach(form -> expected.add("unit." + unit + "." + form)));

        Set<String> actual = new TreeSet<>(texts.stringPropertyNames());
        actual.removeIf(key -> !UNIT.matcher(key).matches());

        assertThat(actual).isEqualTo(expected);
        for (String form : rule.forms()) {
            long numbers = IntStream.range(1, NUMBERS)
                    .filter(n -> rule.form(n).equals(form))
                    .count();
            for (String unit : UNITS) {
                String text = texts.getProperty("unit." + unit + "." + form);
                assertThat(text.contains("{n}") || numbers == 1)
                        .as(unit + " " + form)
                        .isTrue();
            }
        }
    }

    @Test
    void pluralFormsAreThoseOfUnicode() throws Exception {
        Map<String, String> byLanguage = new TreeMap<>();
        try (var in = Objects.requireNonNull(TextsTest.class.getResourceAsStream("plurals.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    String[] parts = line.split(" = ");
                    for (String tag : parts[0].split(" ")) {
                        byLanguage.put(tag, parts[1]);
                    }
                }
            }
        }
        Map<Character, String> names =
                Map.of('z', "zero", '1', "one", '2', "two", 'f', "few", 'm', "many", 'o', "other");

        assertThat(byLanguage.keySet()).containsExactlyInAnyOrderElementsOf(Texts.LANGUAGES);
        for (Locale language : languages()) {
            String forms = byLanguage.get(language.toLanguageTag());
            assertThat(forms).hasSize(NUMBERS);
            for (int n = 0; n < NUMBERS; n++) {
                assertThat(PluralRule.of(language).form(n))
                        .as(language + " " + n)
                        .isEqualTo(names.get(forms.charAt(n)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyTextIsInItsScriptAndReadAsWritten(Locale language) throws Exception {
        Properties texts = properties(language);
        Set<UnicodeScript> scripts = SCRIPTS.getOrDefault(language.toLanguageTag(), Set.of(UnicodeScript.LATIN));
        for (String key : texts.stringPropertyNames()) {
            String text = texts.getProperty(key);
            assertThat(text).as(key).doesNotContain("\ufffd", "\u00c3", "\u00c2 ");
            assertThat(Normalizer.isNormalized(text, Normalizer.Form.NFC))
                    .as(key)
                    .isTrue();
            boolean name = text.equals("Cookie") || key.equals("unit.join");
            boolean own = text.codePoints().anyMatch(c -> scripts.contains(UnicodeScript.of(c)));
            assertThat(own || name).as(key + ": " + text).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void theNoticeNamesTheSettingsAsTheirLinkDoes(Locale language) throws Exception {
        Properties texts = properties(language);

        assertThat(texts.getProperty("text.freedom")).contains(texts.getProperty("text.settings"));
    }

    @ParameterizedTest
    @MethodSource("languages")
    void noTextIsLeftInEnglish(Locale language) throws Exception {
        Properties english = properties(Locale.ENGLISH);
        Properties texts = properties(language);
        List<String> same = english.stringPropertyNames().stream()
                .filter(key -> english.getProperty(key).contains(" "))
                .filter(key -> english.getProperty(key).equals(texts.getProperty(key)))
                .filter(key -> !key.startsWith("unit."))
                .toList();

        assertThat(same).hasSize(language.equals(Locale.ENGLISH) ? same.size() : 0);
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
        assertThat(Texts.in(Locale.forLanguageTag("pl")).amount(Period.ofMonths(22)))
                .isEqualTo("22 miesiące");
        assertThat(Texts.in(Locale.forLanguageTag("ar")).amount(Period.of(2, 6, 0)))
                .isEqualTo("سنتان و6 أشهر");
        assertThat(Texts.in(Locale.forLanguageTag("ja")).amount(Period.of(1, 1, 0)))
                .isEqualTo("1年1か月");
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
