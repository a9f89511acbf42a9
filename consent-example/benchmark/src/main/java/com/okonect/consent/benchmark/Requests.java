package com.okonect.consent.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole requests by {@code wrk}, which has to be installed: with the filter and without, in turns, on Jetty and Tomcat.
 * The filter's ratio is the median of the ratios of neighbouring turns. Who is started and warmed up first changes from
 * pair to pair, and who is asked first from turn to turn: two without any filter differed by up to 3 % by that alone. The
 * processor time of the server for each request stands beside it: it says the same where other work on the machine
 * disturbs the rates.
 *
 * <p>Two JVMs with the same code differ by a tenth and more, for as long as they run, by what their compilers happened to
 * decide. So there are several pairs of them, and a control: pairs of which both are without the filter.
 */
final class Requests {

    private static final int CONNECTIONS = 64;
    /** With many, the threads that compile would have to share the processors with all that answer, and take minutes. */
    private static final int WARM_UP_CONNECTIONS = 3;

    private static final int TURNS = 8;
    private static final int DEFAULT_SECONDS = 2;
    private static final int DEFAULT_PAIRS = 3;
    /** Until a page's code is compiled, its turns are slow; they go on until so many in a row are no faster. */
    private static final int SETTLED_TURNS = 4;

    private static final int MOST_WARM_UP_TURNS = 30;
    private static final double FASTER = 1.03;

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in");
    private static final Pattern ERRORS = Pattern.compile("(?:Non-2xx|Socket errors).*");

    /** What is asked for, by whom. */
    private record Load(String name, String path, boolean returning, String accept) {}

    private static final List<Load> LOADS = List.of(
            new Load("call for data", Server.DYNAMIC, true, "application/json"),
            new Load("page of 10 KB, rendered, with its own link", Server.RENDERED_LINKED, true, "text/html"),
            new Load("page of 50 KB, rendered, the link is put in", Server.RENDERED, true, "text/html"),
            new Load("page of 50 KB, rendered, the banner is put in", Server.RENDERED, false, "text/html"),
            new Load("page of 50 KB, ready, the link is put in", Server.PAGE, true, "text/html"),
            new Load("page of 50 KB, ready, the banner is put in", Server.PAGE, false, "text/html"),
            new Load("static file of 20 KB", Server.FILE, true, "text/css"));

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

        Duration processorTime() {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }

    /** A server without the filter, the one that is compared with it, and which of them was started first. */
    private record Pair(Site plain, Site filtered, boolean plainFirst) implements AutoCloseable {

        static Pair start(String container, String compared, boolean plainFirst) throws IOException {
            Site first = Site.start(container, plainFirst ? "plain" : compared);
            Site second = Site.start(container, plainFirst ? compared : "plain");
            return plainFirst ? new Pair(first, second, true) : new Pair(second, first, false);
        }

        Site first() {
            return plainFirst ? plain : filtered;
        }

        Site second() {
            return plainFirst ? filtered : plain;
        }

        @Override
        public void close() throws InterruptedException {
            plain.process.destroyForcibly().waitFor();
            filtered.process.destroyForcibly().waitFor();
        }
    }

    private Requests() {}

    static void run(List<String> arguments) throws IOException, InterruptedException {
        int seconds = arguments.isEmpty() ? DEFAULT_SECONDS : Integer.parseInt(arguments.get(0));
        int pairs = arguments.size() < 2 ? DEFAULT_PAIRS : Integer.parseInt(arguments.get(1));
        String compared = arguments.size() < 3 ? "filter" : arguments.get(2);
        String wanted = arguments.size() < 4 ? "" : arguments.get(3);
        for (String container : List.of("jetty", "tomcat")) {
            List<Load> loads = LOADS.stream()
                    .filter(load -> (container + " " + load.name).contains(wanted))
                    .toList();
            Map<Load, List<Double>> ratios = new LinkedHashMap<>();
            for (int pair = 0; pair < pairs && !loads.isEmpty(); pair++) {
                try (Pair servers = Pair.start(container, compared, pair % 2 == 0)) {
                    for (Load load : loads) {
                        warmUp(load, servers.first(), seconds);
                        warmUp(load, servers.second(), seconds);
                        double ratio = measure(container, load, servers, seconds);
                        ratios.computeIfAbsent(load, any -> new ArrayList<>()).add(ratio);
                    }
                }
            }
            ratios.forEach((load, all) -> System.out.printf(
                    Locale.ROOT,
                    "%-6s %-46s ratio of %d pairs %.3f (%.3f to %.3f)%n",
                    container,
                    load.name,
                    all.size(),
                    median(all, ratio -> ratio),
                    Collections.min(all),
                    Collections.max(all)));
        }
    }

    private static double measure(String container, Load load, Pair servers, int seconds)
            throws IOException, InterruptedException {
        List<Turn> without = new ArrayList<>();
        List<Turn> with = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            if (servers.plainFirst == (turn % 2 == 0)) {
                without.add(turn(load, servers.plain, CONNECTIONS, seconds));
                with.add(turn(load, servers.filtered, CONNECTIONS, seconds));
            } else {
                with.add(turn(load, servers.filtered, CONNECTIONS, seconds));
                without.add(turn(load, servers.plain, CONNECTIONS, seconds));
            }
            ratios.add(with.get(turn).rate / without.get(turn).rate);
        }
        double ratio = median(ratios, one -> one);
        System.out.printf(
                Locale.ROOT,
                "%-6s %-46s without %7.0f/s %5.1f us  with %7.0f/s %5.1f us  ratio %.3f (%.3f to %.3f)%n",
                container,
                load.name,
                median(without, Turn::rate),
                median(without, Turn::micros),
                median(with, Turn::rate),
                median(with, Turn::micros),
                ratio,
                Collections.min(ratios),
                Collections.max(ratios));
        return ratio;
    }

    private static void warmUp(Load load, Site site, int seconds) throws IOException, InterruptedException {
        settle(load, site, WARM_UP_CONNECTIONS, seconds);
        settle(load, site, CONNECTIONS, seconds);
    }

    private static void settle(Load load, Site site, int connections, int seconds)
            throws IOException, InterruptedException {
        double best = 0;
        int settled = 0;
        for (int turns = 0; turns < MOST_WARM_UP_TURNS && settled < SETTLED_TURNS; turns++) {
            double rate = turn(load, site, connections, seconds).rate;
            settled = rate > best * FASTER ? 0 : settled + 1;
            best = Math.max(best, rate);
        }
    }

    private static <T> double median(List<T> values, ToDoubleFunction<T> of) {
        double[] sorted = values.stream().mapToDouble(of).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** What one turn came to: requests a second, and microseconds of the server's processor time for each. */
    private record Turn(double rate, double micros) {}

    private static Turn turn(Load load, Site site, int connections, int seconds)
            throws IOException, InterruptedException {
        Duration before = site.processorTime();
        List<String> command = new ArrayList<>(List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "--timeout",
                "20s",
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
        Matcher requests = REQUESTS.matcher(said);
        Matcher errors = ERRORS.matcher(said);
        if (wrk.waitFor() != 0 || !rate.find() || !requests.find() || errors.find()) {
            throw new IOException("wrk failed: " + said);
        }
        double nanos = site.processorTime().minus(before).toNanos();
        return new Turn(Double.parseDouble(rate.group(1)), nanos / 1e3 / Long.parseLong(requests.group(1)));
    }
}
