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
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged outlives the process, and listeners are told of it all. Kills 5 processes under load for each;
 * {@code -Dokonect.test.kills=100} kills as many. The counts go to the output.
 */
class KilledProcessTest {

    private static final int KILLS = Integer.getInteger("okonect.test.kills", 5);
    private static final int LENGTH_OF_ID = 36;

    @TempDir
    Path folder;

    private final List<UUID> acknowledged = new ArrayList<>();
    private final List<UUID> told = new ArrayList<>();
    private SigningKeys keys;

    @BeforeEach
    void makeKeys() throws Exception {
        keys = SigningKeys.loadOrCreate(folder.resolve("keys"));
    }

    @Test
    void nothingAcknowledgedIsLostOrDoubledWhenTheProcessIsKilled() throws Exception {
        Random random = new Random(20_261_123);
        for (int i = 0; i < KILLS; i++) {
            kill(WritingProcess.start(folder), 1 + random.nextInt(2_000));
        }

        WrittenRecords stored = WrittenRecords.of(folder, keys);
        List<UUID> lost = stored.missing(acknowledged);
        System.out.println(KILLS + " kills: " + acknowledged.size() + " acknowledged, "
                + stored.byId().size() + " stored, " + lost.size() + " lost, " + stored.doubled() + " doubled, "
                + stored.faults().size() + " faults");
        assertThat(stored.integrity()).isEqualTo("ok");
        assertThat(lost).isEmpty();
        assertThat(stored.doubled()).isZero();
        assertThat(stored.byId()).hasSizeLessThanOrEqualTo(acknowledged.size() + KILLS * WritingProcess.THREADS);
        assertThat(stored.faults()).isEmpty();
    }

    @Test
    void listenersAreToldOfEveryRecordInOrderWhenTheProcessIsKilled() throws Exception {
        Random random = new Random(20_261_126);
        for (int i = 0; i < KILLS; i++) {
            kill(WritingProcess.startListening(folder), 1 + random.nextInt(2_000));
        }
        int toldBeforeKills = told.size();
        listenUndisturbed();

        WrittenRecords stored = WrittenRecords.of(folder, keys);
        Set<UUID> heard = new HashSet<>();
        Map<String, Integer> place = new HashMap<>();
        List<UUID> untimely = new ArrayList<>();
        for (UUID id : told) {
            ConsentRecord record = stored.byId().get(id);
            assertThat(record).as("what was told is stored").isNotNull();
            if (heard.add(id) && place.merge(record.consentId(), 1, Integer::sum) != record.sequence()) {
                untimely.add(id);
            }
        }
        List<UUID> untold = stored.byId().keySet().stream()
                .filter(id -> !heard.contains(id))
                .toList();
        System.out.println(KILLS + " kills: " + acknowledged.size() + " acknowledged, "
                + stored.byId().size() + " stored, "
                + stored.missing(acknowledged).size() + " lost; listeners told "
                + toldBeforeKills + " times before the kills and " + (told.size() - toldBeforeKills)
                + " after the last, of "
                + untold.size() + " never, " + (told.size() - heard.size()) + " times again");
        assertThat(stored.missing(acknowledged)).isEmpty();
        assertThat(untold).isEmpty();
        assertThat(untimely).isEmpty();
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
        kill(WritingProcess.start(folder), 1);

        JdbcConsentStore.embedded(folder, keys, new FakeClock("2026-11-23T10:15:30Z"))
                .close();
    }

    /** Kills a process after so many acknowledgements, and notes all that it got out. */
    private void kill(Process process, int after) throws IOException, InterruptedException {
        int left = after;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(WritingProcess.TOLD)) {
                    told.add(UUID.fromString(line.substring(WritingProcess.TOLD.length())));
                } else if (line.length() == LENGTH_OF_ID) {
                    acknowledged.add(UUID.fromString(line));
                    left--;
                }
                if (left == 0) {
                    // Unlike the process itself, its handle leaves the output open, of which the rest is still to be
                    // read.
                    process.toHandle().destroyForcibly();
                }
            }
        }
        process.waitFor();
    }

    /**
     * The life after the last kill: it ends when there is nothing left to tell. Its clock stands still, so that nothing
     * the dead process took for a while is ever free.
     */
    private void listenUndisturbed() throws Exception {
        Queue<UUID> heard = new ConcurrentLinkedQueue<>();
        Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        try (var store = JdbcConsentStore.embedded(folder, keys, clock);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("consent.db"))) {
            store.subscribe(record -> heard.add(record.recordId()));
            while (!Dialect.ask(connection, "select count(*) from consent_event")
                    .equals(Optional.of("0"))) {
                Thread.sleep(10);
            }
        }
        told.addAll(heard);
    }
}
