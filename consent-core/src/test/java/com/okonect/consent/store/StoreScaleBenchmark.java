package com.okonect.consent.store;

import com.okonect.consent.Drafts;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.store.StoreBenchmark.Measured;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * How looking up, appending and purging grow with the number of records that are there, on PostgreSQL, on a real disk
 * that it syncs. Not part of the build; see consent-servlet/docs/benchmarks.md. The sizes take turns in one run, and medians count.
 *
 * <p>The records are those of a site that has run for as long as records are kept: of ten visitors eight chose once, one
 * withdrew 30 days later, and one granted again another 30 days later. They lie in the order of their time, their own ids
 * begin with it, and the visitors' are random. They are loaded by SQL; the indexes are built after them, with the room in their pages that random inserts
 * leave.
 */
class StoreScaleBenchmark {

    private static final long[] SIZES = Arrays.stream(
                    System.getProperty("okonect.test.benchmark.sizes", "10000,1000000,20000000")
                            .split(","))
            .mapToLong(Long::parseLong)
            .toArray();
    /** A quarter of the memory, as PostgreSQL's manual advises, of a server with 16 GB. */
    private static final String SHARED_BUFFERS = System.getProperty("okonect.test.benchmark.buffers", "4GB");

    private static final boolean LOOK_UPS_ALONE = Boolean.getBoolean("okonect.test.benchmark.lookups");
    private static final int CALLERS = 64;
    private static final long MOST_PURGED = 200_000;
    /** Of the records that are there, one in so many is past its retention. */
    private static final long PURGED_OF = 20;

    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final long CHOICE = 182 * DAY;
    private static final long RETENTION = 365 * DAY;
    private static final long AGAIN = 30 * DAY;
    /** How long before the start of the retention the oldest chains began that end after it. */
    private static final long BEFORE = 2 * AGAIN + CHOICE;
    /** So many records are there of a visitor; those of most who withdrew are gone. */
    private static final double RECORDS_A_VISITOR = 1.135;

    private static final double RECORDS_ENDED_A_VISITOR = 1.3;
    private static final int FILL_PERCENT = 70;

    private final SigningKeys keys = SigningKeys.random();
    private final Drafts drafts = new Drafts(keys, Clock.systemUTC());
    private final long now = Instant.now().getEpochSecond();

    /** One database with so many records. */
    private final class Site implements AutoCloseable {

        private final String name;
        private final String url;
        private final JdbcConsentStore store;
        private final long visitors;
        private final long toPurge;
        /** What ended before is purged already. */
        private final long purgedBefore;

        private final long start;
        private final long size;
        private final List<Double> serverMicros = new ArrayList<>();
        private long appendedBefore;

        private Site(String host, String name, long size) throws Exception {
            this.name = name;
            this.size = size;
            url = StoreBenchmark.database(host, name);
            visitors = Math.round(size / RECORDS_A_VISITOR);
            toPurge = Math.min(MOST_PURGED, size / PURGED_OF);
            long late = Math.round(toPurge * (double) (BEFORE + RETENTION) / (visitors * RECORDS_ENDED_A_VISITOR));
            purgedBefore = now - RETENTION - late;
            start = purgedBefore - BEFORE;
            store = JdbcConsentStore.of(url, "postgres", null, keys, Clock.systemUTC());
        }

        private void fill(boolean indexed) throws SQLException {
            String visitor = "select v, v % 10 as kind, " + start + " + v * " + (now - start) + " / " + visitors
                    + " as first from generate_series(0::bigint, " + (visitors - 1) + ") v";
            String place = "select v, s, first + (s - 1) * " + AGAIN + " as t from (" + visitor
                    + ") a, generate_series(1, greatest(kind - 6, 1)) s where first + case kind when 8 then " + AGAIN
                    + " when 9 then " + BEFORE + " else " + CHOICE + " end >= " + purgedBefore
                    + " and first + (s - 1) * " + AGAIN + " <= " + now + " order by 3";
            String rows = "select uuidv7(to_timestamp(t) - now()),"
                    + " translate(encode(decode(md5(v::text), 'hex'), 'base64'), '+/=', '-_'), s,"
                    + " case s when 2 then 'withdraw' else 'accept' end, t, t + " + CHOICE + ","
                    + " case s when 2 then 'marketing:0!payment:0!personalisation:0!statistics:0'"
                    + " else 'marketing:1AbCdEfGh!payment:1AbCdEfGh!personalisation:1AbCdEfGh!statistics:1AbCdEfGh' end,"
                    + " '" + Drafts.NOTICE.hash() + "', 'banner', 'fr', 0, 'www.shop.example',"
                    + " case s when 1 then null else md5('p' || v || s) || md5('q' || v || s) end, '12345678',"
                    + " md5('m' || v || s) || md5('n' || v || s),"
                    + " case s when 2 then t else t + " + CHOICE + " end from (" + place + ") p";
            execute("set work_mem = '256MB'; set maintenance_work_mem = '1GB'; begin; truncate consent_record;"
                    + (indexed
                            ? ""
                            : " alter table consent_record drop constraint consent_record_pkey;"
                                    + " alter table consent_record drop constraint consent_record_chain;"
                                    + " drop index consent_record_ended;")
                    + " insert into consent_record (record_id, consent_id, sequence, event, recorded_at, valid_until,"
                    + " decisions, notice, method, language, gpc, site, previous_hash, key_id, mac, ended_at) " + rows
                    + ";"
                    + (indexed
                            ? ""
                            : " alter table consent_record add primary key (record_id) with (fillfactor = "
                                    + FILL_PERCENT + "); alter table consent_record add constraint consent_record_chain"
                                    + " unique (consent_id, sequence) with (fillfactor = " + FILL_PERCENT + ");"
                                    + " create index consent_record_ended on consent_record (ended_at);")
                    + " commit; vacuum (freeze, analyze) consent_record; checkpoint");
        }

