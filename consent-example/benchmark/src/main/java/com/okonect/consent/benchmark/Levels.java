package com.okonect.consent.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What servers come to that are measured in turns on a machine whose speed changes: a value is compared with those beside
 * it in time, each of which is first divided by what its own server comes to. Not safe for use by several threads.
 *
 * @param <S> a server
 */
final class Levels<S> {

    /** So many turns before one and after it say how fast the machine was. */
    private static final int BESIDE = 5;
    /** Levels and speeds are found from each other, again and again; they change no more after a few times. */
    private static final int TIMES = 30;

    private final List<Turn<S>> turns = new ArrayList<>();

    private record Turn<S>(S server, double logarithm) {}

    /**
     * How those that are compared do, beside the others: geometric means, as if all had been measured at the same time.
     *
     * @param error the standard error of the ratio, by how much those of one kind differ; not a number where there
     *     is one of a kind
     */
    record Ratio(double those, double others, double ratio, double error) {}

    /**
     * Notes what a turn came to; in the order of time.
     *
     * @param value greater than 0
     * @throws IllegalArgumentException if it is not: nothing was measured
     */
    void add(S server, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("nothing was measured: " + value);
        }
        turns.add(new Turn<>(server, Math.log(value)));
    }

    /** Compares; there have to be turns of both kinds. */
    Ratio ratio(Predicate<S> compared) {
        Map<S, Double> levels = levels();
        List<Double> those = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        levels.forEach((server, level) -> (compared.test(server) ? those : others).add(level));
        double difference = mean(those) - mean(others);
        return new Ratio(
                Math.exp(mean(those)),
                Math.exp(mean(others)),
                Math.exp(difference),
                Math.exp(difference) * Math.sqrt(squaredError(those) + squaredError(others)));
    }

    /** By server, as logarithms. */
    private Map<S, Double> levels() {
        Map<S, Double> levels = levels(new double[turns.size()]);
        for (int time = 0; time < TIMES; time++) {
            levels = levels(speeds(levels));
        }
        return levels;
    }

    private Map<S, Double> levels(double[] speeds) {
        Map<S, List<Double>> values = new LinkedHashMap<>();
        for (int at = 0; at < speeds.length; at++) {
            Turn<S> turn = turns.get(at);
            values.computeIfAbsent(turn.server, any -> new ArrayList<>()).add(turn.logarithm - speeds[at]);
        }
        Map<S, Double> levels = new LinkedHashMap<>();
        values.forEach((server, all) -> levels.put(server, mean(all)));
        return levels;
    }

    /** How fast the machine was at each turn, by the turns beside it, over how fast it was in all. */
    private double[] speeds(Map<S, Double> levels) {
        double[] speeds = new double[turns.size()];
        for (int at = 0; at < speeds.length; at++) {
            List<Double> beside = new ArrayList<>();
            for (int other = Math.max(0, at - BESIDE); other <= at + BESIDE && other < speeds.length; other++) {
                if (other != at) {
                    Turn<S> turn = turns.get(other);
                    beside.add(turn.logarithm - levels.get(turn.server));
                }
            }
            speeds[at] = mean(beside);
        }
        double inAll = Arrays.stream(speeds).average().orElse(0);
        return Arrays.stream(speeds).map(speed -> speed - inAll).toArray();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElse(0);
    }

    private static double squaredError(List<Double> values) {
        double mean = mean(values);
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        int count = values.size();
        return count < 2 ? Double.NaN : squares / (count - 1) / count;
    }
}
