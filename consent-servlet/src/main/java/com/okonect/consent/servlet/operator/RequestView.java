package com.okonect.consent.servlet.operator;

import com.okonect.consent.RightsRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What a template shows of a rights request. */
final class RequestView {

    private RequestView() {}

    static Map<String, Object> of(
            RightsRequest asked, LocalDate today, RequestDetails details, HttpServletRequest request) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", asked.id().toString());
        view.put("asked", asked.kind().toString());
        view.put("name", asked.reference());
        view.put("details", details.of(asked, request));
        view.put("receivedOn", asked.receivedOn().toString());
        view.put("due", asked.dueOn().toString());
        view.put("overdue", asked.isOverdue(today));
        view.put("left", ChronoUnit.DAYS.between(today, asked.dueOn()));
        view.put("isExtended", asked.extendedBecause() != null);
        view.put("extended", Objects.requireNonNullElse(asked.extendedBecause(), ""));
        view.put("isOpen", asked.closedOn() == null);
        view.put("closed", Objects.toString(asked.closedOn(), ""));
        view.put("answer", Objects.requireNonNullElse(asked.outcome(), ""));
        return view;
    }
}
