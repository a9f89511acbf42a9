package com.okonect.consent.servlet.operator;

import com.okonect.consent.ConsentService;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.operator.RequestForm.Fault;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One rights request, which is answered here, or takes two months more. */
final class RequestPage implements OperatorPage {

    static final String PATH = "request";

    private final Layout layout;
    private final Template template;
    private final RequestForm form;
    private final RequestDetails details;

    RequestPage(Layout layout, RequestForm form, RequestDetails details) {
        this.layout = layout;
        this.template = layout.compile("request");
        this.form = form;
        this.details = details;
    }

    /** The address of the page of a request that was just stored, from any of these pages. */
    static String stored(RightsRequest asked) {
        return PATH + "?id=" + asked.id() + "&stored=now";
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String title() {
        return "Request";
    }

    @Override
    public boolean takesForms() {
        return true;
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getParameter("id") == null) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", RequestsPage.PATH);
            return;
        }
        Optional<RightsRequest> asked = find(site, request);
        if (asked.isPresent()) {
            show(asked.get(), null, site, request, response);
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    public void submit(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        form.submit(this, request, response, () -> stored(change(asked(site, request), site, request)), fault -> {
            Optional<RightsRequest> asked = find(site, request);
            if (asked.isPresent()) {
                show(asked.get(), fault, site, request, response);
            } else {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        });
    }

    private static RightsRequest asked(GuardSettings site, HttpServletRequest request) throws Fault {
        return find(site, request)
                .orElseThrow(() -> new Fault(HttpServletResponse.SC_NOT_FOUND, "This request is not in the log."));
    }

    private static RightsRequest change(RightsRequest asked, GuardSettings site, HttpServletRequest request)
            throws Fault {
        ConsentService service = site.service();
        return switch (RequestForm.entered(request, "do")) {
            case "answer" -> {
                if (asked.closedOn() != null) {
                    throw new Fault(HttpServletResponse.SC_CONFLICT, "It is answered already.");
                }
                yield service.answer(
                        asked, RequestForm.text(request, "outcome", "the answer", RequestForm.LONGEST_NOTE));
            }
            case "extend" -> {
                if (!canBeExtended(asked, RequestForm.today(site))) {
                    throw new Fault(
                            HttpServletResponse.SC_CONFLICT,
                            "It can be extended once, within its first month, and as long as it is not answered.");
                }
                yield service.extend(
                        asked, RequestForm.text(request, "reason", "the reason", RequestForm.LONGEST_NOTE));
            }
            default ->
                throw new Fault(HttpServletResponse.SC_BAD_REQUEST, "Say whether it is answered or takes more time.");
        };
    }

    private void show(
            RightsRequest asked,
            @Nullable Fault fault,
            GuardSettings site,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        LocalDate today = RequestForm.today(site);
        boolean canBeExtended = canBeExtended(asked, today);
        Map<String, Object> view = new LinkedHashMap<>(RequestForm.view(fault, request));
        view.putAll(RequestView.of(asked, today, details, request));
        view.put("stored", fault == null && request.getParameter("stored") != null);
        view.put("canBeExtended", canBeExtended);
        view.put("dueThen", canBeExtended ? asked.extended("", today).dueOn().toString() : "");
        layout.write(this, template, view, response);
    }

    private static Optional<RightsRequest> find(GuardSettings site, HttpServletRequest request) {
        String id = RequestForm.entered(request, "id");
        return site.service().requests().stream()
                .filter(asked -> asked.id().toString().equals(id))
                .findFirst();
    }

    private static boolean canBeExtended(RightsRequest asked, LocalDate today) {
        return asked.extendedBecause() == null && asked.closedOn() == null && !today.isAfter(asked.dueOn());
    }
}
