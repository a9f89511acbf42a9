package com.okonect.consent.example;

import com.okonect.consent.RightsRequest;
import com.okonect.consent.servlet.Consents;
import com.okonect.consent.store.StoreException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What was written with a request about data, for whoever answers it. It stands below the operator's pages, behind the same
 * log-in, and they link to it. From the start of the site to its end it also sees to it that letters go in their time.
 */
final class LetterServlet extends SiteServlet {

    static final String PATH = "/operator/letter";

    private final RequestDesk desk;
    private transient @Nullable ScheduledExecutorService daily;

    LetterServlet(RequestDesk desk) {
        this.desk = desk;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the timer
    public void init() {
        ServletContext context = getServletContext();
        daily = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "letters");
            thread.setDaemon(true);
            return thread;
        });
        daily.scheduleWithFixedDelay(() -> tidy(context), 0, 1, TimeUnit.DAYS);
    }

    private void tidy(ServletContext context) {
        try {
            desk.tidy(Consents.service(context));
        } catch (StoreException | UncheckedIOException e) {
            Logger.getLogger(LetterServlet.class.getName()).log(Level.WARNING, "letters are tidied up tomorrow", e);
        }
    }

    @Override
    public void destroy() {
        if (daily != null) {
            daily.shutdownNow();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // As the library's pages do: a security constraint that was forgotten shows nothing.
        if (request.getUserPrincipal() == null) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        String number = parameter(request, "number");
        Optional<RightsRequest> asked = Consents.service(request.getServletContext()).requests().stream()
                .filter(known -> known.reference().equals(number))
                .findFirst();
        Optional<Letter> letter = asked.flatMap(desk::letter);
        if (letter.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
        Page page = new Page(request, "letter");
        Language language = page.language();
        page.with("letter", letter)
                .with("number", number)
                .with("id", asked.map(RightsRequest::id))
                .with("kind", asked.map(known -> language.text("right-" + known.kind())))
                .with("received", asked.map(known -> language.date(known.receivedOn())))
                .with("due", asked.map(known -> language.date(known.dueOn())))
                .with(
                        "answered",
                        asked.flatMap(known -> Optional.ofNullable(known.closedOn()))
                                .map(language::date))
                .send(response);
    }
}
