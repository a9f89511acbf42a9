package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
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
