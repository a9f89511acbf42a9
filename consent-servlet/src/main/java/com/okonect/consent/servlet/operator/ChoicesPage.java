package com.okonect.consent.servlet.operator;

import com.okonect.consent.Category;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.servlet.guard.GuardSettings;
import com.samskivert.mustache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
        Span span = Span.of(Objects.requireNonNullElse(request.getParameter("span"), ""));
        String notice = Objects.requireNonNullElse(request.getParameter("notice"), "");
        List<LocalDate> starts = span.starts(LocalDate.ofInstant(site.clock().instant(), ZoneOffset.UTC));
        List<ChoiceCount> choices = site.service().count(starts.get(0));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("spans", spans(span, notice));
        view.put(
                "effects",
                Arrays.stream(ChoiceEffect.values()).map(ChoiceEffect::word).toList());
        view.put("charts", charts(site, choices, notice, starts));
        view.put("notices", notices(site, choices, span, notice));
        view.put("oneNotice", !notice.isEmpty());
        view.put("span", span.word());
        layout.write(this, template, view, response);
    }

    private static List<Map<String, Object>> charts(
            GuardSettings site, List<ChoiceCount> choices, String notice, List<LocalDate> starts) {
        List<Map<String, Object>> charts = new ArrayList<>();
        for (CategoryDeclaration declared : site.service().policy().categories()) {
            Category category = declared.category();
            Chart chart = new Chart(category.id(), starts);
            for (ChoiceCount count : choices) {
                ChoiceEffect effect = ChoiceEffect.of(count, category);
                if (effect != null && (notice.isEmpty() || count.notice().equals(notice))) {
                    chart.add(count.day(), effect, count.choices());
                }
            }
            charts.add(chart.view());
        }
        return charts;
    }

    /** Every notice that was shown in this time, the last shown first. */
    private static List<Map<String, Object>> notices(
            GuardSettings site, List<ChoiceCount> choices, Span span, String chosen) {
        Map<String, NoticeTally> tallies = new TreeMap<>();
        for (ChoiceCount count : choices) {
            tallies.computeIfAbsent(count.notice(), NoticeTally::new).add(count);
        }
        return tallies.values().stream()
                .sorted((one, other) -> other.last.compareTo(one.last))
                .map(tally -> tally.view(site, span, chosen))
                .toList();
    }

    private static List<Map<String, Object>> spans(Span chosen, String notice) {
        return Arrays.stream(Span.values())
                .map(span -> Map.<String, Object>of(
                        "word", span.word(), "title", span.title(), "current", span == chosen, "notice", notice))
                .toList();
    }

    /** What was chosen under one notice. */
    private static final class NoticeTally {

        private final String hash;
        private final Map<String, Long> byEvent = new TreeMap<>();
        private LocalDate first = LocalDate.MAX;
        private LocalDate last = LocalDate.MIN;

        NoticeTally(String hash) {
            this.hash = hash;
        }

        void add(ChoiceCount count) {
            byEvent.merge(count.event().toString(), count.choices(), Long::sum);
            first = count.day().isBefore(first) ? count.day() : first;
            last = count.day().isAfter(last) ? count.day() : last;
        }

        Map<String, Object> view(GuardSettings site, Span span, String chosen) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("hash", hash);
            view.put("start", hash.substring(0, Math.min(12, hash.length())));
            view.put(
                    "language",
                    site.service()
                            .notice(hash)
                            .map(Notice::language)
                            .map(Locale::toLanguageTag)
                            .orElse("–"));
            view.put("inForce", site.service().notice(hash).isPresent());
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
