package com.okonect.consent.policy;

import java.util.Locale;
import java.util.Map;

/**
 * A text of the site's own, by language.
 *
 * @param byLanguage texts by BCP 47 language tag; the empty tag stands for every language
 */
public record LocalizedText(Map<String, String> byLanguage) {

    /** No text. */
    public static final LocalizedText NONE = new LocalizedText(Map.of());

    /**
     * Copies the texts.
     *
     * @param byLanguage as the component
     */
    public LocalizedText {
        byLanguage = Map.copyOf(byLanguage);
    }

    /**
     * Returns the text in a language.
     *
     * @param language the language
     * @param otherwise the text to use where there is none
     * @return the text
     */
    public String in(Locale language, String otherwise) {
        String text = byLanguage.get(language.toLanguageTag());
        return text != null ? text : byLanguage.getOrDefault("", otherwise);
    }

    boolean covers(Locale language) {
        return byLanguage.containsKey("") || byLanguage.containsKey(language.toLanguageTag());
    }
}
