package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.RecordDraft;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of the store's promises, and what does not, when its records are spread over two PostgreSQL by
 * ShardingSphere-JDBC, which is there with the profile {@code sharding}; see consent-servlet/docs/benchmarks.md. The rules of the
 * sharding are in sharding.yaml.
 */
@EnabledIf(value = "isShardingThere", disabledReason = "ShardingSphere-JDBC is there with -Psharding alone")
class ShardedStoreTest extends ConsentStoreContract {

    private static final String FACTORY =
            "org.apache.shardingsphere.driver.api.yaml.YamlShardingSphereDataSourceFactory";
    private static final List<PostgreSqlCluster> CLUSTERS = new ArrayList<>();
    private static final List<PostgreSqlCluster.Server> SERVERS = new ArrayList<>();
    private static int databases;

    private final String database = "test" + databases++;
    private @Nullable DataSource source;

    static boolean isShardingThere() {
        try {
            Class.forName(FACTORY);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @BeforeAll
    static void startTwoServers() throws Exception {
        for (int i = 0; i < 2; i++) {
            PostgreSqlCluster cluster = new PostgreSqlCluster(Files.createTempDirectory("consent-shard"));
            CLUSTERS.add(cluster);
            PostgreSqlCluster.Server server = cluster.newServer();
            server.configure("max_connections = 300");
            server.start();
            SERVERS.add(server);
        }
    }

    @AfterAll
    static void removeServers() {
        CLUSTERS.forEach(PostgreSqlCluster::close);
    }

    @AfterEach
    void closeSource() throws Exception {
        store.close();
        if (source instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    @Override
    ConsentStore open() throws Exception {
        if (source == null) {
            makeTables(0);
            makeTables(1);
            source = newSource();
        }
        return JdbcConsentStore.of(source, keys, clock);
    }

    /** The store makes them on each server by itself: through ShardingSphere it cannot see that there are none. */
    private void makeTables(int shard) throws Exception {
        execute("jdbc:postgresql://" + SERVERS.get(shard).host() + "/postgres", "create database " + database);
        JdbcConsentStore.of(url(shard), "postgres", null, keys, clock).close();
    }

    private DataSource newSource() throws Exception {
        try (InputStream rules = ShardedStoreTest.class.getResourceAsStream("sharding.yaml")) {
            String yaml = new String(Objects.requireNonNull(rules).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{shard_0}", url(0))
                    .replace("{shard_1}", url(1));
            return (DataSource) Class.forName(FACTORY)
                    .getMethod("createDataSource", byte[].class)
                    .invoke(null, (Object) yaml.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String url(int shard) {
        return "jdbc:postgresql://" + SERVERS.get(shard).host() + "/" + database;
    }

    @Override
    long ask(String sql) throws Exception {
        if (sql.startsWith("delete")) {
            return askEach(sql);
        }
        try (Connection connection = Objects.requireNonNull(source).getConnection()) {
            return Long.parseLong(Dialect.ask(connection, sql).orElseThrow());
        }
    }

    /** Of what a deletion returns, ShardingSphere hands out what one server does. */
    private long askEach(String sql) throws Exception {
        Optional<String> answer = Optional.empty();
        for (int shard = 0; shard < SERVERS.size(); shard++) {
            try (Connection connection = DriverManager.getConnection(url(shard), "postgres", null)) {
                Optional<String> found = Dialect.ask(connection, sql);
                answer = found.isPresent() ? found : answer;
            }
        }
        return Long.parseLong(answer.orElseThrow());
    }

    private long ask(int shard, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url(shard), "postgres", null)) {
            return Long.parseLong(Dialect.ask(connection, sql).orElseThrow());
        }
    }

    /** Waits for a server that has just been started. */
    private static void execute(String url, String... all) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                    Statement statement = connection.createStatement()) {
                for (String sql : all) {
                    statement.execute(sql);
                }
                return;
            } catch (SQLException e) {
                if (attempt == 300 || !Objects.toString(e.getSQLState(), "").matches("08.*|57P03")) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @Test
    void recordsAreSpreadOverBothServersAndAVisitorsAreOnOne() throws Exception {
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RecordDraft first = drafts.accept();
            futures.add(store.append(first));
            futures.add(store.append(drafts.refuse(first.consentId())));
        }
        for (CompletableFuture<ConsentRecord> future : futures) {
            future.get(30, TimeUnit.SECONDS);
        }

        for (int shard = 0; shard < 2; shard++) {
            long records = ask(shard, "select count(*) from consent_record");
            assertThat(records).isBetween(50L, 150L);
            assertThat(ask(shard, "select count(distinct consent_id) from consent_record"))
                    .isEqualTo(records / 2);
        }
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @Override
    @Test
    void aRecordThatIsSentAgainIsStoredOnce() throws Exception {
        UUID choiceId = UUID.randomUUID();
        ConsentRecord first = append(drafts.accept(choiceId, newConsentId(0)));

        assertThat(append(drafts.accept(choiceId, newConsentId(0)))).isEqualTo(first);
        assertThat(ask("select count(*) from consent_record")).isEqualTo(1);
    }

    /** What does not hold: a record id is unique on its server alone. */
    @Test
    void aRecordThatIsSentAgainForAVisitorOfTheOtherServerIsStoredTwice() throws Exception {
        UUID choiceId = UUID.randomUUID();
        ConsentRecord first = append(drafts.accept(choiceId, newConsentId(0)));

        assertThat(append(drafts.accept(choiceId, newConsentId(1)))).isNotEqualTo(first);
        assertThat(ask("select count(*) from consent_record")).isEqualTo(2);
    }

    @Override
    @Test
    void aRecordThatIsSentTwiceAtOnceIsStoredOnce() throws Exception {
        UUID choiceId = UUID.randomUUID();
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(store.append(drafts.accept(choiceId, newConsentId(1))));
        }
        Set<ConsentRecord> told = new HashSet<>();
        for (CompletableFuture<ConsentRecord> future : futures) {
            told.add(future.get(30, TimeUnit.SECONDS));
        }

        assertThat(told).hasSize(1);
        assertThat(ask("select count(*) from consent_record")).isEqualTo(1);
    }

    /**
     * What does not hold: the signed totals. They are on the first server, and count what the second has not committed,
     * or do not count what it has.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aServerThatFailsToCommitWhatTheOtherCommitsLosesNoRecordAndLeavesAWrongTotal(int shard) throws Exception {
        append(drafts.accept(UUID.randomUUID(), newConsentId(0)));
        append(drafts.accept(UUID.randomUUID(), newConsentId(1)));
        failOnceAtCommit(shard);

        appendToBoth(shard);

        assertThat(Verification.of(store, keys).faults())
                .singleElement()
                .extracting(Verification.Fault::what)
                .asString()
                .contains("are not those that were stored");
    }

    /** Has a server fail, as one that is being shut down, in the commit of its next transaction that stores records. */
    private void failOnceAtCommit(int shard) throws Exception {
        execute(
                url(shard),
                "create sequence failures",
                "create function fail() returns trigger language plpgsql as $$ begin"
                        + " if nextval('failures') = 1 then raise exception using errcode = '57P01'; end if;"
                        + " return null; end $$",
                "create constraint trigger fail after insert on consent_record deferrable initially deferred"
                        + " for each row execute function fail()");
    }

    private void appendToBoth(int last) throws Exception {
        List<RecordDraft> all = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            all.add(drafts.accept(UUID.randomUUID(), newConsentId((last + i) % 2)));
        }
        // The first may have a transaction to itself, in which the other server has no part; all others share one.
        List<CompletableFuture<ConsentRecord>> futures =
                all.stream().map(draft -> store.append(draft)).toList();
        Set<ConsentRecord> told = new HashSet<>();
        for (CompletableFuture<ConsentRecord> future : futures) {
            told.add(future.get(30, TimeUnit.SECONDS));
        }
        assertThat(told).hasSize(20);
        for (ConsentRecord record : told) {
            assertThat(store.find(record.recordId())).contains(record);
        }
        assertThat(ask("select count(*) from consent_record")).isEqualTo(22);
    }

    @Test
    void nothingAcknowledgedIsLostWhenAServerIsKilledUnderLoad() throws Exception {
        Queue<ConsentRecord> acknowledged = new ConcurrentLinkedQueue<>();
        AtomicBoolean ended = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread caller = new Thread(() -> {
                while (!ended.get()) {
                    acknowledged.add(store.append(drafts.accept()).join());
                }
            });
            caller.start();
            callers.add(caller);
        }
        for (int shard = 1; shard >= 0; shard--) {
            awaitMore(acknowledged);
            SERVERS.get(shard).kill();
            SERVERS.get(shard).start();
            awaitMore(acknowledged);
        }
        ended.set(true);
        for (Thread caller : callers) {
            caller.join();
        }

        List<ConsentRecord> lost = acknowledged.stream()
                .filter(record -> !store.find(record.recordId()).equals(Optional.of(record)))
                .toList();
        System.out.println(acknowledged.size() + " acknowledged, " + lost.size() + " lost; "
                + ask("select count(*) from consent_record") + " records, faults: "
                + Verification.of(store, keys).faults());
        assertThat(lost).isEmpty();
    }

    private static void awaitMore(Queue<ConsentRecord> acknowledged) throws InterruptedException {
        int before = acknowledged.size();
        while (acknowledged.size() < before + 200) {
            Thread.sleep(10);
        }
    }

    /** As sharding.yaml has it. */
    private static String newConsentId(int shard) {
        String id = Drafts.newConsentId();
        while (Math.abs(id.hashCode() % 2) != shard) {
            id = Drafts.newConsentId();
        }
        return id;
    }
}
