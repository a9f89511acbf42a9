package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreFaultsTest extends StoreFaultsContract {

    @TempDir
    Path folder;

    @Override
    ConnectionSource database() {
        return EmbeddedSource.in(folder);
    }

    @Test
    void aFullDiskStopsAcknowledgingAndNothingIsLostWhenThereIsRoomAgain() throws Exception {
        store.close();
        SmallDisk disk = new SmallDisk(EmbeddedSource.in(folder));
        store = JdbcConsentStore.of(disk, keys, clock, CAPACITY, Duration.ofMillis(100));
        List<ConsentRecord> acknowledged = new ArrayList<>();
        CompletableFuture<ConsentRecord> waiting = store.append(drafts.accept());
        while (store.isAvailable()) {
            if (waiting.isDone()) {
                acknowledged.add(await(waiting));
                waiting = store.append(drafts.accept());
            }
        }
        assertThat(waiting).isNotDone();
        assertThat(acknowledged).isNotEmpty();

        disk.pages = 10_000;

        acknowledged.add(await(waiting));
        for (ConsentRecord record : acknowledged) {
            assertThat(store.history(record.consentId())).containsExactly(record);
        }
    }

    /**
     * On a real file system of little room, such as {@code mount -t tmpfs -o size=16m none /mnt/small}. The counts go to
     * the output.
     */
    @Test
    @EnabledIfSystemProperty(named = "okonect.test.small-disk", matches = ".+")
    void aRealFullDiskStopsAcknowledgingAndNothingIsLostWhenThereIsRoomAgain() throws Exception {
        Path disk = Files.createTempDirectory(Path.of(System.getProperty("okonect.test.small-disk")), "full");
        Path ballast = Files.write(disk.resolve("ballast"), new byte[4_000_000]);
        List<ConsentRecord> acknowledged = new ArrayList<>();
        try (JdbcConsentStore small = JdbcConsentStore.embedded(disk, keys, clock)) {
            Deque<CompletableFuture<ConsentRecord>> waiting = new ArrayDeque<>();
            while (small.isAvailable()) {
                if (waiting.size() < 64) {
                    waiting.add(small.append(drafts.accept()));
                }
                waiting.removeIf(future -> future.isDone() && acknowledged.add(future.join()));
                Thread.onSpinWait();
            }
            int before = acknowledged.size();
            Files.delete(ballast);
            for (CompletableFuture<ConsentRecord> future : waiting) {
                acknowledged.add(await(future));
            }
            long lost = acknowledged.stream()
                    .filter(record -> !small.find(record.recordId()).equals(Optional.of(record)))
                    .count();
            Verification found = Verification.of(small, keys);
            System.out.println("disk full: " + before + " acknowledged before, " + waiting.size()
                    + " waited and were stored when there was room, " + lost + " lost; " + found.records()
                    + " records, " + found.faults().size() + " faults");
            assertThat(lost).isZero();
            assertThat(found.records()).isEqualTo(acknowledged.size());
            assertThat(found.faults()).isEmpty();
        }
    }

    /** A disk with little room, as SQLite sees it. */
    private static final class SmallDisk implements ConnectionSource {

        private final ConnectionSource source;
        private volatile int pages = 60;

        private SmallDisk(ConnectionSource source) {
            this.source = source;
        }

        @Override
        public Connection open() throws SQLException {
            Connection connection = source.open();
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma max_page_count = " + pages);
            }
            return connection;
        }

        @Override
        public boolean isPooled() {
            return false;
        }

        @Override
        public String toString() {
            return source.toString();
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
