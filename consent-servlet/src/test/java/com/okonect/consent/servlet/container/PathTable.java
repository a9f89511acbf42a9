package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.container.Attempts.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

    /** Tries all, the applications at the same time. */
    static PathTable measure(int port, List<String> sites) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * sites.size());
        try {
            List<Future<Map<String, Outcome>>> http1 = new ArrayList<>();
            List<Future<Map<String, Outcome>>> http2 = new ArrayList<>();
            for (String site : sites) {
                http1.add(threads.submit(() -> Attempts.overHttp1(port, site)));
                http2.add(threads.submit(() -> Attempts.overHttp2(port, site)));
            }
            return new PathTable(sites, all(http1), all(http2));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Map<String, Outcome>> all(List<Future<Map<String, Outcome>>> futures) throws Exception {
        List<Map<String, Outcome>> all = new ArrayList<>();
        for (Future<Map<String, Outcome>> future : futures) {
            all.add(future.get());
        }
        return all;
    }

    /** A line for each path: x where it leaks, a hyphen where it does not. */
    List<String> lines() {
        Set<String> paths = new LinkedHashSet<>();
        http1.forEach(outcomes -> paths.addAll(outcomes.keySet()));
        List<String> lines = new ArrayList<>();
        for (String path : paths) {
            lines.add(String.format("%-28s %s  %s", path, marks(http1, path), marks(http2, path))
                    .stripTrailing());
        }
        return lines;
    }

    private static String marks(List<Map<String, Outcome>> outcomes, String path) {
        return outcomes.stream()
                .map(of -> of.get(path))
                .map(outcome -> outcome == null ? " " : outcome.leaks().isEmpty() ? "-" : "x")
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
