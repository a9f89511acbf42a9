package com.okonect.consent.servlet.operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What visitors chose under each notice, as shares of the choices under it: bars of one length below each other, and the
 * same numbers as rows of a table. Notices that were shown for a day and for a year can be compared by it.
 */
final class NoticeComparison {

    private static final double WIDTH = 360;
    private static final double ROW = 44;
    private static final double LABEL = 14;
    private static final double BAR = 20;
    private static final double ALL = 100;

    private final List<Map<String, Object>> bars = new ArrayList<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();

    /** Adds a notice that was chosen under; one without a choice has no shares, and is left out. */
    void add(String notice, String label, Map<ChoiceEffect, Long> choices) {
        long all = choices.values().stream().mapToLong(Long::longValue).sum();
        if (all == 0) {
            return;
        }
        double top = bars.size() * ROW;
        List<Map<String, Object>> parts = new ArrayList<>();
        List<String> shares = new ArrayList<>();
        double x = 0;
        for (ChoiceEffect effect : ChoiceEffect.values()) {
            long count = choices.getOrDefault(effect, 0L);
            double width = WIDTH * count / all;
            if (count > 0) {
                parts.add(Map.of(
                        "effect", effect.word(),
                        "x", Chart.coordinate(x),
                        "y", Chart.coordinate(top + LABEL + 4),
                        "width", Chart.coordinate(width),
                        "height", Chart.coordinate(BAR)));
            }
            shares.add(String.format(Locale.ROOT, "%.1f%%", ALL * count / all));
            x += width;
        }
        bars.add(Map.of("label", label, "labelY", Chart.coordinate(top + LABEL), "parts", parts));
        rows.add(Map.of("hash", notice, "label", label, "all", Chart.number(all), "shares", shares));
    }

    Map<String, Object> view() {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("anyNotice", !rows.isEmpty());
        view.put("bars", bars);
        view.put("shareRows", rows);
        view.put("barsHeight", Chart.coordinate(bars.size() * ROW));
        return view;
    }
}
