package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.store.StoreException;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the forms on rights requests have in common: the texts that are entered, and what becomes of a form that cannot be
 * carried out. It is shown again, with what was entered and what is wrong with it.
 */
final class RequestForm {

    static final int LONGEST_REFERENCE = 200;
    static final int LONGEST_NOTE = 500;

    private static final List<String> FIELDS = List.of("kind", "reference", "received", "reason", "outcome");

    private final Layout layout;
    private final Template unstored;

    RequestForm(Layout layout) {
        this.layout = layout;
        this.unstored = layout.compile("unstored");
    }

    /** Stores what was entered, and returns the address to go on to. */
    interface Action {
        String carryOut() throws Fault;
    }

    /** Shows the form again. */
    interface Again {
        void show(Fault fault) throws IOException;
    }

    void submit(OperatorPage page, HttpServletRequest request, HttpServletResponse response, Action action, Again again)
            throws IOException {
        try {
            response.setHeader("Location", action.carryOut());
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        } catch (Fault fault) {
            response.setStatus(fault.status);
            again.show(fault);
        } catch (StoreException e) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            List<String> texts = FIELDS.stream()
                    .map(field -> entered(request, field))
                    .filter(text -> !text.isEmpty())
                    .toList();
            layout.write(page, unstored, Map.of("texts", texts), response);
        }
    }

    /** What a template shows of a form: nothing entered, or what was entered with the fault. */
    static Map<String, Object> view(@Nullable Fault fault, HttpServletRequest request) {
        Map<String, Object> view = new LinkedHashMap<>();
        if (fault == null) {
            view.put("fault", false);
        } else {
            view.put("fault", String.valueOf(fault.getMessage()));
        }
        for (String field : FIELDS) {
            view.put(field, fault == null ? "" : entered(request, field));
        }
        return view;
    }

    /** A text that was entered. Line breaks stay; other control characters, which not every database takes, do not. */
    static String text(HttpServletRequest request, String field, String what, int longest) throws Fault {
        String text = entered(request, field)
                .replace("\r\n", "\n")
                .replaceAll("[\\p{Cntrl}&&[^\\n]]", " ")
                .strip();
        if (text.isEmpty() || text.length() > longest) {
            throw new Fault(
                    HttpServletResponse.SC_BAD_REQUEST, "Give " + what + ", of at most " + longest + " characters.");
        }
        return text;
    }

    static String entered(HttpServletRequest request, String field) {
        return Objects.requireNonNullElse(request.getParameter(field), "");
    }

    /** The day in the site's time, which is UTC. */
    static LocalDate today(GuardSettings site) {
        return LocalDate.ofInstant(site.clock().instant(), ZoneOffset.UTC);
    }

    /** Why a form cannot be carried out; the message is for the operator. */
    static final class Fault extends Exception {

        private static final long serialVersionUID = 1;

        private final int status;

        Fault(int status, String message) {
            super(message);
            this.status = status;
        }
    }
}
