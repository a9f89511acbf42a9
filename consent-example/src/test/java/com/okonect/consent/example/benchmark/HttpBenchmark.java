package com.okonect.consent.example.benchmark;

import com.okonect.consent.store.PostgreSqlCluster;
import com.okonect.consent.store.SlowSync;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How many choices a second are recorded over HTTP, each by a new visitor, in one PostgreSQL whose syncs take 1 ms:
 * the example's site against what one would write in an afternoon, a prototype that writes in groups, and c15t, where
 * {@code -Dokonect.test.benchmark.c15t=} names the folder {@code src/test/benchmark/c15t} after {@code npm install}. Not part
 * of the build; see README. The contenders take turns in one run, and medians count.
 */
class HttpBenchmark {

    private static final int ROUNDS = Integer.getInteger("okonect.test.benchmark.rounds", 3);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("okonect.test.benchmark.seconds", 5));
    /** What a server has done before its code is compiled: the more there is of it, the longer it takes. */
    private static final int WARM_UP_CHOICES = 300_000;

    private static final int WARM_UP_ROUNDS = 12;
    private static final String OURS = "okonect-consent";
    private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /**
     * @param rate choices a second
     * @param p99Millis of an answer
     * @param cpuMicros of the server a choice
     */
    private record Measured(double rate, double p99Millis, double cpuMicros) {}

    /** A server and how to choose there. */
    private record Contender(Process process, int port, Supplier<byte[]> request) {}

    @Test
    void choicesOverHttp() throws Exception {
        Path folder = SlowSync.newFolder();
        Map<String, Contender> contenders = new LinkedHashMap<>();
        try (PostgreSqlCluster cluster = new PostgreSqlCluster(folder, SlowSync.environment(folder))) {
            PostgreSqlCluster.Server server = cluster.newServer();
            server.configure("shared_buffers = 512MB", "max_wal_size = 4GB", "max_connections = 200");
            server.start();
            String url = "jdbc:postgresql://" + server.host() + "/postgres";
            awaitAnswer(url);
            try {
                contenders.put(OURS, ours(folder, url));
                contenders.put("naive", afternoon("naive", url));
                contenders.put("prototype", afternoon("prototype", url));
                String c15t = System.getProperty("okonect.test.benchmark.c15t");
                if (c15t != null) {
                    contenders.put("c15t", c15t(Path.of(c15t), server.host()));
                }
                for (Entry<String, Contender> contender : contenders.entrySet()) {
                    warmUp(contender.getKey(), contender.getValue());
                }
                for (int connections : new int[] {16, 64}) {
                    report(connections, contest(contenders, connections));
                }
            } finally {
                contenders.values().forEach(contender -> contender.process.destroyForcibly());
            }
        }
    }

    private static Contender ours(Path folder, String url) throws Exception {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Path keys = folder.resolve("keys");
        Files.writeString(keys, "benchmark:" + Base64.getEncoder().encodeToString(secret));
        int port = freePort();
        Process process = java(
                List.of(
                        "-Dconsent.store.url=" + url,
                        "-Dconsent.store.user=postgres",
                        "-Dconsent.keys=" + keys,
                        "-Dport=" + port),
                "com.okonect.consent.example.Main");
        String origin = "http://localhost:" + port;
        return new Contender(
                process, port, () -> post("/consent", "localhost:" + port, origin, "{\"choice\":\"accept\"}"));
    }

    private static Contender afternoon(String which, String url) throws Exception {
        int port = freePort();
        Process process = java(List.of(), AfternoonServer.class.getName(), which, url, String.valueOf(port));
        return new Contender(
                process,
                port,
                () -> post("/consent", "localhost:" + port, "http://localhost:" + port, "{\"choice\":\"accept\"}"));
    }

    private static Contender c15t(Path folder, String database) throws Exception {
        int port = freePort();
        // It looks at every table of its database, and takes offence at those of others.
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://" + database + "/postgres", "postgres", null);
                Statement statement = connection.createStatement()) {
            statement.execute("create database c15t");
        }
        ProcessBuilder builder = new ProcessBuilder("node", "server.mjs")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("PORT", String.valueOf(port));
        builder.environment().put("DATABASE_URL", "postgres://postgres@" + database + "/c15t");
        Process process = builder.start();
        awaitReady(process);
        return new Contender(
                process,
                port,
                () -> post(
                        "/api/c15t/subjects",
                        "localhost:" + port,
                        "https://example.com",
                        "{\"type\":\"cookie_banner\",\"subjectId\":\"sub_" + base58() + "\",\"domain\":\"example.com\","
                                + "\"preferences\":{\"necessary\":true,\"measurement\":true,\"marketing\":true},"
                                + "\"givenAt\":" + System.currentTimeMillis() + "}"));
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

    private static Map<String, Measured> contest(Map<String, Contender> contenders, int connections) throws Exception {
        Map<String, List<Measured>> all = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Entry<String, Contender> contender : contenders.entrySet()) {
                all.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                        .add(measure(contender.getKey(), contender.getValue(), connections, ROUND));
            }
        }
        Map<String, Measured> medians = new LinkedHashMap<>();
        all.forEach((name, measured) -> {
            measured.sort(Comparator.comparing(Measured::rate));
            medians.put(name, measured.get(measured.size() / 2));
        });
        return medians;
    }

    /** Chooses until the code that runs is compiled, for a minute at most; what comes first would otherwise pay for it. */
    private static void warmUp(String name, Contender contender) throws Exception {
        double choices = 0;
        for (int round = 0; round < WARM_UP_ROUNDS && choices < WARM_UP_CHOICES; round++) {
            choices += measure(name, contender, 64, ROUND).rate * ROUND.toSeconds();
        }
    }

    private static Measured measure(String name, Contender contender, int connections, Duration length)
            throws Exception {
        List<List<Long>> times = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(connections);
        AtomicInteger failed = new AtomicInteger();
        Duration cpuBefore = cpu(contender.process);
        long start = System.nanoTime();
        long end = start + length.toNanos();
        for (int i = 0; i < connections; i++) {
            List<Long> own = new ArrayList<>();
            times.add(own);
            new Thread(() -> {
                        try (Socket socket = new Socket("localhost", contender.port)) {
                            socket.setTcpNoDelay(true);
                            InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
                            for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
                                socket.getOutputStream().write(contender.request.get());
                                if (readAnswer(in) == 200) {
                                    own.add(System.nanoTime() - before);
                                } else {
                                    failed.incrementAndGet();
                                }
                            }
                        } catch (IOException e) {
                            failed.incrementAndGet();
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        long cpu = cpu(contender.process).minus(cpuBefore).toNanos();
        List<Long> all = new ArrayList<>();
        times.forEach(all::addAll);
        Collections.sort(all);
        if (failed.get() > 0) {
            System.out.println(name + ": " + failed.get() + " answers were not 200");
        }
        double p99 = all.isEmpty() ? 0 : all.get((int) (all.size() * 0.99)) / 1e6;
        return new Measured(all.size() / seconds, p99, cpu / 1e3 / Math.max(1, all.size()));
    }

    private static Duration cpu(Process process) {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static void report(int connections, Map<String, Measured> medians) {
        Measured ours = Objects.requireNonNull(medians.get(OURS));
        medians.forEach((name, measured) -> System.out.println(String.format(
                Locale.ROOT,
                "%2d connections: %-16s %,8.0f choices/s  p99 %7.1f ms  %7.0f us CPU   ours/it: rate %6.2f, p99 %5.2f,"
                        + " CPU %5.2f",
                connections,
                name,
                measured.rate,
                measured.p99Millis,
                measured.cpuMicros,
                ours.rate / measured.rate,
                ours.p99Millis / measured.p99Millis,
                ours.cpuMicros / measured.cpuMicros)));
    }

    private static byte[] post(String path, String host, String origin, String json) {
        return ("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin
                        + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length() + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads one answer whole, and returns its status. */
    private static int readAnswer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ")[1]);
        int length = -1;
        boolean chunked = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding: chunked")) {
                chunked = true;
            }
        }
        if (chunked) {
            for (int chunk = Integer.parseInt(line(in), 16); chunk > 0; chunk = Integer.parseInt(line(in), 16)) {
                in.skipNBytes(chunk + 2L);
            }
            line(in);
        } else {
            in.skipNBytes(Math.max(0, length));
        }
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static String base58() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append(BASE58.charAt(ThreadLocalRandom.current().nextInt(BASE58.length())));
        }
        return text.toString();
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
