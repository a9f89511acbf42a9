package com.okonect.consent.example;

import com.okonect.consent.Category;
import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The news. A visitor who agreed to personalised content finds the topics read last on top. The order is all that is
 * kept, in the visitor's own browser: no identifier, nothing on the server.
 */
final class NewsServlet extends SiteServlet {

    private static final SiteCookie INTERESTS = SiteCookie.lasting("okonect_interests", Duration.ofDays(180));

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = rest(request);
        Optional<Article> article = Article.find(id);
        if (id.isEmpty()) {
            list(request, response);
        } else if (article.isPresent()) {
            read(article.get(), request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean personal = Consents.of(request).allows(Category.PERSONALISATION);
        List<String> topics = interests(request);
        if (personal) {
            remember(topics, request, response);
        }
        Page page = new Page(request, "news");
        page.with("personal", personal)
                .with(
                        "topics",
                        topics.stream()
                                .map(topic -> topic(topic, page.language()))
                                .toList())
                .send(response);
    }

    private static void read(Article article, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<String> topics = new ArrayList<>(interests(request));
        topics.remove(article.topic());
        topics.add(0, article.topic());
        // Without asking first: where the category is not granted, the library keeps this cookie on the server.
        remember(topics, request, response);
        Page page = new Page(request, "article");
        Article.Shown shown = article.in(page.language());
        page.with("title", shown.title()).with("article", shown).send(response);
    }

    /** All topics, those that the visitor read last on top. */
    private static List<String> interests(HttpServletRequest request) {
        Set<String> topics = new LinkedHashSet<>(topicsRead(request));
        topics.addAll(Article.TOPICS);
        return List.copyOf(topics);
    }

    /** The topics that the visitor read, the last one first. What comes from a browser may be anything. */
    static List<String> topicsRead(HttpServletRequest request) {
        Set<String> topics = new LinkedHashSet<>();
        INTERESTS.read(request).ifPresent(value -> topics.addAll(List.of(value.split("\\."))));
        topics.retainAll(Article.TOPICS);
        return List.copyOf(topics);
    }

    private static void remember(List<String> topics, HttpServletRequest request, HttpServletResponse response) {
        INTERESTS.set(request, response, String.join(".", topics));
    }

    private static Topic topic(String topic, Language language) {
        List<Article> articles = Article.ALL.stream()
                .filter(article -> article.topic().equals(topic))
                .toList();
        return new Topic(language.text("topic-" + topic), Article.show(articles, language));
    }

    private record Topic(String title, List<Article.Shown> articles) {}
}
