package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.tool.RecordExport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

/** All that is stored, as a download that is written while the store is read: it needs no more memory for more records. */
final class ExportDocument implements OperatorPage {

    static final String CSV = "csv";
    static final String JSON = "json";

    /** The parameter by which a page that watches the download has named it. */
    static final String WATCH = "watch";

    private final String format;
    private final Exports exports;

    /** @param format {@link #CSV} or {@link #JSON} */
    ExportDocument(String format, Exports exports) {
        this.format = format;
        this.exports = exports;
    }

    @Override
    public String path() {
        return "records." + format;
    }

    @Override
    public String title() {
        return "";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<WatchedExport> watched = exports.find(Objects.requireNonNullElse(request.getParameter(WATCH), ""));
        boolean whole = false;
        try {
            if (watched.isPresent()) {
                // The page that watches begins it in a frame.
                response.setHeader(
                        OperatorPages.CONTENT_POLICY,
                        OperatorPages.POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
                watched.get().reach(0);
            }
            long unreadable = write(site, response, records -> watched.ifPresent(export -> export.reach(records)));
            watched.ifPresent(export -> export.leaveOut(unreadable));
            whole = true;
        } finally {
            boolean all = whole;
            watched.ifPresent(export -> export.end(all));
        }
    }

    /** Returns how much of what is stored cannot be read, and is not in it. */
    private long write(GuardSettings site, HttpServletResponse response, LongConsumer progress) throws IOException {
        boolean csv = format.equals(CSV);
        response.setContentType(csv ? "text/csv;charset=utf-8" : "application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"consent-" + path() + "\"");
        PrintWriter out = response.getWriter();
        // A reader who has gone ends it; a store that fails in the middle breaks the download off, so that none is
        // taken
        // for whole.
        LongConsumer step = records -> {
            checkReader(out);
            progress.accept(records);
        };
        RecordExport export = csv ? RecordExport.csv(out, step) : RecordExport.json(out, step);
        site.service().inspect(export);
        export.end();
        checkReader(out);
        progress.accept(export.records());
        return export.unreadable();
    }

    private static void checkReader(PrintWriter out) {
        if (out.checkError()) {
            throw new IllegalStateException("the reader of an export has gone");
        }
    }
}
