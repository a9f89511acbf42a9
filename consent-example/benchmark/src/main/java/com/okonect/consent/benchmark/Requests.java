package com.okonect.consent.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole requests by {@code wrk}, which has to be installed: with the filter and without, on Jetty and Tomcat. The
 * processor time of the server for each request stands beside the rates.
 *
 * <p>Two JVMs with the same code differ by a tenth and more, for as long as they run, by what their compilers happened to
 * decide; and a machine that is shared differs by a third from one minute to the next. So there are several JVMs of each
 * kind, alive at once and asked for a second each in random order, and {@link Levels} compares each turn with those
 * beside it. The error that stands with a ratio is the standard error, by how much the JVMs of one kind differ.
 */
final class Requests {

    private static final int CONNECTIONS = 64;
    /** With many, the threads that compile would have to share the processors with all that answer, and take minutes. */
    private static final int FIRST_CONNECTIONS = 3;

    private static final int FIRST_SECONDS = 4;
    private static final int WARM_UP_SECONDS = 12;
    /** What the compilers left, in turns as those that count. */
    private static final int WARM_UP_ROUNDS = 4;

    private static final int DEFAULT_JVMS = 5;
    private static final int DEFAULT_ROUNDS = 12;

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
    private record Site(Process process, boolean compared, int port, String cookie) implements AutoCloseable {

        static Site start(String container, String filter, boolean compared) throws IOException {
            Process process = Java.start(List.of("-Xmx256m"), "server", container, filter);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the server did not start");
            }
            int blank = line.indexOf(' ');
            return new Site(process, compared, Integer.parseInt(line.substring(0, blank)), line.substring(blank + 1));
        }

        Duration processorTime() {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    private Requests() {}

    static void run(List<String> arguments) throws IOException, InterruptedException {
        int jvms = arguments.isEmpty() ? DEFAULT_JVMS : Integer.parseInt(arguments.get(0));
        if (jvms < 1) {
            throw new IllegalArgumentException("there has to be a JVM of each kind");
        }
        int rounds = arguments.size() < 2 ? DEFAULT_ROUNDS : Integer.parseInt(arguments.get(1));
        String compared = arguments.size() < 3 ? "filter" : arguments.get(2);
        String wanted = arguments.size() < 4 ? "" : arguments.get(3);
        for (String container : List.of("jetty", "tomcat")) {
            List<Load> loads = LOADS.stream()
                    .filter(load -> (container + " " + load.name).contains(wanted))
                    .toList();
            List<Site> sites = new ArrayList<>();
            try {
                for (int jvm = 0; jvm < jvms && !loads.isEmpty(); jvm++) {
                    boolean plainFirst = jvm % 2 == 0;
                    sites.add(Site.start(container, plainFirst ? "plain" : compared, !plainFirst));
                    sites.add(Site.start(container, plainFirst ? compared : "plain", plainFirst));
                }
                for (Load load : loads) {
                    measure(container, load, sites, rounds);
                }
            } finally {
                for (Site site : sites) {
                    site.close();
                }
            }
        }
    }

    private static void measure(String container, Load load, List<Site> sites, int rounds)
            throws IOException, InterruptedException {
        List<Site> order = new ArrayList<>(sites);
        Collections.shuffle(order);
        for (Site site : order) {
            turn(load, site, FIRST_CONNECTIONS, FIRST_SECONDS);
            turn(load, site, CONNECTIONS, WARM_UP_SECONDS);
        }
        Levels<Site> rates = new Levels<>();
        Levels<Site> micros = new Levels<>();
        for (int round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
            Collections.shuffle(order);
            for (Site site : order) {
                Turn turn = turn(load, site, CONNECTIONS, 1);
                if (round >= WARM_UP_ROUNDS) {
                    rates.add(site, turn.rate);
                    micros.add(site, turn.micros);
                }
            }
        }
        Levels.Ratio rate = rates.ratio(Site::compared);
        Levels.Ratio time = micros.ratio(Site::compared);
        System.out.printf(
                Locale.ROOT,
                "%-6s %-46s without %7.0f/s %5.1f us  with %7.0f/s %5.1f us  ratio %.3f +- %.3f, of the time %.3f +- %.3f%n",
                container,
                load.name,
                rate.others(),
                time.others(),
                rate.those(),
                time.those(),
                rate.ratio(),
                rate.error(),
                time.ratio(),
                time.error());
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
