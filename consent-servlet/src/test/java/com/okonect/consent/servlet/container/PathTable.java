package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.container.Attempts.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Which path leaks at which application of a container, over HTTP/1.1 and HTTP/2.
 *
 * @param sites the paths of the applications, the columns
 * @param http1 what came out, by application and path
 * @param http2 the same over HTTP/2
 */
record PathTable(List<String> sites, List<Map<String, Outcome>> http1, List<Map<String, Outcome>> http2) {

    private static final int THREADS = 24;

    /** How often a path that surprises is tried again, alone. */
    private static final int TRIES = 3;

    /**
     * Tries all, the applications at the same time. Then the paths that are not as they are known are tried again, one
     * at a time: a busy container may be late, or end a stream that would have leaked. What leaked once has leaked.
     */
    static PathTable measure(int port, List<String> sites, List<String> known) throws Exception {
        PathTable paths = measure(port, sites);
        for (int tries = 0; tries < TRIES; tries++) {
            Set<String> again = paths.surprises(known);
            for (int site = 0; site < sites.size(); site++) {
                repeat(again, Attempts.overHttp1(port, sites.get(site)), paths.http1.get(site));
                repeat(again, Attempts.overHttp2(port, sites.get(site)), paths.http2.get(site));
            }
        }
        return paths;
    }

    private static void repeat(
            Set<String> names, Map<String, Callable<Outcome>> attempts, Map<String, Outcome> outcomes)
            throws Exception {
        for (String name : names) {
            Callable<Outcome> attempt = attempts.get(name);
            if (attempt != null && outcomes.get(name).leaks().isEmpty()) {
                outcomes.put(name, attempt.call());
            }
        }
    }

    private static PathTable measure(int port, List<String> sites) throws Exception {
        // As many as a container answers at a time; some answers never come.
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Map<String, Future<Outcome>>> http1 = new ArrayList<>();
            List<Map<String, Future<Outcome>>> http2 = new ArrayList<>();
            for (String site : sites) {
                http1.add(submit(threads, Attempts.overHttp1(port, site)));
                http2.add(submit(threads, Attempts.overHttp2(port, site)));
            }
            return new PathTable(sites, all(http1), all(http2));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<String, Future<Outcome>> submit(
            ExecutorService threads, Map<String, Callable<Outcome>> attempts) {
        Map<String, Future<Outcome>> futures = new LinkedHashMap<>();
        attempts.forEach((name, attempt) -> futures.put(name, threads.submit(attempt)));
        return futures;
    }

    private static List<Map<String, Outcome>> all(List<Map<String, Future<Outcome>>> futures) throws Exception {
        List<Map<String, Outcome>> all = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Map<String, Future<Outcome>> attempts : futures) {
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            for (Map.Entry<String, Future<Outcome>> attempt : attempts.entrySet()) {
                try {
                    outcomes.put(attempt.getKey(), attempt.getValue().get());
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
            all.add(outcomes);
        }
        if (!failures.isEmpty()) {
            IOException failure = new IOException("without an answer: " + failures);
            failures.forEach(failure::addSuppressed);
            throw failure;
        }
        return all;
    }

    /** A line for each path: x where it leaks, a hyphen where it does not, a dot where the protocol has no such path. */
    List<String> lines() {
        Set<String> paths = new LinkedHashSet<>();
        http1.forEach(outcomes -> paths.addAll(outcomes.keySet()));
        http2.forEach(outcomes -> paths.addAll(outcomes.keySet()));
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            lines.add(String.format("%-38s %s  %s", path, marks(http1, path), marks(http2, path))
                    .stripTrailing());
        }
        return lines;
    }

    /** The paths that are not as they are known, and those of which a later application sent nothing but the first did. */
    private Set<String> surprises(List<String> known) {
        Set<String> surprises = new LinkedHashSet<>();
        others(known).forEach(line -> surprises.add(line.split(" ", 2)[0]));
        for (List<Map<String, Outcome>> outcomes : List.of(http1, http2)) {
            outcomes.get(0).forEach((path, outcome) -> {
                if (outcome.status() != 0
                        && outcomes.stream().anyMatch(of -> of.get(path).status() == 0)) {
                    surprises.add(path);
                }
            });
        }
        return surprises;
    }

    /** The lines that are not as they are known. */
    List<String> others(List<String> known) {
        Set<String> others = new LinkedHashSet<>(lines());
        known.forEach(others::remove);
        return List.copyOf(others);
    }

    private static String marks(List<Map<String, Outcome>> outcomes, String path) {
        return outcomes.stream()
                .map(of -> of.get(path))
                .map(outcome -> outcome == null ? "." : outcome.leaks().isEmpty() ? "-" : "x")
                .collect(Collectors.joining(" "));
    }

    /** What leaks at one application, with what it was. */
    Map<String, List<String>> leaks(String site) {
        int column = sites.indexOf(site);
        Map<String, List<String>> leaks = new TreeMap<>();
        http1.get(column).forEach((path, outcome) -> add(leaks, path, outcome));
        http2.get(column).forEach((path, outcome) -> add(leaks, path + " over HTTP/2", outcome));
        return leaks;
    }

    private static void add(Map<String, List<String>> leaks, String path, Outcome outcome) {
        if (!outcome.leaks().isEmpty()) {
            leaks.put(path, outcome.leaks());
        }
    }

    /** The status of each answer; what one application does not send is left out at the other. */
    Map<String, Integer> statuses(String site) {
        int column = sites.indexOf(site);
        Map<String, Integer> statuses = new TreeMap<>();
        http1.get(column).forEach((path, outcome) -> statuses.put(path, outcome.status()));
        http2.get(column).forEach((path, outcome) -> statuses.put(path + " over HTTP/2", outcome.status()));
        return statuses;
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        List<String> lines = new ArrayList<>();
        lines.add("# columns, for HTTP/1.1 and then for HTTP/2: " + String.join(" ", sites));
        lines.addAll(lines());
        Files.write(file, lines);
    }
}
