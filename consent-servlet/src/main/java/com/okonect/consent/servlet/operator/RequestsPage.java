package com.okonect.consent.servlet.operator;

import com.okonect.consent.RightsRequest;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.operator.RequestForm.Fault;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What visitors asked for, the first due first, and what became of it. One that came by letter is entered here. */
final class RequestsPage implements OperatorPage {

    static final String PATH = "requests";

    private static final int MOST_ANSWERED = 200;

    private final Layout layout;
    private final Template template;
    private final RequestForm form;
    private final RequestDetails details;

    RequestsPage(Layout layout, RequestForm form, RequestDetails details) {
        this.layout = layout;
        this.template = layout.compile("requests");
        this.form = form;
        this.details = details;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String title() {
        return "Requests";
    }

    @Override
    public boolean takesForms() {
        return true;
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        show(null, site, request, response);
    }

    @Override
    public void submit(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        form.submit(
                this,
                request,
                response,
                () -> RequestPage.stored(receive(site, request)),
                fault -> show(fault, site, request, response));
    }

    private static RightsRequest receive(GuardSettings site, HttpServletRequest request) throws Fault {
        String word = RequestForm.entered(request, "kind");
        RightsRequest.Kind kind = Arrays.stream(RightsRequest.Kind.values())
                .filter(known -> known.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new Fault(HttpServletResponse.SC_BAD_REQUEST, "Say what was asked for."));
        String reference = RequestForm.text(request, "reference", "a reference", RequestForm.LONGEST_REFERENCE);
        return site.service().receive(kind, reference, received(request, RequestForm.today(site)));
    }

    private static LocalDate received(HttpServletRequest request, LocalDate today) throws Fault {
        LocalDate received;
        try {
            received = LocalDate.parse(RequestForm.entered(request, "received"));
        } catch (DateTimeException e) {
            throw new Fault(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "Give the day on which it came as a date, such as " + today + ".");
        }
        if (received.isAfter(today) || received.isBefore(earliest(today))) {
            throw new Fault(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "The day on which it came is still to come, or more than a year ago.");
        }
        return received;
    }

    private void show(
            @Nullable Fault fault, GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LocalDate today = RequestForm.today(site);
        List<RightsRequest> log = site.service().requests();
        List<RightsRequest> answered =
                log.stream().filter(asked -> asked.closedOn() != null).toList();
        Map<String, Object> view = RequestForm.view(fault, request);
        if (fault == null) {
            view.put("received", today.toString());
        }
        view.put("kinds", kinds(RequestForm.entered(request, "kind")));
        view.put("today", today.toString());
        view.put("earliest", earliest(today).toString());
        view.put(
                "open",
                log.stream()
                        .filter(asked -> asked.closedOn() == null)
                        .map(asked -> RequestView.of(asked, today, details, request))
                        .toList());
        view.put(
                "answered",
                answered.subList(Math.max(0, answered.size() - MOST_ANSWERED), answered.size()).stream()
                        .map(asked -> RequestView.of(asked, today, details, request))
                        .toList());
        view.put("answeredCount", Chart.number(answered.size()));
        layout.write(this, template, view, response);
    }

    private static List<Map<String, Object>> kinds(String chosen) {
        return Arrays.stream(RightsRequest.Kind.values())
                .map(RightsRequest.Kind::toString)
                .map(word -> Map.<String, Object>of("word", word, "chosen", word.equals(chosen)))
                .toList();
    }

    private static LocalDate earliest(LocalDate today) {
        return today.minusYears(1);
    }
}
