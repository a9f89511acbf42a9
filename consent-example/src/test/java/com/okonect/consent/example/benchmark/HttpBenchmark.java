package com.okonect.consent.example.benchmark;

import com.okonect.consent.store.PostgreSqlCluster;
import com.okonect.consent.store.PostgreSqlCluster.Server;
import com.okonect.consent.store.SlowSync;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How many choices a second are recorded over HTTP, each by a new visitor, in one PostgreSQL whose syncs take 1 ms:
 * the example's site against what one would write in an afternoon, a prototype that writes in groups, and c15t, where
 * {@code -Dokonect.test.benchmark.c15t=} names the folder {@code src/test/benchmark/c15t} after {@code npm install}. Not part
 * of the build; see README. The contenders take turns in one run, and medians count.
 */
class HttpBenchmark {

    private static final int ROUNDS = Integer.getInteger("okonect.test.benchmark.rounds", 5);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("okonect.test.benchmark.seconds", 5));
    /** What a server has done before its code is compiled: the more there is of it, the longer it takes. */
    private static final int WARM_UP_CHOICES = 600_000;

    private static final int WARM_UP_ROUNDS = 18;
    private static final String OURS = "okonect-consent";
    private static final Pattern CHOICES = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)");
    private static final Pattern ERRORS = Pattern.compile("(Non-2xx|Socket errors).*");

    /**
     * @param rate choices a second
     * @param p99Millis of an answer
     * @param cpuMicros of the server a choice
     * @param databaseMicros of PostgreSQL a choice
     */
    private record Measured(double rate, double p99Millis, double cpuMicros, double databaseMicros) {

        private double allMicros() {
            return cpuMicros + databaseMicros;
        }
    }

    /**
     * A server and how to choose there.
     *
     * @param script what wrk sends
     */
    private record Contender(Process process, String url, Path script) {}

    @Test
    void choicesOverHttp() throws Exception {
        Path folder = SlowSync.newFolder();
        Map<String, Contender> contenders = new LinkedHashMap<>();
        try (PostgreSqlCluster cluster = new PostgreSqlCluster(folder, SlowSync.environment(folder))) {
            Server server = cluster.newServer();
            server.configure("shared_buffers = 512MB", "max_wal_size = 4GB", "max_connections = 200");
            server.start();
            String url = "jdbc:postgresql://" + server.host() + "/postgres";
            awaitAnswer(url);
            try {
                contenders.put(OURS, ours(folder, "library", url));
                contenders.put("naive", afternoon(folder, "naive", url));
                contenders.put("prototype", afternoon(folder, "prototype", url));
                String c15t = System.getProperty("okonect.test.benchmark.c15t");
                if (c15t != null) {
                    contenders.put("c15t", c15t(folder, Path.of(c15t), server.host()));
                }
                if (Boolean.getBoolean("okonect.test.benchmark.listening")) {
                    String own = "jdbc:postgresql://" + server.host() + "/listening";
                    create("listening", url);
                    contenders.put("with a listener", ours(folder, "listening", own));
                }
                for (Entry<String, Contender> contender : contenders.entrySet()) {
                    warmUp(contender.getKey(), contender.getValue(), server);
                }
                for (int connections : new int[] {16, 64}) {
                    report(connections, contest(contenders, server, connections));
                }
            } finally {
                contenders.values().forEach(contender -> contender.process.destroyForcibly());
            }
        }
    }

    private static Contender ours(Path folder, String which, String url) throws Exception {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Path keys = folder.resolve(which + "-keys");
        Files.writeString(keys, "benchmark:" + Base64.getEncoder().encodeToString(secret));
        int port = freePort();
        Process process = java(
                List.of("-Dconsent.store.url=" + url, "-Dconsent.store.user=postgres", "-Dconsent.keys=" + keys),
                LibraryServer.class.getName(),
                which,
                String.valueOf(port));
        return accepting(folder, process, port);
    }

    private static Contender afternoon(Path folder, String which, String url) throws Exception {
        int port = freePort();
        Process process = java(List.of(), AfternoonServer.class.getName(), which, url, String.valueOf(port));
        return accepting(folder, process, port);
    }

    private static Contender accepting(Path folder, Process process, int port) throws IOException {
        Path script = script(folder, port, "http://localhost:" + port, """
                wrk.body = '{"choice":"accept"}'
                """);
        return new Contender(process, "http://localhost:" + port + "/consent", script);
    }

    private static Contender c15t(Path folder, Path installed, String database) throws Exception {
        int port = freePort();
        // It looks at every table of its database, and takes offence at those of others.
        create("c15t", "jdbc:postgresql://" + database + "/postgres");
        ProcessBuilder builder = new ProcessBuilder("node", "server.mjs")
                .directory(installed.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PORT", String.valueOf(port));
        builder.environment().put("DATABASE_URL", "postgres://postgres@" + database + "/c15t");
        Process process = builder.start();
        awaitReady(process);
        Path script = script(folder, port, "https://example.com", """
                math.randomseed(os.time() * 1000 + math.floor(os.clock() * 1e6))
                local base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
                request = function()
                  local id = {}
                  for i = 1, 20 do
                    local at = math.random(#base58)
                    id[i] = base58:sub(at, at)
                  end
                  return wrk.format(nil, nil, nil, '{"type":"cookie_banner","subjectId":"sub_' .. table.concat(id)
                    .. '","domain":"example.com","preferences":{"necessary":true,"measurement":true,"marketing":true},"givenAt":'
                    .. os.time() .. '000}')
                end
                """);
        return new Contender(process, "http://localhost:" + port + "/api/c15t/subjects", script);
    }

    private static void create(String database, String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
    }

    private static Path script(Path folder, int port, String origin, String lua) throws IOException {
        return Files.writeString(folder.resolve("wrk-" + port + ".lua"), """
                wrk.method = 'POST'
                wrk.headers['Content-Type'] = 'application/json'
                wrk.headers['Sec-Fetch-Site'] = 'same-origin'
                wrk.headers['Origin'] = '%s'
                """.formatted(origin) + lua);
    }

    private static Process java(List<String> properties, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(properties);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        awaitReady(process);
        return process;
    }

    /** Reads what the server says until it is ready, and goes on reading, so that it never waits to be heard. */
    private static void awaitReady(Process process) throws IOException {
        var lines = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith("ready")) {
                Thread reader = new Thread(() -> lines.lines().forEach(rest -> {}));
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new IOException("the server ended: " + said);
    }

    private static Map<String, Measured> contest(Map<String, Contender> contenders, Server database, int connections)
            throws Exception {
        Map<String, List<Measured>> all = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Entry<String, Contender> contender : contenders.entrySet()) {
                all.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                        .add(measure(contender.getKey(), contender.getValue(), database, connections, ROUND));
            }
        }
        Map<String, Measured> medians = new LinkedHashMap<>();
        all.forEach((name, measured) -> {
            measured.sort(Comparator.comparing(Measured::rate));
            medians.put(name, measured.get(measured.size() / 2));
        });
        return medians;
    }

    /** Chooses until the code that runs is compiled, for a minute and a half at most; what comes first would otherwise pay for it. */
    private static void warmUp(String name, Contender contender, Server database) throws Exception {
        double choices = 0;
        for (int round = 0; round < WARM_UP_ROUNDS && choices < WARM_UP_CHOICES; round++) {
            choices += measure(name, contender, database, 64, ROUND).rate * ROUND.toSeconds();
        }
    }

    private static Measured measure(String name, Contender contender, Server database, int connections, Duration length)
            throws Exception {
        Duration cpuBefore = cpu(contender.process);
        Duration databaseBefore = database.cpu();
        Process wrk = new ProcessBuilder(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + length.toSeconds() + "s",
                        "--latency",
                        "-s",
                        contender.script.toString(),
                        contender.url)
                .redirectErrorStream(true)
                .start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher choices = CHOICES.matcher(said);
        Matcher rate = RATE.matcher(said);
        Matcher p99 = P99.matcher(said);
        if (wrk.waitFor() != 0 || !choices.find() || !rate.find() || !p99.find()) {
            throw new IOException("wrk failed: " + said);
        }
        Matcher errors = ERRORS.matcher(said);
        if (errors.find()) {
            System.out.println(name + ": " + errors.group());
        }
        double count = Double.parseDouble(choices.group(1));
        return new Measured(
                Double.parseDouble(rate.group(1)),
                Double.parseDouble(p99.group(1))
                        * (p99.group(2).equals("s") ? 1e3 : p99.group(2).equals("us") ? 1e-3 : 1),
                cpu(contender.process).minus(cpuBefore).toNanos() / 1e3 / count,
                database.cpu().minus(databaseBefore).toNanos() / 1e3 / count);
    }

    private static Duration cpu(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static void report(int connections, Map<String, Measured> medians) {
        Measured ours = Objects.requireNonNull(medians.get(OURS));
        medians.forEach((name, measured) -> System.out.println(String.format(
                Locale.ROOT,
                "%2d connections: %-16s %,8.0f choices/s  p99 %7.1f ms  %7.0f us CPU and %,4.0f of the database"
                        + "   ours/it: rate %6.2f, p99 %5.2f, CPU %5.2f",
                connections,
                name,
                measured.rate,
                measured.p99Millis,
                measured.cpuMicros,
                measured.databaseMicros,
                ours.rate / measured.rate,
                ours.p99Millis / measured.p99Millis,
                ours.allMicros() / measured.allMicros())));
    }

    private static void awaitAnswer(String url) throws InterruptedException {
        @Nullable SQLException last = null;
        for (int i = 0; i < 300; i++) {
            try (Connection connection = DriverManager.getConnection(url, "postgres", null)) {
                if (connection.isValid(1)) {
                    return;
                }
            } catch (SQLException e) {
                last = e;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("PostgreSQL does not answer", last);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
