package com.okonect.consent.servlet.page;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The words of problem pages in one language. They are no part of a notice: no choice is made on them. */
final class ProblemTexts {

    private static final Map<Locale, ProblemTexts> READ = new ConcurrentHashMap<>();

    private final Locale language;
    private final Properties properties = new Properties();

    private ProblemTexts(Locale language) {
        this.language = language;
        try {
            properties.load(
                    new StringReader(Templates.resource("problem_" + language.toLanguageTag() + ".properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ProblemTexts in(Locale language) {
        return READ.computeIfAbsent(language, ProblemTexts::new);
    }

    String title(Problem problem) {
        return get(problem.words() + ".title");
    }

    String explanation(Problem problem) {
        return get(problem.words() + ".explanation");
    }

    String get(String key) {
        String text = properties.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("the text " + key + " is missing in " + language.toLanguageTag());
        }
        return text;
    }
}
