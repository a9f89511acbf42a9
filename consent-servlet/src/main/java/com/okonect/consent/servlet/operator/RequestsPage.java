package com.okonect.consent.servlet.operator;

import com.okonect.consent.RightsRequest;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What visitors asked for, the first due first, and what became of it. */
final class RequestsPage implements OperatorPage {

    private static final int MOST_ANSWERED = 200;

    private final Layout layout;
    private final Template template;

    RequestsPage(Layout layout) {
        this.layout = layout;
        this.template = layout.compile("requests");
    }

    @Override
    public String path() {
        return "requests";
    }

    @Override
    public String title() {
        return "Requests";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LocalDate today = LocalDate.ofInstant(site.clock().instant(), ZoneOffset.UTC);
        List<RightsRequest> all = site.service().requests();
        List<Map<String, Object>> open = all.stream()
                .filter(asked -> asked.closedOn() == null)
                .map(asked -> row(asked, today))
                .toList();
        List<RightsRequest> answered =
                all.stream().filter(asked -> asked.closedOn() != null).toList();
        List<Map<String, Object>> last =
                answered.subList(Math.max(0, answered.size() - MOST_ANSWERED), answered.size()).stream()
                        .map(asked -> row(asked, today))
                        .toList();
        layout.write(
                this,
                template,
                Map.of(
                        "open", open,
                        "answered", last,
                        "answeredCount", Chart.number(answered.size())),
                response);
    }

    private static Map<String, Object> row(RightsRequest asked, LocalDate today) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", asked.kind().toString());
        row.put("reference", asked.reference());
        row.put("received", asked.receivedOn().toString());
        row.put("due", asked.dueOn().toString());
        row.put("overdue", asked.isOverdue(today));
        row.put("left", ChronoUnit.DAYS.between(today, asked.dueOn()));
        row.put("extended", Objects.requireNonNullElse(asked.extendedBecause(), ""));
        row.put("closed", Objects.toString(asked.closedOn(), ""));
        row.put("outcome", Objects.requireNonNullElse(asked.outcome(), ""));
        return row;
    }
}
