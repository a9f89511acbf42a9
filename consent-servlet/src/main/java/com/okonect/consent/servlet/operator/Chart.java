package com.okonect.consent.servlet.operator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The choices on one category over time: stacked columns, and the same numbers as rows of a table. */
final class Chart {

    private static final double WIDTH = 640;
    private static final double HEIGHT = 160;
    private static final double COLUMN = 0.7;

    private final String category;
    private final List<LocalDate> starts;
    private final LocalDate end;
    private final List<Map<ChoiceEffect, Long>> counts = new ArrayList<>();

    /** Makes an empty chart of parts that begin on these days, the last of which ends on the day {@code end}. */
    Chart(String category, List<LocalDate> starts, LocalDate end) {
        this.category = category;
        this.starts = starts;
        this.end = end;
        starts.forEach(start -> counts.add(nothing()));
    }

    void add(LocalDate day, ChoiceEffect effect, long choices) {
        for (int part = starts.size() - 1; part >= 0; part--) {
            if (!day.isBefore(starts.get(part))) {
                counts.get(part).merge(effect, choices, Long::sum);
                return;
            }
        }
    }

    String category() {
        return category;
    }

    int parts() {
        return starts.size();
    }

    LocalDate start(int part) {
        return starts.get(part);
    }

    LocalDate last(int part) {
        return part + 1 < starts.size() ? starts.get(part + 1).minusDays(1) : end;
    }

    Map<ChoiceEffect, Long> counts(int part) {
        return Collections.unmodifiableMap(counts.get(part));
    }

    long sum(int part) {
        return sum(counts.get(part));
    }

    Map<String, Object> view() {
        long highest = 0;
        for (Map<ChoiceEffect, Long> part : counts) {
            highest = Math.max(highest, sum(part));
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("category", category);
        view.put("any", highest > 0);
        view.put("highest", number(highest));
        view.put("from", starts.get(0).toString());
        view.put("to", starts.get(starts.size() - 1).toString());
        view.put("columns", columns(highest));
        view.put("rows", rows());
        view.put("totals", totals());
        return view;
    }

    private List<Map<String, Object>> columns(long highest) {
        List<Map<String, Object>> columns = new ArrayList<>();
        double step = WIDTH / starts.size();
        for (int part = 0; part < counts.size() && highest > 0; part++) {
            double top = HEIGHT;
            for (ChoiceEffect effect : ChoiceEffect.values()) {
                long count = counts.get(part).getOrDefault(effect, 0L);
                double height = HEIGHT * count / highest;
                top -= height;
                if (count > 0) {
                    columns.add(Map.of(
                            "effect", effect.word(),
                            "x", coordinate(part * step + step * (1 - COLUMN) / 2),
                            "y", coordinate(top),
                            "width", coordinate(step * COLUMN),
                            "height", coordinate(height)));
                }
            }
        }
        return columns;
    }

    /** The newest first; a part in which nobody chose is left out. */
    private List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int part = counts.size() - 1; part >= 0; part--) {
            if (sum(counts.get(part)) > 0) {
                rows.add(Map.of("start", starts.get(part).toString(), "cells", cells(counts.get(part))));
            }
        }
        return rows;
    }

    private List<String> totals() {
        Map<ChoiceEffect, Long> totals = nothing();
        counts.forEach(part -> part.forEach((effect, count) -> totals.merge(effect, count, Long::sum)));
        return cells(totals);
    }

    private static Map<ChoiceEffect, Long> nothing() {
        Map<ChoiceEffect, Long> nothing = new EnumMap<>(ChoiceEffect.class);
        for (ChoiceEffect effect : ChoiceEffect.values()) {
            nothing.put(effect, 0L);
        }
        return nothing;
    }

    private static List<String> cells(Map<ChoiceEffect, Long> part) {
        return part.values().stream().map(Chart::number).toList();
    }

    private static long sum(Map<ChoiceEffect, Long> part) {
        return part.values().stream().mapToLong(Long::longValue).sum();
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
