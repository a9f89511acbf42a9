package com.okonect.consent.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole requests by {@code wrk}, which has to be installed: with the filter and without, in turns, on Jetty and Tomcat.
 * The filter's ratio is the median of the ratios of neighbouring turns.
 */
final class Requests {

    private static final int CONNECTIONS = 64;
    private static final int TURNS = 5;
    private static final int DEFAULT_SECONDS = 5;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("(?:Non-2xx|Socket errors).*");

    /** What is asked for, by whom. */
    private record Load(String name, String path, boolean returning, String accept) {}

    private static final List<Load> LOADS = List.of(
            new Load("dynamic page of 2 KB, returning visitor", Server.DYNAMIC, true, "text/html"),
            new Load("call for data, returning visitor", Server.DYNAMIC, true, "application/json"),
            new Load("dynamic page of 50 KB, returning visitor", Server.PAGE, true, "text/html"),
            new Load("dynamic page of 50 KB, new visitor: banner", Server.PAGE, false, "text/html"),
            new Load("static file of 20 KB, returning visitor", Server.FILE, true, "text/css"));

    /** A server and who visits it. */
    private record Site(Process process, int port, String cookie) {

        static Site start(String container, String filter) throws IOException {
            Process process = Java.start(List.of("-Xmx512m"), "server", container, filter);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the server did not start");
            }
            int blank = line.indexOf(' ');
            return new Site(process, Integer.parseInt(line.substring(0, blank)), line.substring(blank + 1));
        }
    }

    private Requests() {}

    static void run(List<String> arguments) throws IOException, InterruptedException {
        int seconds = arguments.isEmpty() ? DEFAULT_SECONDS : Integer.parseInt(arguments.get(0));
        for (String container : List.of("jetty", "tomcat")) {
            Site plain = Site.start(container, "plain");
            Site filtered = Site.start(container, "filter");
            try {
                for (Load load : LOADS) {
                    measure(container, load, plain, filtered, seconds);
                }
            } finally {
                plain.process.destroyForcibly().waitFor();
                filtered.process.destroyForcibly().waitFor();
            }
        }
    }

    private static void measure(String container, Load load, Site plain, Site filtered, int seconds)
            throws IOException, InterruptedException {
        rate(load, plain, seconds);
        rate(load, filtered, seconds);
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            without.add(rate(load, plain, seconds));
            with.add(rate(load, filtered, seconds));
            ratios.add(with.get(turn) / without.get(turn));
        }
        System.out.printf(
                Locale.ROOT,
                "%-6s %-45s without %8.0f/s  with %8.0f/s  ratio %.3f (%.3f to %.3f)%n",
                container,
                load.name,
                median(without),
                median(with),
                median(ratios),
                ratios.stream().min(Double::compare).orElseThrow(),
                ratios.stream().max(Double::compare).orElseThrow());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double rate(Load load, Site site, int seconds) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + seconds + "s",
                "-H",
                "Accept: " + load.accept,
                "-H",
                "Host: " + Shop.HOST));
        if (load.returning) {
            command.add("-H");
            command.add("Cookie: " + site.cookie);
        }
        command.add("http://127.0.0.1:" + site.port + load.path);
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher rate = RATE.matcher(said);
        Matcher errors = ERRORS.matcher(said);
        if (wrk.waitFor() != 0 || !rate.find() || errors.find()) {
            throw new IOException("wrk failed: " + said);
        }
        return Double.parseDouble(rate.group(1));
    }
}
