package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.FakeClock;
import com.okonect.consent.SigningKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged outlives the process. Kills 5 processes under load; {@code -Dokonect.test.kills=100} kills as
 * many. The count goes to the output.
 */
class KilledProcessTest {

    private static final int KILLS = Integer.getInteger("okonect.test.kills", 5);
    private static final int LENGTH_OF_ID = 36;

    @TempDir
    Path folder;

    private SigningKeys keys;

    @BeforeEach
    void makeKeys() throws Exception {
        keys = SigningKeys.loadOrCreate(folder.resolve("keys"));
    }

    @Test
    void nothingAcknowledgedIsLostOrDoubledWhenTheProcessIsKilled() throws Exception {
        Random random = new Random(20_261_123);
        Set<UUID> acknowledged = new HashSet<>();
        for (int i = 0; i < KILLS; i++) {
            acknowledged.addAll(writeAndKill(1 + random.nextInt(2_000)));
        }

        int stored = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("consent.db"))) {
            assertThat(Dialect.ask(connection, "pragma integrity_check")).contains("ok");
            stored = Integer.parseInt(Dialect.ask(connection, "select count(*) from consent_record")
                    .orElseThrow());
        }
        Set<UUID> lost = new HashSet<>();
        try (var store = JdbcConsentStore.embedded(folder, keys, new FakeClock("2026-11-23T10:15:30Z"))) {
            for (UUID id : acknowledged) {
                Optional<ConsentRecord> record = store.find(id);
                if (record.isEmpty() || !record.get().verifies(keys)) {
                    lost.add(id);
                }
            }
        }
        System.out.println(KILLS + " kills: " + acknowledged.size() + " acknowledged, " + stored + " stored, "
                + lost.size() + " lost");
        assertThat(lost).isEmpty();
        assertThat(stored).isGreaterThanOrEqualTo(acknowledged.size());
    }

    @Test
    void aSecondProcessIsToldThatTheStoreIsInUse() throws Exception {
        try (var store = JdbcConsentStore.embedded(folder, keys, new FakeClock("2026-11-23T10:15:30Z"))) {
            Process second = WritingProcess.start(folder);

            try (BufferedReader output = second.inputReader(StandardCharsets.UTF_8)) {
                assertThat(output.readLine()).contains("in use by another process or application");
                assertThat(output.readLine()).isNull();
            }
            assertThat(second.waitFor()).isZero();
            assertThat(store.isAvailable()).isTrue();
        }
    }

    @Test
    void aKilledProcessLeavesNoLockBehind() throws Exception {
        writeAndKill(1);

        JdbcConsentStore.embedded(folder, keys, new FakeClock("2026-11-23T10:15:30Z"))
                .close();
    }

    /** Kills a process after so many acknowledgements, and returns all that it got out. */
    private List<UUID> writeAndKill(int after) throws IOException, InterruptedException {
        List<UUID> acknowledged = new ArrayList<>();
        Process process = WritingProcess.start(folder);
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.length() == LENGTH_OF_ID) {
                    acknowledged.add(UUID.fromString(line));
                }
                if (acknowledged.size() == after) {
                    // Unlike the process itself, its handle leaves the output open, of which the rest is still to be
                    // read.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
        return acknowledged;
    }
}
