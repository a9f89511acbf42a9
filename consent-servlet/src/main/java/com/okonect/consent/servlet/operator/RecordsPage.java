package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.tool.HowFar;
import com.okonect.consent.servlet.tool.Quantity;
import com.okonect.consent.store.StoreException;
import com.okonect.consent.store.Verification;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Exports of all that is stored, and its verification, which tell on the page how far they have come. */
final class RecordsPage implements OperatorPage {

    static final String PATH = "records";

    /** Where in the page the progress goes; it is in no text. */
    private static final String PROGRESS = "\u0000";

    /** However many records there are, so many lines at most. */
    private static final int MOST_LINES = 100;

    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final Layout layout;
    private final Template template;
    private final Exports exports;

    RecordsPage(Layout layout, Exports exports) {
        this.layout = layout;
        this.template = layout.compile("records");
        this.exports = exports;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public String title() {
        return "Records";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, Object> view = new LinkedHashMap<>();
        for (String part : List.of("verifying", "verified", "failed", "exporting", "exported", "brokenOff", "late")) {
            view.put(part, false);
        }
        view.put("faults", List.of());
        view.put("progress", PROGRESS);
        long total = 0;
        try {
            total = site.service().recordCount();
            view.put("stored", Quantity.records(total).toString());
        } catch (StoreException e) {
            view.put("stored", false);
        }
        String format = request.getParameter("export");
        if (request.getParameter("verify") != null) {
            view.put("verifying", true);
            verify(total, site, view, response);
        } else if (ExportDocument.CSV.equals(format) || ExportDocument.JSON.equals(format)) {
            watch(format, total, view, response);
        } else {
            layout.write(this, template, view, response);
        }
    }

    /** The page's beginning goes out at once, its end when the verification is done. */
    private void verify(long total, GuardSettings site, Map<String, Object> view, HttpServletResponse response)
            throws IOException {
        PrintWriter out = begin(view, response);
        try {
            long[] next = {step(total)};
            Verification found = site.service().verify(records -> {
                if (records >= next[0]) {
                    next[0] = records + step(total);
                    tell(out, records, total);
                }
            });
            view.put("verified", true);
            view.put("whole", found.isWhole());
            view.put("summary", found.summary());
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

    /** Begins a download in a frame of the page, and tells how far it has come until it ends. */
    private void watch(String format, long total, Map<String, Object> view, HttpServletResponse response)
            throws IOException {
        WatchedExport export = exports.open();
        try {
            view.put("exporting", true);
            view.put("document", "records." + format);
            view.put("download", "records." + format + "?" + ExportDocument.WATCH + "=" + export.name());
            response.setHeader(OperatorPages.CONTENT_POLICY, OperatorPages.POLICY + "; frame-src 'self'");
            PrintWriter out = begin(view, response);
            export.await(step(total), LONGEST_START);
            while (export.state() == WatchedExport.State.RUNNING && !out.checkError()) {
                long records = export.records();
                if (records > 0) {
                    tell(out, records, total);
                }
                export.await(records + step(total), LONGEST_SILENCE);
            }
            view.put("exported", export.state() == WatchedExport.State.WHOLE);
            view.put("written", Quantity.records(export.records()).toString());
            view.put("isWhole", export.leftOut() == 0);
            view.put("leftOut", Quantity.rows(export.leftOut()).toString());
            view.put("brokenOff", export.state() == WatchedExport.State.BROKEN_OFF);
            view.put("late", export.state() == WatchedExport.State.AWAITED);
            out.write(after(layout.render(this, template, view)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exports.close(export);
        }
    }

    private PrintWriter begin(Map<String, Object> view, HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=utf-8");
        PrintWriter out = response.getWriter();
        out.write(before(layout.render(this, template, view)));
        response.flushBuffer();
        return out;
    }

    private static long step(long total) {
        return Math.max(1, total / MOST_LINES);
    }

    private static void tell(PrintWriter out, long records, long total) {
        out.write("<li>" + new HowFar(records, total) + "</li>\n");
        out.flush();
    }

    private static String before(String page) {
        return page.substring(0, page.indexOf(PROGRESS));
    }

    private static String after(String page) {
        return page.substring(page.indexOf(PROGRESS) + PROGRESS.length());
    }
}
