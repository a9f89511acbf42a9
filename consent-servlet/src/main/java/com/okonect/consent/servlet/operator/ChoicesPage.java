package com.okonect.consent.servlet.operator;

import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentService;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How visitors chose over time, by category and by the notice that they were shown. */
final class ChoicesPage implements OperatorPage {

    private final Layout layout;
    private final Template template;

    ChoicesPage(Layout layout) {
        this.layout = layout;
        this.template = layout.compile("choices");
    }

    @Override
    public String path() {
        return "choices";
    }

    @Override
    public String title() {
        return "Choices";
    }

    @Override
    public void answer(GuardSettings site, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ChoiceReport report = ChoiceReport.of(site, request);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("spans", spans(report));
        view.put(
                "effects",
                Arrays.stream(ChoiceEffect.values()).map(ChoiceEffect::word).toList());
        view.put(
                "charts",
                report.charts(report.notice()).stream().map(Chart::view).toList());
        List<NoticeTally> tallies = tallies(report, site.service());
        view.put(
                "notices",
                tallies.stream()
                        .map(tally -> tally.view(report.span(), report.notice()))
                        .toList());
        NoticeComparison comparison = new NoticeComparison();
        if (report.notice().isEmpty()) {
            tallies.forEach(tally -> comparison.add(tally.hash, tally.label(), tally.effects));
        }
        view.putAll(comparison.view());
        view.put("oneNotice", !report.notice().isEmpty());
        view.put("hasText", NoticeDocument.find(report.notice(), site.service()).isPresent());
        view.put("notice", report.notice());
        view.put("span", report.span().word());
        layout.write(this, template, view, response);
    }

    /** Every notice that was shown in this time, the last shown first. */
    private static List<NoticeTally> tallies(ChoiceReport report, ConsentService service) {
        Map<String, NoticeTally> tallies = new TreeMap<>();
        for (ChoiceCount count : report.choices()) {
            tallies.computeIfAbsent(count.notice(), hash -> new NoticeTally(hash, service))
                    .add(count);
        }
        return tallies.values().stream()
                .sorted((one, other) -> other.last.compareTo(one.last))
                .toList();
    }

    private static List<Map<String, Object>> spans(ChoiceReport report) {
        return Arrays.stream(Span.values())
                .map(span -> Map.<String, Object>of(
                        "word", span.word(), "title", span.title(), "current", span == report.span()))
                .toList();
    }

    /** What was chosen under one notice. */
    private static final class NoticeTally {

        private final String hash;
        private final boolean inForce;
        private final Optional<String> language;
        private final Map<String, Long> byEvent = new TreeMap<>();
        private final Map<ChoiceEffect, Long> effects = new EnumMap<>(ChoiceEffect.class);
        private LocalDate first = LocalDate.MAX;
        private LocalDate last = LocalDate.MIN;

        NoticeTally(String hash, ConsentService service) {
            this.hash = hash;
            this.inForce = service.notice(hash).isPresent();
            this.language = NoticeDocument.find(hash, service).flatMap(NoticeDocument::language);
        }

        void add(ChoiceCount count) {
            byEvent.merge(count.event().toString(), count.choices(), Long::sum);
            ChoiceEffect effect = ChoiceEffect.of(count);
            if (effect != null) {
                effects.merge(effect, count.choices(), Long::sum);
            }
            first = count.day().isBefore(first) ? count.day() : first;
            last = count.day().isAfter(last) ? count.day() : last;
        }

        /** What it is called in a chart. The language is not known of one that nobody granted anything under. */
        String label() {
            return start() + "…" + language.map(tag -> ", " + tag).orElse("");
        }

        private String start() {
            return hash.substring(0, Math.min(12, hash.length()));
        }

        Map<String, Object> view(Span span, String chosen) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("hash", hash);
            view.put("start", start());
            view.put("language", language.orElse("–"));
            view.put("inForce", inForce);
            view.put("first", first.toString());
            view.put("last", last.toString());
            view.put("span", span.word());
            view.put("current", hash.equals(chosen));
            for (String event : List.of("accept", "select", "grant", "refuse", "withdraw")) {
                view.put(event, Chart.number(byEvent.getOrDefault(event, 0L)));
            }
            return view;
        }
    }
}
