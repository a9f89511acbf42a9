package com.okonect.consent.example;

import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers to frequent questions, and live help on a click. The cookie of a conversation is exempt; it waits for the
 * visitor to open one, and whoever only reads the answers never gets it.
 */
final class HelpServlet extends SiteServlet {

    private static final SiteCookie CONVERSATION = SiteCookie.ofSession("okonect_help");
    private static final int MOST_QUESTIONS = 20;
    private static final int LONGEST_QUESTION = 500;

    private final Remembered<List<String>> conversations = new Remembered<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<List<String>> questions = CONVERSATION.read(request).flatMap(conversations::find);
        if (!rest(request).equals("conversation")) {
            new Page(request, "help").send(response);
        } else if (questions.isPresent()) {
            new Page(request, "conversation").with("questions", questions.get()).send(response);
        } else {
            redirect(request, response, "/help");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        Optional<String> id = CONVERSATION.read(request);
        if (parameter(request, "do").equals("close")) {
            id.ifPresent(conversations::forget);
            CONVERSATION.expire(request, response);
            redirect(request, response, "/help");
            return;
        }
        ask(id.orElseGet(() -> open(request, response)), parameter(request, "text"));
        redirect(request, response, "/help/conversation");
    }

    private static String open(HttpServletRequest request, HttpServletResponse response) {
        String id = SiteCookie.randomId();
        Consents.expressRequest(request, "assistance");
        CONVERSATION.set(request, response, id);
        return id;
    }

    private void ask(String id, String question) {
        List<String> questions = new ArrayList<>(conversations.find(id).orElse(List.of()));
        if (!question.isEmpty() && question.length() <= LONGEST_QUESTION && questions.size() < MOST_QUESTIONS) {
            questions.add(question);
        }
        conversations.put(id, List.copyOf(questions));
    }
}
