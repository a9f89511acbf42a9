package com.okonect.consent.servlet.operator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The choices on one category over time: stacked columns, and the same numbers as rows of a table. */
@SuppressWarnings("EnumOrdinal") // an array within this class, stored nowhere
final class Chart {

    private static final double WIDTH = 640;
    private static final double HEIGHT = 160;
    private static final double COLUMN = 0.7;

    private final String category;
    private final List<LocalDate> starts;
    private final long[][] counts;

    Chart(String category, List<LocalDate> starts) {
        this.category = category;
        this.starts = starts;
        this.counts = new long[starts.size()][ChoiceEffect.values().length];
    }

    void add(LocalDate day, ChoiceEffect effect, long choices) {
        for (int part = starts.size() - 1; part >= 0; part--) {
            if (!day.isBefore(starts.get(part))) {
                counts[part][effect.ordinal()] += choices;
                return;
            }
        }
    }

    Map<String, Object> view() {
        long highest = 0;
        for (long[] part : counts) {
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
        for (int part = 0; part < counts.length && highest > 0; part++) {
            double top = HEIGHT;
            for (ChoiceEffect effect : ChoiceEffect.values()) {
                long count = counts[part][effect.ordinal()];
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
        for (int part = counts.length - 1; part >= 0; part--) {
            if (sum(counts[part]) > 0) {
                rows.add(Map.of("start", starts.get(part).toString(), "cells", cells(counts[part])));
            }
        }
        return rows;
    }

    private List<String> totals() {
        long[] totals = new long[ChoiceEffect.values().length];
        for (long[] part : counts) {
            for (int effect = 0; effect < totals.length; effect++) {
                totals[effect] += part[effect];
            }
        }
        return cells(totals);
    }

    private static List<String> cells(long[] numbers) {
        List<String> cells = new ArrayList<>();
        for (long number : numbers) {
            cells.add(number(number));
        }
        return cells;
    }

    private static long sum(long[] part) {
        long sum = 0;
        for (long count : part) {
            sum += count;
        }
        return sum;
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
