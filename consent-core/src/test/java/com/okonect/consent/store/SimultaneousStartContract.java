package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.SigningKeys;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Nodes that start on an empty database at the same time: they wait for each other before each step. */
@Timeout(120)
abstract class SimultaneousStartContract {

    private static final int NODES = 4;

    private final SigningKeys keys = SigningKeys.random();
    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final Drafts drafts = new Drafts(keys, clock);

    /** Connections to a database of this test's own, which is empty. */
    abstract ConnectionSource database();

    @RepeatedTest(10)
    void nodesThatStartAtTheSameTimeOnAnEmptyDatabaseAllStart() throws Exception {
        CyclicBarrier together = new CyclicBarrier(NODES);
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        List<JdbcConsentStore> nodes = new ArrayList<>();
        try {
            List<CompletableFuture<JdbcConsentStore>> starts = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                ConnectionSource source = new StepByStep(database(), together);
                starts.add(CompletableFuture.supplyAsync(
                        () -> JdbcConsentStore.of(source, keys, clock, 100, Duration.ofSeconds(5)), threads));
            }
            for (CompletableFuture<JdbcConsentStore> start : starts) {
                nodes.add(start.get(60, TimeUnit.SECONDS));
            }

            assertThat(nodes).allMatch(JdbcConsentStore::isAvailable);
            for (JdbcConsentStore node : nodes) {
                ConsentRecord record = node.append(drafts.accept()).get(30, TimeUnit.SECONDS);
                assertThat(nodes.get(0).find(record.recordId())).contains(record);
            }
        } finally {
            nodes.forEach(JdbcConsentStore::close);
            threads.shutdownNow();
        }
    }

    /** Connections that wait, before each step in which the schema is made, until those of all nodes are there. */
    private record StepByStep(ConnectionSource source, CyclicBarrier together) implements ConnectionSource {

        private static final List<String> STEPS = List.of(
                "create table if not exists consent_schema",
                "insert into consent_schema",
                "update consent_schema set version = version");

        @Override
        public Connection open() throws SQLException {
            Connection connection = source.open();
            return stepping(Connection.class, connection);
        }

        /** Statements of it wait; all else is as it was. */
        private <T> T stepping(Class<T> type, T real) {
            return type.cast(Proxy.newProxyInstance(
                    StepByStep.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (arguments != null
                                && arguments[0] instanceof String sql
                                && STEPS.stream().anyMatch(sql::startsWith)) {
                            together.await(30, TimeUnit.SECONDS);
                        }
                        try {
                            Object result = method.invoke(real, arguments);
                            return result instanceof Statement statement
                                            && method.getName().equals("createStatement")
                                    ? stepping(Statement.class, statement)
                                    : result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        @Override
        public boolean isPooled() {
            return source.isPooled();
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
