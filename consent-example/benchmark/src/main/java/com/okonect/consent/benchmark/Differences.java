package com.okonect.consent.benchmark;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/** What one benchmark takes more than others, in time and in bytes allocated, from the results of one run. */
final class Differences {

    private final Map<String, double[]> measured = new HashMap<>();

    Differences(Collection<RunResult> results) {
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            double bytes = result.getSecondaryResults().entrySet().stream()
                    .filter(second -> second.getKey().endsWith("gc.alloc.rate.norm"))
                    .mapToDouble(second -> second.getValue().getScore())
                    .sum();
            measured.put(
                    name.substring(name.lastIndexOf('.') + 1),
                    new double[] {result.getPrimaryResult().getScore(), bytes});
        }
    }

    /** Prints a line, where all of these were measured. */
    void say(String what, String whole, String... without) {
        double[] sum = measured.get(whole);
        double time = sum == null ? Double.NaN : sum[0];
        double bytes = sum == null ? Double.NaN : sum[1];
        for (String part : without) {
            double[] less = measured.getOrDefault(part, new double[] {Double.NaN, Double.NaN});
            time -= less[0];
            bytes -= less[1];
        }
        if (!Double.isNaN(time)) {
            System.out.printf(Locale.ROOT, "%-55s %8.0f ns %6.0f B%n", what, time, bytes);
        }
    }
}
