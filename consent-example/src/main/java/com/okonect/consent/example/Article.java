package com.okonect.consent.example;

import java.util.List;
import java.util.Optional;

/**
 * A piece of news.
 *
 * @param id its place below {@code /news}
 * @param topic one of {@link #TOPICS}
 */
record Article(String id, String topic) {

    static final List<String> TOPICS = List.of("wifi", "energy", "home");

    /** All of them, newest first. */
    static final List<Article> ALL = List.of(
            new Article("repeater", "wifi"),
            new Article("standby", "energy"),
            new Article("leak", "home"),
            new Article("five-minutes", "wifi"),
            new Article("meter", "energy"),
            new Article("repair", "home"));

    static Optional<Article> find(String id) {
        return ALL.stream().filter(article -> article.id.equals(id)).findFirst();
    }

    static List<Shown> show(List<Article> articles, Language language) {
        return articles.stream().map(article -> article.in(language)).toList();
    }

    Shown in(Language language) {
        String key = "article-" + id;
        return new Shown(
                id,
                language.text("topic-" + topic),
                language.text(key + "-title"),
                language.text(key + "-summary"),
                language.text(key + "-text"));
    }

    /** In one language, as the templates show it. */
    record Shown(String id, String topic, String title, String summary, String text) {}
}
