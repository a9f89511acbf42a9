package com.okonect.consent.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shipped texts of one language, with {@code {placeholders}}. A missing text is an error, never a blank. */
final class Texts {

    /** The languages that texts are shipped in, by tag (BCP 47). */
    static final List<String> LANGUAGES = List.of(
            "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nl",
            "pl", "pt", "ro", "sk", "sl", "sv", // the official languages of the EU
            "ar", "he", "hi", "is", "ja", "ko", "nb", "ru", "sr", "sr-Latn", "tr", "uk", "vi", "zh-Hans", "zh-Hant");

    private static final String SHOWN = "text.";

    private final Locale language;
    private final Properties properties;

    private Texts(Locale language, Properties properties) {
        this.language = language;
        this.properties = properties;
    }

    static Texts in(Locale language) {
        String file = "notice_" + language.toLanguageTag() + ".properties";
        try (InputStream in = Texts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no texts are shipped in the language " + language.toLanguageTag());
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return new Texts(language, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Locale language() {
        return language;
    }

    boolean has(String key) {
        return properties.containsKey(key);
    }

    String get(String key) {
        String text = properties.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("the text " + key + " is missing in " + language.toLanguageTag());
        }
        return text;
    }

    /** The texts of the visitor's pages, by key without its prefix, placeholders filled. */
    Map<String, String> shown(Map<String, String> placeholders) {
        Map<String, String> shown = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(SHOWN)) {
                shown.put(key.substring(SHOWN.length()), fill(get(key), placeholders));
            }
        }
        return shown;
    }

    String lifetime(Lifetime lifetime) {
        return lifetime.amount() == null ? get("lifetime.session") : amount(lifetime.amount());
    }

    /** Such as "1 year, 1 month". */
    String amount(@Nullable TemporalAmount amount) {
        List<String> parts = new ArrayList<>();
        if (amount instanceof Period period) {
            add(parts, "year", period.getYears());
            add(parts, "month", period.getMonths());
            add(parts, "day", period.getDays());
        } else if (amount instanceof Duration duration) {
            add(parts, "day", duration.toDaysPart());
            add(parts, "hour", duration.toHoursPart());
            add(parts, "minute", duration.toMinutesPart());
            add(parts, "second", duration.toSecondsPart());
        }
        String joined = "";
        for (String part : parts) {
            joined = joined.isEmpty() ? part : fill(get("unit.join"), Map.of("a", joined, "b", part));
        }
        return joined;
    }

    private void add(List<String> parts, String unit, long number) {
        if (number != 0) {
            String form = PluralRule.of(language).form(number);
            parts.add(fill(get("unit." + unit + "." + form), Map.of("n", Long.toString(number))));
        }
    }

    private static String fill(String text, Map<String, String> placeholders) {
        String filled = text;
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            filled = filled.replace('{' + placeholder.getKey() + '}', placeholder.getValue());
        }
        return filled;
    }
}
