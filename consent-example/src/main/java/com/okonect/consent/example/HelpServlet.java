package com.okonect.consent.example;

import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Answers to frequent questions, and live help on a click. The cookie of a conversation is exempt; it waits for the
 * visitor to open one, and whoever only reads the answers never gets it.
 */
final class HelpServlet extends SiteServlet {

    private static final SiteCookie CONVERSATION = SiteCookie.ofSession("okonect_help");

    private final Remembered<Talk> conversations = new Remembered<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Talk> questions = CONVERSATION.read(request).flatMap(conversations::find);
        if (!rest(request).equals("conversation")) {
            new Page(request, "help").send(response);
        } else if (questions.isPresent()) {
            show(questions.get(), Optional.empty(), request, response);
        } else {
            redirect(request, response, "/help");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<String> id = CONVERSATION.read(request);
        if (parameter(request, "do").equals("close")) {
            id.ifPresent(conversations::forget);
            CONVERSATION.expire(request, response);
            redirect(request, response, "/help");
            return;
        }
        String conversation = id.orElseGet(() -> open(request, response));
        Talk questions = conversations.find(conversation).orElse(new Talk(List.of()));
        String question = parameter(request, "text");
        boolean opens = parameter(request, "do").equals("open");
        Optional<String> fault = opens ? Optional.empty() : questions.fault(question);
        if (fault.isPresent()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            show(questions, fault, request, response);
            return;
        }
        conversations.put(conversation, opens ? questions : questions.with(question));
        redirect(request, response, "/help/conversation");
    }

    private static String open(HttpServletRequest request, HttpServletResponse response) {
        String id = SiteCookie.randomId();
        Consents.expressRequest(request, "assistance");
        CONVERSATION.set(request, response, id);
        return id;
    }

    private static void show(
            Talk questions, Optional<String> fault, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Page page = new Page(request, "conversation");
        page.with("questions", questions.texts())
                .with("fault", fault.map(page.language()::text))
                .with("entered", parameter(request, "text"))
                .send(response);
    }
}
