package com.okonect.consent.example;

import com.okonect.consent.servlet.Consents;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The communication area: messages between a customer and OKONECT, behind a log-in. The session cookie is exempt; as the
 * policy is strict, it still waits for the visitor to ask for it, and sending the log-in form is asking.
 *
 * <p>The messages are in the session and end with it: anybody may log in as the one customer of this example, and nobody is to
 * read what others wrote.
 */
final class MessagesServlet extends SiteServlet {

    // The page says both; an example has no other customers.
    private static final String CUSTOMER = "demo";
    private static final String PASSWORD = "okonect";

    private static final String MESSAGES = "messages";
    private static final String DRAFT = "draft";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session == null) {
            logIn("", request, response);
        } else {
            show(Optional.empty(), draft(session), session, request, response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        switch (rest(request)) {
            case "log-in" -> {
                if (!parameter(request, "customer").equals(CUSTOMER)
                        || !parameter(request, "password").equals(PASSWORD)) {
                    logIn("log-in-failed", request, response);
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
                if (session == null && !parameter(request, "text").isEmpty()) {
                    logIn("log-in-again", request, response);
                    return;
                }
                if (session != null && !write(session, request, response)) {
                    return;
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
        request.getSession().setAttribute(DRAFT, parameter(request, "text"));
    }

    /** What was written before the log-in and waits to be sent. */
    private static String draft(HttpSession session) {
        return session.getAttribute(DRAFT) instanceof String draft ? draft : "";
    }

    /** Adds a message; false if it is not taken, and the page says why. */
    private static boolean write(HttpSession session, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String text = parameter(request, "text");
        Optional<String> fault = messages(session).fault(text);
        if (fault.isPresent()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            show(fault, text, session, request, response);
            return false;
        }
        session.setAttribute(MESSAGES, messages(session).with(text).texts());
        session.removeAttribute(DRAFT);
        return true;
    }

    private static Talk messages(HttpSession session) {
        return new Talk(
                session.getAttribute(MESSAGES) instanceof List<?> messages
                        ? messages.stream().map(String::valueOf).toList()
                        : List.of());
    }

    private static void show(
            Optional<String> fault,
            String entered,
            HttpSession session,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Page page = new Page(request, "messages");
        page.with("messages", messages(session).texts())
                .with("fault", fault.map(page.language()::text))
                .with("entered", entered)
                .send(response);
    }

    /**
     * Asks for the log-in. What was written meanwhile, in a session that has ended, stays in the form.
     *
     * @param fault the name of what the page says is wrong; empty if nothing is
     */
    private static void logIn(String fault, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!fault.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        }
        String text = parameter(request, "text");
        Page page = new Page(request, "log-in");
        page.with(
                        "fault",
                        fault.isEmpty()
                                ? Optional.empty()
                                : Optional.of(page.language().text(fault)))
                .with("failed", fault.equals("log-in-failed"))
                .with("entered", parameter(request, "customer"))
                .with("written", text.isEmpty() ? Optional.empty() : Optional.of(text))
                .with("customer", CUSTOMER)
                .with("password", PASSWORD)
                .send(response);
    }
}
