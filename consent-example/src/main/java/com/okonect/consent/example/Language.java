package com.okonect.consent.example;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A language of the site and its texts.
 *
 * @param locale the language
 * @param texts the texts by key; one that is missing fails the page, it is never a blank
 */
record Language(Locale locale, Map<String, String> texts) {

    /** All of them; the first is for visitors who ask for none of them. */
    static final List<Language> ALL = List.of(load(Locale.FRENCH), load(Locale.ENGLISH));

    /** The language of a page: {@code ?lang=}, else what the browser prefers. No cookie remembers it. */
    static Language of(HttpServletRequest request) {
        return chosen(request)
                .orElseGet(() -> request.getHeader("Accept-Language") == null
                        ? ALL.get(0)
                        : Collections.list(request.getLocales()).stream()
                                .flatMap(wanted -> find(wanted.getLanguage()).stream())
                                .findFirst()
                                .orElse(ALL.get(0)));
    }

    /** The language that {@code ?lang=} names. */
    static Optional<Language> chosen(HttpServletRequest request) {
        return Optional.ofNullable(request.getParameter("lang")).flatMap(Language::find);
    }

    private static Optional<Language> find(String tag) {
        return ALL.stream().filter(language -> language.tag().equals(tag)).findFirst();
    }

    String tag() {
        return locale.toLanguageTag();
    }

    String text(String key) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalArgumentException("the text " + key + " is missing in " + tag());
        }
        return text;
    }

    String euros(int cents) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale);
        format.setCurrency(Currency.getInstance("EUR"));
        return format.format(cents / 100.0);
    }

    String date(LocalDate day) {
        return day.format(DateTimeFormatter.ofPattern("d MMMM yyyy", locale));
    }

    private static Language load(Locale locale) {
        String file = "site_" + locale.toLanguageTag() + ".properties";
        try (InputStream in = Language.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            Properties texts = new Properties();
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return new Language(
                    locale,
                    texts.stringPropertyNames().stream()
                            .collect(Collectors.toUnmodifiableMap(key -> key, texts::getProperty)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
