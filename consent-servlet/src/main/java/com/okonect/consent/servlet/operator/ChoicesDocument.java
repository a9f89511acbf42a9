package com.okonect.consent.servlet.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.okonect.consent.servlet.guard.GuardSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The counts behind the charts as a download, a row for each notice, category and part of the time in which one chose. */
abstract sealed class ChoicesDocument implements OperatorPage {

    static ChoicesDocument csv() {
        return new Csv();
    }

    static ChoicesDocument json() {
        return new Json();
    }

    @Override
    public final String title() {
        return "";
    }

    @Override
    public final void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ChoiceReport report = ChoiceReport.of(site, request);
        response.setContentType(contentType());
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"consent-" + path() + "\"");
        write(report, site.clock().instant().toString(), response.getWriter());
    }

    abstract String contentType();

    /** Writes it part by part: no more than the counts is kept in memory. */
    abstract void write(ChoiceReport report, String at, Writer out) throws IOException;

    /** What is done with one row. */
    interface Rows {
        void row(Chart chart, int part, String notice) throws IOException;
    }

    static void each(ChoiceReport report, Rows rows) throws IOException {
        for (String notice : report.notices()) {
            for (Chart chart : report.charts(notice)) {
                for (int part = 0; part < chart.parts(); part++) {
                    if (chart.sum(part) > 0) {
                        rows.row(chart, part, notice);
                    }
                }
            }
        }
    }

    /** Comma-separated values (RFC 4180). Dates, ids and numbers need no quotes. */
    private static final class Csv extends ChoicesDocument {

        @Override
        public String path() {
            return "choices.csv";
        }

        @Override
        String contentType() {
            return "text/csv";
        }

        @Override
        void write(ChoiceReport report, String at, Writer out) throws IOException {
            List<String> columns = new ArrayList<>(List.of("from", "to", "category", "notice"));
            for (ChoiceEffect effect : ChoiceEffect.values()) {
                columns.add(effect.word());
            }
            out.write(line(columns));
            each(report, (chart, part, notice) -> {
                List<String> cells = new ArrayList<>(
                        List.of(chart.start(part).toString(), chart.last(part).toString(), chart.category(), notice));
                chart.counts(part).values().forEach(count -> cells.add(count.toString()));
                out.write(line(cells));
            });
        }

        private static String line(List<String> cells) {
            return String.join(",", cells) + "\r\n";
        }
    }

    private static final class Json extends ChoicesDocument {

        @Override
        public String path() {
            return "choices.json";
        }

        @Override
        String contentType() {
            return "application/json";
        }

        @Override
        void write(ChoiceReport report, String at, Writer writer) throws IOException {
            // Not closed where it fails: a document that breaks off is no JSON, and nobody takes it for whole.
            JsonGenerator out = new JsonFactory().createGenerator(writer).useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeStringField("at", at);
            out.writeStringField("span", report.span().word());
            out.writeArrayFieldStart("counts");
            each(report, (chart, part, notice) -> {
                out.writeStartObject();
                out.writeStringField("from", chart.start(part).toString());
                out.writeStringField("to", chart.last(part).toString());
                out.writeStringField("category", chart.category());
                out.writeStringField("notice", notice);
                for (Map.Entry<ChoiceEffect, Long> count : chart.counts(part).entrySet()) {
                    out.writeNumberField(count.getKey().word(), count.getValue());
                }
                out.writeEndObject();
            });
            out.writeEndArray();
            out.writeEndObject();
            out.close();
        }
    }
}
