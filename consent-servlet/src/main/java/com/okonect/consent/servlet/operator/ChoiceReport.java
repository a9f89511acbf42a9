package com.okonect.consent.servlet.operator;

import com.okonect.consent.Category;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.servlet.guard.GuardSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The choices of a time, counted.
 *
 * @param span how far back, and how fine
 * @param notice the hash of the notice that was asked for; empty for all
 * @param today the UTC day on which the last part ends
 * @param categories what the policy declares
 * @param choices all of this time, whatever the notice
 */
record ChoiceReport(Span span, String notice, LocalDate today, List<Category> categories, List<ChoiceCount> choices) {

    /** Counts what a request asks for by {@code span} and {@code notice}. */
    static ChoiceReport of(GuardSettings site, HttpServletRequest request) {
        Span span = Span.of(Objects.requireNonNullElse(request.getParameter("span"), ""));
        LocalDate today = LocalDate.ofInstant(site.clock().instant(), ZoneOffset.UTC);
        return new ChoiceReport(
                span,
                Objects.requireNonNullElse(request.getParameter("notice"), ""),
                today,
                site.service().policy().categories().stream()
                        .map(CategoryDeclaration::category)
                        .toList(),
                site.service().count(span.starts(today).get(0)));
    }

    /** A chart for each category, of the choices under one notice; of all if it is empty. */
    List<Chart> charts(String hash) {
        List<Chart> charts = new ArrayList<>();
        for (Category category : categories) {
            Chart chart = new Chart(category.id(), span.starts(today), today);
            for (ChoiceCount count : choices) {
                ChoiceEffect effect = ChoiceEffect.of(count, category);
                if (effect != null && (hash.isEmpty() || count.notice().equals(hash))) {
                    chart.add(count.day(), effect, count.choices());
                }
            }
            charts.add(chart);
        }
        return charts;
    }

    /** The notices that were shown, of those that were asked for. */
    List<String> notices() {
        return choices.stream()
                .map(ChoiceCount::notice)
                .filter(hash -> notice.isEmpty() || notice.equals(hash))
                .distinct()
                .sorted()
                .toList();
    }
}
