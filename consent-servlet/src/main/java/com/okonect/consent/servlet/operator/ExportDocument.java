package com.okonect.consent.servlet.operator;

import com.okonect.consent.servlet.guard.GuardSettings;
import com.okonect.consent.servlet.tool.RecordExport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;

/** All that is stored, as a download that is written while the store is read: it needs no more memory for more records. */
final class ExportDocument implements OperatorPage {

    private final boolean csv;

    private ExportDocument(boolean csv) {
        this.csv = csv;
    }

    static ExportDocument csv() {
        return new ExportDocument(true);
    }

    static ExportDocument json() {
        return new ExportDocument(false);
    }

    @Override
    public String path() {
        return csv ? "records.csv" : "records.json";
    }

    @Override
    public String title() {
        return "";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType(csv ? "text/csv;charset=utf-8" : "application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"consent-" + path() + "\"");
        PrintWriter out = response.getWriter();
        // A reader who has gone ends it; a store that fails in the middle breaks the download off, so that none is
        // taken
        // for whole.
        RecordExport export = csv
                ? RecordExport.csv(out, records -> checkReader(out))
                : RecordExport.json(out, records -> checkReader(out));
        site.service().inspect(export);
        export.end();
    }

    private static void checkReader(PrintWriter out) {
        if (out.checkError()) {
            throw new IllegalStateException("the reader of an export has gone");
        }
    }
}
