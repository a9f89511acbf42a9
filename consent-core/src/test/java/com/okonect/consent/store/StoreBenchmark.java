package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * How many records a second are durable, against the ways in which one would do it in an afternoon. Not part of the
 * build; see README. Everything is in memory, with 1 ms for every sync where a C compiler is there; the contenders take
 * turns in one run, and medians count.
 */
class StoreBenchmark {

    private static final int ROUNDS = Integer.getInteger("okonect.test.benchmark.rounds", 3);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("okonect.test.benchmark.seconds", 3));
    private static final int IN_FLIGHT = 1_024;
    private static final int BULK = 50_000;
    private static final int SMALL = 10_000;
    private static final int LARGE = Integer.getInteger("okonect.test.benchmark.records", 2_000_000);
    private static final int MONTHS = 12;
    private static final long FIRST_MONTH_SECONDS = 31L * 24 * 60 * 60;
    private static final int PURGED = 20_000;
    private static final int GROUP = 64;

    /** What one caller does again and again. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    @Test
    void sqlite() throws Exception {
        inAnotherProcess("sqlite");
    }

    @Test
    void postgreSql() throws Exception {
        Path folder = SlowSync.newFolder();
        Map<String, String> slow = SlowSync.environment(folder);
        try (PostgreSqlCluster cluster = new PostgreSqlCluster(folder, slow)) {
            PostgreSqlCluster.Server server = cluster.newServer();
            server.configure("shared_buffers = 512MB", "max_wal_size = 4GB", "max_connections = 200");
            server.start();
            new PostgreSqlContest(server.host()).run();
        }
    }

    /** A visitor's own records, in a small table and in a large one. */
    @Test
    void lookUp() throws Exception {
        Path folder = SlowSync.newFolder();
        SigningKeys keys = SigningKeys.random();
        try (PostgreSqlCluster cluster = new PostgreSqlCluster(folder)) {
            String host = startTuned(cluster);
            String small = database(host, "small");
            String large = database(host, "large");
            try (JdbcConsentStore one = JdbcConsentStore.of(small, "postgres", null, keys, Clock.systemUTC());
                    JdbcConsentStore other = JdbcConsentStore.of(large, "postgres", null, keys, Clock.systemUTC())) {
                fill(small, "consent_record", SMALL, 1);
                fill(large, "consent_record", LARGE, 1);
                Map<String, Callable<Measured>> contest = new LinkedHashMap<>();
                contest.put("small", () -> lookUps(one, SMALL));
                contest.put("large", () -> lookUps(other, LARGE));
                report(
                        String.format(Locale.ROOT, "look-up, %,d and %,d records", SMALL, LARGE),
                        contest(contest),
                        "small",
                        "large");
            }
        }
    }

    private static Measured lookUps(JdbcConsentStore store, int records) throws Exception {
        return closedLoop(1, () -> {
            String id = consentId(ThreadLocalRandom.current().nextInt(records));
            if (store.history(id).size() != 1) {
                throw new IllegalStateException("not found: " + id);
            }
        });
    }

    /** Whether a partition a month is worth what it costs: the same rows and inserts, with and without. */
    @Test
    void partitions() throws Exception {
        Path folder = SlowSync.newFolder();
        Map<String, String> slow = SlowSync.environment(folder);
        SigningKeys keys = SigningKeys.random();
        try (PostgreSqlCluster cluster = new PostgreSqlCluster(folder, slow)) {
            String url = database(startTuned(cluster), "partitions");
            try (JdbcConsentStore store = JdbcConsentStore.of(url, "postgres", null, keys, Clock.systemUTC());
                    Connection connection = DriverManager.getConnection(url, "postgres", null);
                    Statement statement = connection.createStatement()) {
                // What the database demands: the month is part of every key, so that an id is unique in its month
                // alone.
                statement.execute("create table by_month (like consent_record) partition by range (recorded_at)");
                for (int month = 0; month < MONTHS; month++) {
                    statement.execute("create table by_month_" + month + " partition of by_month for values from ("
                            + FIRST_MONTH_SECONDS * month + ") to (" + FIRST_MONTH_SECONDS * (month + 1) + ")");
                }
                statement.execute("alter table by_month add primary key (record_id, recorded_at)");
                statement.execute("alter table by_month add unique (consent_id, sequence, recorded_at)");
                statement.execute("create index on by_month (ended_at)");
                fill(url, "consent_record", PURGED * MONTHS, MONTHS);
                fill(url, "by_month", PURGED * MONTHS, MONTHS);
                statement.execute("vacuum analyze consent_record");
                statement.execute("vacuum analyze by_month");

                Session session = new Session(connection, new PostgreSqlDialect(true));
                connection.setAutoCommit(false);
                Drafts drafts = new Drafts(keys, new FakeClock("1970-11-23T10:15:30Z"));
                Map<String, Callable<Measured>> contest = new LinkedHashMap<>();
                contest.put("one", () -> appends(session, "consent_record", drafts));
                contest.put("months", () -> appends(session, "by_month", drafts));
                report("appending, groups of 64", contest(contest), "one", "months");
                connection.setAutoCommit(true);

                long start = System.nanoTime();
                int purged = store.purge(Instant.ofEpochSecond(FIRST_MONTH_SECONDS));
                double whole = seconds(start);
                start = System.nanoTime();
                // Every record is read in both ways: it is taken out of the signed totals.
                try (var rows = statement.executeQuery("select * from by_month_0")) {
                    while (rows.next()) {
                        rows.getString(1);
                    }
                }
                double read = seconds(start);
                start = System.nanoTime();
                statement.execute("drop table by_month_0");
                System.out.println(String.format(
                        Locale.ROOT,
                        "purging %,d records: %.1f s in small transactions with a pause after each; by dropping a month %.2f s to"
                                + " read it and %.3f s to drop it",
                        purged,
                        whole,
                        read,
                        seconds(start)));
            }
        }
    }

    private static Measured appends(Session session, String table, Drafts drafts) throws Exception {
        return closedLoop(1, () -> {
            List<ConsentRecord> records = new ArrayList<>();
            for (int i = 0; i < GROUP; i++) {
                records.add(drafts.accept().seal(null, true));
            }
            new RecordTable(session).insert(table, records);
            session.connection().commit();
        });
    }

    private static String startTuned(PostgreSqlCluster cluster) throws Exception {
        PostgreSqlCluster.Server server = cluster.newServer();
        server.configure("shared_buffers = 1GB", "max_wal_size = 4GB", "max_connections = 200", "autovacuum = off");
        server.start();
        return server.host();
    }

    static String database(String host, String name) throws Exception {
        String url = "jdbc:postgresql://" + host + "/";
        for (int attempt = 0; ; attempt++) {
            try (Connection connection = DriverManager.getConnection(url + "postgres", "postgres", null);
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
                return url + name;
            } catch (SQLException e) {
                if (attempt == 100) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** Records of as many visitors, spread over months since 1970. */
    private static void fill(String url, String table, int records, int months) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                Statement statement = connection.createStatement()) {
            String time = "(i % " + months + ") * " + FIRST_MONTH_SECONDS;
            statement.execute("insert into " + table + " (record_id, consent_id, sequence, event, recorded_at,"
                    + " valid_until, decisions, notice, method, language, gpc, site, previous_hash, key_id, mac,"
                    + " ended_at) select gen_random_uuid(), substr(md5(i::text), 1, 22), 1, 'accept', " + time + ", "
                    + time + ", 'marketing:0!payment:0!personalisation:0!statistics:1AbCdEfGh', '" + "a".repeat(64)
                    + "', 'banner', 'en', 0, 'shop.example', null, '12345678', '" + "b".repeat(64) + "', " + time
                    + " from generate_series(0, " + (records - 1) + ") i");
            statement.execute("analyze " + table);
        }
    }

    /** As PostgreSQL makes them above. */
    private static String consentId(int i) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("MD5").digest(String.valueOf(i).getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest).substring(0, 22);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        // The most first: what comes after runs in code that is compiled.
        for (int callers : new int[] {64, 16, 1}) {
            new SqliteContest(folder, callers).run();
        }
    }

    /** With slow syncs from its first breath. */
    private static void inAnotherProcess(String what) throws Exception {
        Path folder = SlowSync.newFolder();
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Dokonect.test.benchmark.rounds=" + ROUNDS);
            command.add("-Dokonect.test.benchmark.seconds=" + ROUND.toSeconds());
            command.add("-cp");
            command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            command.add(StoreBenchmark.class.getName());
            command.add(what);
            command.add(folder.toString());
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(SlowSync.environment(folder));
            Process process = builder.start();
            try (var lines = process.inputReader()) {
                lines.lines().forEach(System.out::println);
            }
            process.waitFor();
        } finally {
            delete(folder);
        }
    }

    /** A naive pool of connections with a transaction a record, against the store. */
    private static final class SqliteContest {

        private final Path folder;
        private final int callers;

        private SqliteContest(Path folder, int callers) {
            this.folder = folder;
            this.callers = callers;
        }

        private void run() throws Exception {
            SigningKeys keys = SigningKeys.random();
            Drafts drafts = new Drafts(keys, Clock.systemUTC());
            JdbcConsentStore store = JdbcConsentStore.embedded(folder.resolve("group"), keys, Clock.systemUTC());
            JdbcConsentStore.embedded(folder.resolve("naive"), keys, Clock.systemUTC())
                    .close();
            BlockingQueue<Session> pool = new ArrayBlockingQueue<>(10);
            try (EmbeddedSource source = EmbeddedSource.in(folder.resolve("naive"))) {
                for (int i = 0; i < 10; i++) {
                    pool.add(new Session(source.open(), new SqliteDialect()));
                }
                Map<String, Callable<Measured>> contest = new LinkedHashMap<>();
                contest.put("naive", () -> closedLoop(callers, () -> insertOne(pool, drafts.accept())));
                contest.put(
                        "group",
                        () -> closedLoop(
                                callers, () -> store.append(drafts.accept()).get()));
                Map<String, Measured> medians = contest(contest);
                report("SQLite, " + callers + " callers", medians, "naive", "group");
            } finally {
                pool.forEach(Session::close);
                store.close();
                delete(folder.resolve("naive"));
                delete(folder.resolve("group"));
            }
        }
    }

    /** The pool and the insert of an afternoon, pgbench's insert and bulk loading, against the store. */
    private static final class PostgreSqlContest {

        private final String host;

        private PostgreSqlContest(String host) {
            this.host = host;
        }

        private void run() throws Exception {
            SigningKeys keys = SigningKeys.random();
            Drafts drafts = new Drafts(keys, Clock.systemUTC());
            String url = "jdbc:postgresql://" + host + "/postgres";
            JdbcConsentStore store = JdbcConsentStore.of(url, "postgres", null, keys, Clock.systemUTC());
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url);
            config.setUsername("postgres");
            config.setMaximumPoolSize(16);
            try (HikariDataSource pool = new HikariDataSource(config)) {
                for (int callers : new int[] {64, 16, 1}) {
                    Map<String, Callable<Measured>> contest = new LinkedHashMap<>();
                    contest.put("naive", () -> closedLoop(callers, () -> insertOne(pool, drafts.accept())));
                    contest.put(
                            "group",
                            () -> closedLoop(
                                    callers, () -> store.append(drafts.accept()).get()));
                    if (pgbench().isPresent()) {
                        contest.put("pgbench", () -> pgbench(callers));
                    }
                    Map<String, Measured> medians = contest(contest);
                    report("PostgreSQL, " + callers + " callers", medians, "naive", "group");
                    if (medians.containsKey("pgbench")) {
                        report("PostgreSQL, " + callers + " callers", medians, "pgbench", "group");
                    }
                    truncate(url);
                }
                Map<String, Callable<Measured>> contest = new LinkedHashMap<>();
                contest.put("COPY", () -> copy(url, drafts));
                contest.put("group", () -> inFlight(store, drafts));
                report("PostgreSQL, " + IN_FLIGHT + " in flight", contest(contest), "COPY", "group");
            } finally {
                store.close();
            }
        }

        private Optional<Path> pgbench() {
            return Arrays.stream(Objects.toString(System.getenv("PATH"), "").split(":"))
                    .map(folder -> Path.of(folder, "pgbench"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }

        /** The same insert, prepared, one transaction each: the ceiling of that way. */
        private Measured pgbench(int callers) throws Exception {
            Path script = Files.createTempFile("consent", ".sql");
            String decisions = "marketing:0!payment:0!personalisation:0!statistics:1AbCdEfGh";
            Files.writeString(
                    script,
                    "insert into consent_record (record_id, consent_id, sequence, event, recorded_at, valid_until,"
                            + " decisions, notice, method, language, gpc, site, previous_hash, key_id, mac, ended_at)"
                            + " values (uuidv7(), substr(md5(random()::text), 1, 22), 1, 'accept', 1795428930,"
                            + " 1811067330, '" + decisions + "', '" + "a".repeat(64)
                            + "', 'banner', 'en', 0, 'shop.example', null, '12345678', '" + "b".repeat(64)
                            + "', 1811067330);");
            String[] address = host.split(":");
            Process process = new ProcessBuilder(
                            pgbench().orElseThrow().toString(),
                            "-n",
                            "-M",
                            "prepared",
                            "-j",
                            "2",
                            "-c",
                            String.valueOf(callers),
                            "-T",
                            String.valueOf(ROUND.toSeconds()),
                            "-f",
                            script.toString(),
                            "-h",
                            address[0],
                            "-p",
                            address[1],
                            "-U",
                            "postgres",
                            "postgres")
                    .redirectErrorStream(true)
                    .start();
            double rate;
            try (var lines = process.inputReader()) {
                rate = lines.lines()
                        .filter(line -> line.startsWith("tps = "))
                        .mapToDouble(line -> Double.parseDouble(line.split(" ")[2]))
                        .findFirst()
                        .orElseThrow();
            }
            Files.delete(script);
            return new Measured(rate, 0);
        }

        /** As fast as the same table takes rows at all. */
        private static Measured copy(String url, Drafts drafts) throws Exception {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < BULK; i++) {
                ConsentRecord record = drafts.accept().seal(null, true);
                rows.append(String.join(
                                "\t",
                                record.recordId().toString(),
                                record.consentId(),
                                "1",
                                record.event().toString(),
                                String.valueOf(record.recordedAt().getEpochSecond()),
                                String.valueOf(record.validUntil().getEpochSecond()),
                                record.decisions(),
                                record.notice(),
                                record.method().toString(),
                                record.language(),
                                "0",
                                record.site(),
                                "\\N",
                                record.keyId(),
                                record.mac(),
                                String.valueOf(record.endsAt().getEpochSecond())))
                        .append('\n');
            }
            byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
            try (Connection connection = DriverManager.getConnection(url, "postgres", null)) {
                long start = System.nanoTime();
                new CopyManager(connection.unwrap(BaseConnection.class))
                        .copyIn("copy consent_record from stdin", new ByteArrayInputStream(bytes));
                return new Measured(BULK / seconds(start), 0);
            }
        }

        private static void truncate(String url) throws SQLException {
            try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                    Statement statement = connection.createStatement()) {
                statement.execute("delete from consent_record");
                statement.execute("vacuum analyze consent_record");
            }
        }
    }

    /** @param rate a second; @param p99Millis 0 where it is not known */
    record Measured(double rate, double p99Millis) {}

    /** The contenders by turns; the medians of their rates. The first round warms up. */
    static Map<String, Measured> contest(Map<String, Callable<Measured>> contenders) throws Exception {
        Map<String, List<Measured>> all = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (Entry<String, Callable<Measured>> contender : contenders.entrySet()) {
                Measured measured = contender.getValue().call();
                if (round > 0) {
                    all.computeIfAbsent(contender.getKey(), name -> new ArrayList<>())
                            .add(measured);
                }
            }
        }
        Map<String, Measured> medians = new LinkedHashMap<>();
        all.forEach((name, measured) -> {
            measured.sort(Comparator.comparing(Measured::rate));
            medians.put(name, measured.get(measured.size() / 2));
        });
        return medians;
    }

    private static void report(String what, Map<String, Measured> medians, String base, String contender) {
        Measured one = Objects.requireNonNull(medians.get(base));
        Measured two = Objects.requireNonNull(medians.get(contender));
        System.out.println(String.format(
                Locale.ROOT,
                "%-32s %-8s %,9.0f/s p99 %6.1f ms   %-8s %,9.0f/s p99 %6.1f ms   ratio %.2f",
                what,
                base,
                one.rate,
                one.p99Millis,
                contender,
                two.rate,
                two.p99Millis,
                two.rate / one.rate));
    }

    /** Callers that each do one step after the other. */
    static Measured closedLoop(int callers, Step step) throws Exception {
        List<List<Long>> times = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(callers);
        long start = System.nanoTime();
        long end = start + ROUND.toNanos();
        for (int i = 0; i < callers; i++) {
            List<Long> own = new ArrayList<>();
            times.add(own);
            new Thread(() -> {
                        try {
                            for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
                                step.run();
                                own.add(System.nanoTime() - before);
                            }
                        } catch (Exception e) {
                            e.printStackTrace();
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        done.await();
        double seconds = seconds(start);
        List<Long> all = new ArrayList<>();
        times.forEach(all::addAll);
        Collections.sort(all);
        double p99 = all.isEmpty() ? 0 : all.get((int) (all.size() * 0.99)) / 1e6;
        return new Measured(all.size() / seconds, p99);
    }

    private static Measured inFlight(JdbcConsentStore store, Drafts drafts) throws Exception {
        Semaphore room = new Semaphore(IN_FLIGHT);
        LongAdder done = new LongAdder();
        long start = System.nanoTime();
        long end = start + ROUND.toNanos();
        while (System.nanoTime() < end) {
            if (room.tryAcquire(1, TimeUnit.SECONDS)) {
                store.append(drafts.accept()).whenComplete((record, failure) -> {
                    if (failure == null) {
                        done.increment();
                    }
                    room.release();
                });
            }
        }
        room.acquire(IN_FLIGHT);
        return new Measured(done.sum() / seconds(start), 0);
    }

    private static void insertOne(BlockingQueue<Session> pool, RecordDraft draft) throws Exception {
        Session session = pool.take();
        try {
            new RecordTable(session).insert(List.of(draft.seal(null, true)));
        } finally {
            pool.add(session);
        }
    }

    private static void insertOne(HikariDataSource pool, RecordDraft draft) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            new RecordTable(new Session(connection, new PostgreSqlDialect(true)))
                    .insert(List.of(draft.seal(null, true)));
        }
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
