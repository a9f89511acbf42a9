package com.okonect.consent.example;

import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The communication area: messages between a customer and OKONECT, behind a log-in. The session cookie is exempt; as the
 * policy is strict, it still waits for the visitor to ask for it, and sending the log-in form is asking.
 */
final class MessagesServlet extends SiteServlet {

    // The page says both; an example has no other customers.
    private static final String CUSTOMER = "demo";
    private static final String PASSWORD = "okonect";

    private static final String MESSAGES = "messages";
    private static final int MOST_MESSAGES = 20;
    private static final int LONGEST_MESSAGE = 500;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session == null) {
            logIn(false, request, response);
        } else {
            new Page(request, "messages").with("messages", messages(session)).send(response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        switch (rest(request)) {
            case "log-in" -> {
                if (!parameter(request, "customer").equals(CUSTOMER)
                        || !parameter(request, "password").equals(PASSWORD)) {
                    response.setStatus(HttpServletResponse.SC_FORBIDDEN);
                    logIn(true, request, response);
                    return;
                }
                open(session, request);
            }
            case "log-out" -> {
                if (session != null) {
                    session.invalidate();
                }
            }
            default -> {
                if (session != null) {
                    write(parameter(request, "text"), session);
                }
            }
        }
        redirect(request, response, "/messages");
    }

    /** The log-in: the session, and with it the session cookie, begins here and nowhere else. */
    private static void open(@Nullable HttpSession old, HttpServletRequest request) {
        Consents.expressRequest(request, "authentication");
        if (old != null) {
            old.invalidate();
        }
        request.getSession().setAttribute(MESSAGES, List.of());
    }

    private static void write(String text, HttpSession session) {
        List<String> messages = new ArrayList<>(messages(session));
        if (!text.isEmpty() && text.length() <= LONGEST_MESSAGE && messages.size() < MOST_MESSAGES) {
            messages.add(text);
            session.setAttribute(MESSAGES, List.copyOf(messages));
        }
    }

    private static List<String> messages(HttpSession session) {
        return session.getAttribute(MESSAGES) instanceof List<?> messages
                ? messages.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static void logIn(boolean failed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        new Page(request, "log-in")
                .with("failed", failed)
                .with("customer", CUSTOMER)
                .with("password", PASSWORD)
                .send(response);
    }
}