        private void reportSize() throws SQLException {
            long records = ask("select count(*) from consent_record");
            print(
                    "%-12s %,d records of %,d visitors; bytes a record: %d in the table, %d in record_id, %d in"
                            + " consent_id, %d in ended_at; %.1f GB",
                    name,
                    records,
                    ask("select count(*) from consent_record where sequence = 1"),
                    ask("select pg_table_size('consent_record')") / records,
                    ask("select pg_relation_size('consent_record_pkey')") / records,
                    ask("select pg_relation_size('consent_record_chain')") / records,
                    ask("select pg_relation_size('consent_record_ended')") / records,
                    ask("select pg_total_relation_size('consent_record')") / 1e9);
        }

        /** All records of a visitor who came after the oldest were purged. */
        private void lookUp() throws Exception {
            long span = now - start;
            long first = (purgedBefore - start) * visitors / span + 1;
            long last = (now - 2 * AGAIN - start) * visitors / span - 1;
            long visitor = ThreadLocalRandom.current().nextLong(first, last);
            int expected = (int) Math.max(visitor % 10 - 6, 1);
            int found = store.history(consentId(visitor)).size();
            if (found != expected) {
                throw new IllegalStateException(found + " records of " + visitor);
            }
        }

        /** From a checkpoint on, after which every page that is changed first is logged whole. */
        private Measured append(int callers, Supplier<UUID> recordId) throws Exception {
            execute("checkpoint");
            long before = ask("select pg_current_wal_insert_lsn() - '0/0'");
            Measured measured = measure(
                    callers,
                    () -> store.append(drafts.accept(recordId.get(), Drafts.newConsentId()))
                            .get());
            long wal = ask("select pg_current_wal_insert_lsn() - '0/0'") - before;
            long appended = ask("select sum(records) from consent_checkpoint where utc_day = '"
                    + Instant.ofEpochSecond(now).toString().substring(0, 10) + "'");
            print("%-12s %,d bytes of WAL a record", name, wal / Math.max(1, appended - appendedBefore));
            appendedBefore = appended;
            if (appended * PURGED_OF > size) {
                execute("delete from consent_record where recorded_at >= " + now + "; vacuum consent_record");
            }
            return measured;
        }

        /** Notes how much of a processor's time each step took in the server, which depends less on what else runs. */
        private Measured measure(int callers, StoreBenchmark.Step step) throws Exception {
            step.run();
            LongAdder steps = new LongAdder();
            long before = serverNanos();
            Measured measured = StoreBenchmark.closedLoop(callers, () -> {
                step.run();
                steps.increment();
            });
            double micros = (serverNanos() - before) / 1e3 / Math.max(1, steps.sum());
            serverMicros.add(micros);
            print(
                    "%-12s %,.0f/s, p99 %.1f ms, %.0f us in the server",
                    name, measured.rate(), measured.p99Millis(), micros);
            return measured;
        }

