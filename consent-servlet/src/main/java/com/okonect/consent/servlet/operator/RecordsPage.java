package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.store.StoreException;
import com.okonect.consent.store.Verification;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Exports of all that is stored, and its verification, which tells on the page how far it has come. */
final class RecordsPage implements OperatorPage {

    /** Where in the page the progress goes; it is in no text. */
    private static final String PROGRESS = "\u0000";

    private static final long TOLD_EVERY = 51_200;

    private final Layout layout;
    private final Template template;

    RecordsPage(Layout layout) {
        this.layout = layout;
        this.template = layout.compile("records");
    }

    @Override
    public String path() {
        return "records";
    }

    @Override
    public String title() {
        return "Records";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("verified", false);
        view.put("failed", false);
        view.put("faults", List.of());
        if (request.getParameter("verify") == null) {
            view.put("progress", "");
            view.put("verifying", false);
            layout.write(this, template, view, response);
        } else {
            view.put("progress", PROGRESS);
            view.put("verifying", true);
            verify(site, view, response);
        }
    }

    /** The page's beginning goes out at once, its end when the verification is done. */
    private void verify(GuardSettings site, Map<String, Object> view, HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=utf-8");
        PrintWriter out = response.getWriter();
        out.write(before(layout.render(this, template, view)));
        response.flushBuffer();
        try {
            Verification found = site.service().verify(records -> {
                if (records % TOLD_EVERY == 0) {
                    out.write("<li>" + Chart.number(records) + " records …</li>\n");
                    out.flush();
                }
            });
            view.put("verified", true);
            view.put("whole", found.isWhole());
            view.put("records", Chart.number(found.records()));
            view.put("chains", Chart.number(found.chains()));
            view.put("checkedNotices", Chart.number(found.notices()));
            view.put(
                    "faults",
                    found.faults().stream().map(Verification.Fault::what).toList());
            view.put(
                    "at", site.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString());
        } catch (StoreException e) {
            view.put("failed", true);
            view.put("why", String.valueOf(e.getMessage()));
        }
        out.write(after(layout.render(this, template, view)));
    }

    private static String before(String page) {
        return page.substring(0, page.indexOf(PROGRESS));
    }

    private static String after(String page) {
        return page.substring(page.indexOf(PROGRESS) + PROGRESS.length());
    }
}