        /** The processor's time of the server's processes that work for this store. */
        private long serverNanos() throws SQLException {
            try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select pid from pg_stat_activity where datname = '" + name
                            + "' and pid <> pg_backend_pid()")) {
                long nanos = 0;
                while (row.next()) {
                    nanos += ProcessHandle.of(row.getLong(1))
                            .flatMap(process -> process.info().totalCpuDuration())
                            .map(Duration::toNanos)
                            .orElse(0L);
                }
                return nanos;
            }
        }

        /** With one caller who chooses all the while. */
        private void purge() throws Exception {
            List<Long> waits = new ArrayList<>();
            AtomicBoolean purging = new AtomicBoolean(true);
            Thread caller = new Thread(() -> {
                while (purging.get()) {
                    long before = System.nanoTime();
                    store.append(drafts.accept()).join();
                    waits.add(System.nanoTime() - before);
                }
            });
            long transactions = ask("select xact_commit from pg_stat_database where datname = '" + name + "'");
            caller.start();
            long server = serverNanos();
            long before = System.nanoTime();
            int purged = store.purge(Instant.ofEpochSecond(now - RETENTION));
            double seconds = StoreBenchmark.seconds(before);
            server = serverNanos() - server;
            purging.set(false);
            caller.join();
            Collections.sort(waits);
            print(
                    "%-12s purged %,d records in %.1f s: %,.0f/s, %.0f us in the server each; a choice meanwhile waited %.1f ms, p99 %.1f ms, at"
                            + " most %.1f ms (%d choices, %d transactions)",
                    name,
                    purged,
                    seconds,
                    purged / seconds,
                    server / 1e3 / purged,
                    waits.get(waits.size() / 2) / 1e6,
                    waits.get((int) (waits.size() * 0.99)) / 1e6,
                    waits.get(waits.size() - 1) / 1e6,
                    waits.size(),
                    ask("select xact_commit from pg_stat_database where datname = '" + name + "'") - transactions);
        }

        private void awaitRestart() throws Exception {
            for (int attempt = 0; ; attempt++) {
                try {
                    ask("select 1");
                    break;
                } catch (SQLException e) {
                    if (attempt == 600) {
                        throw e;
                    }
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
            store.append(drafts.accept()).get();
        }

        private void execute(String sql) throws SQLException {
            try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                    Statement statement = connection.createStatement()) {
                for (String one : sql.split("; ?")) {
                    statement.execute(one);
                }
            }
        }

        private long ask(String sql) throws SQLException {
            try (Connection connection = DriverManager.getConnection(url, "postgres", null)) {
                return Long.parseLong(Dialect.ask(connection, sql).orElse("0"));
            }
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void growth() throws Exception {
        Path folder = Files.createTempDirectory("consent-scale");
        try (PostgreSqlCluster cluster = new PostgreSqlCluster(folder)) {
            PostgreSqlCluster.Server server = cluster.newServer();
            server.configure(
                    "shared_buffers = " + SHARED_BUFFERS,
                    "max_wal_size = 8GB",
                    "checkpoint_timeout = 30min",
                    "max_connections = 50",
                    "autovacuum = off",
                    // What is loaded needs no log.
                    "wal_level = minimal",
                    "max_wal_senders = 0");
            server.start();
            List<Site> sites = new ArrayList<>();
            try {
                if (!LOOK_UPS_ALONE) {
                    Site grown = new Site(server.host(), "grown", 1_000_000);
                    grown.fill(true);
                    grown.reportSize();
                    grown.close();
                }
                for (long size : SIZES) {
                    long before = System.nanoTime();
                    Site site = new Site(server.host(), "site" + size, size);
                    sites.add(site);
                    site.fill(false);
                    site.reportSize();
                    print("%-12s loaded in %.0f s", site.name, StoreBenchmark.seconds(before));
                }
                server.stop();
                server.configure("wal_level = replica");
                server.start();
                for (Site site : sites) {
                    site.awaitRestart();
                }
                measure(sites);
            } finally {
                sites.forEach(Site::close);
            }
        }
    }

    private static void measure(List<Site> sites) throws Exception {
        Supplier<UUID> byTime = StoreScaleBenchmark::version7;
        contest("looking up", sites, site -> site.measure(1, site::lookUp));
        if (LOOK_UPS_ALONE) {
            return;
        }
        contest("appending, 64 callers", sites, site -> site.append(CALLERS, byTime));
        contest("appending, 1 caller", sites, site -> site.append(1, byTime));
        for (Site site : sites) {
            site.purge();
        }
    }

    /** Measures a site. */
    @FunctionalInterface
    private interface Measurement {
        Measured of(Site site) throws Exception;
    }

    private static void contest(String what, List<Site> sites, Measurement measurement) throws Exception {
        print("%s, each round:", what);
        Map<String, Callable<Measured>> contest = new LinkedHashMap<>();
        for (Site site : sites) {
            site.serverMicros.clear();
            contest.put(site.name, () -> measurement.of(site));
        }
        Map<String, Measured> medians = StoreBenchmark.contest(contest);
        double smallest = 0;
        for (Site site : sites) {
            Measured median = Objects.requireNonNull(medians.get(site.name));
            // The first round warms up.
            List<Double> micros = site.serverMicros.stream().skip(1).sorted().toList();
            double server = micros.get(micros.size() / 2);
            smallest = smallest == 0 ? server : smallest;
            print(
                    "%s, medians: %-12s %,.0f/s, p99 %.1f ms, %.0f us in the server: %.2f times the smallest",
                    what, site.name, median.rate(), median.p99Millis(), server, server / smallest);
        }
    }

    private static UUID version7() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long time = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
        return new UUID(time, random.nextLong() >>> 2 | Long.MIN_VALUE);
    }

    /** As PostgreSQL makes them above. */
    private static String consentId(long visitor) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("MD5").digest(String.valueOf(visitor).getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
