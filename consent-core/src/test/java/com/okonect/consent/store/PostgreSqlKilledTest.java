package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What was acknowledged outlives the database server, and what was not acknowledged in time grants nothing. Kills twice
 * under load; {@code -Dokonect.test.kills=20} kills as often. The counts go to the output.
 */
@Timeout(180)
class PostgreSqlKilledTest {

    private static final int KILLS = Integer.getInteger("okonect.test.kills", 2);
    private static final int CALLERS = 16;
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 500;
    private static final long PATIENCE_MILLIS = 2_000;

    private final SigningKeys keys = SigningKeys.random();
    private final Drafts drafts = new Drafts(keys, Clock.systemUTC());
    private final Queue<ConsentRecord> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<RecordDraft> givenUp = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> callers = new ArrayList<>();
    private PostgreSqlCluster cluster;
    private JdbcConsentStore store;

    @BeforeEach
    void makeCluster() throws Exception {
        Path folder = Files.createTempDirectory("consent-postgresql");
        cluster = new PostgreSqlCluster(folder);
    }

    @AfterEach
    void removeCluster() {
        ended.set(true);
        if (store != null) {
            store.close();
        }
        cluster.close();
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheServerIsKilledUnderLoad() throws Exception {
        PostgreSqlCluster.Server server = cluster.newServer();
        server.start();
        store = open("jdbc:postgresql://" + server.host() + "/postgres");
        startCallers();
        for (int i = 0; i < KILLS; i++) {
            awaitAcknowledgements();
            server.kill();
            server.start();
        }
        awaitAcknowledgements();

        checkAll("killed " + KILLS + " times");
    }

    @Test
    void nothingAcknowledgedIsLostWhenAStandbyTakesOver() throws Exception {
        PostgreSqlCluster.Server primary = cluster.newServer();
        PostgreSqlCluster.Server standby = cluster.newStandby(primary);
        primary.start();
        standby.start();
        store = open(
                "jdbc:postgresql://" + primary.host() + "," + standby.host() + "/postgres?targetServerType=primary");
        startCallers();
        awaitAcknowledgements();
        primary.kill();
        standby.promote();
        awaitAcknowledgements();

        checkAll("standby took over");
    }

    private JdbcConsentStore open(String url) {
        return JdbcConsentStore.of(url, "postgres", null, keys, Clock.systemUTC());
    }

    private void startCallers() {
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(this::choose);
            caller.start();
            callers.add(caller);
        }
    }

    /** Chooses again and again, and gives up as the service does. */
    private void choose() {
        String consentId = Drafts.newConsentId();
        while (!ended.get()) {
            RecordDraft draft =
                    acknowledged.size() % 2 == 0 ? drafts.accept() : drafts.acceptAgain(UUID.randomUUID(), consentId);
            CompletableFuture<ConsentRecord> stored = store.append(draft);
            try {
                acknowledged.add(stored.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                givenUp.add(draft);
            } catch (TimeoutException e) {
                if (stored.cancel(false)) {
                    givenUp.add(draft);
                } else if (!stored.isCompletedExceptionally()) {
                    acknowledged.add(stored.join());
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void awaitAcknowledgements() throws InterruptedException {
        int before = acknowledged.size();
        while (acknowledged.size() < before + ACKNOWLEDGED_BETWEEN_KILLS) {
            Thread.sleep(10);
        }
    }

    private void checkAll(String what) throws Exception {
        ended.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        // After this one the writer has finished with all that was given up.
        store.append(drafts.accept()).get(60, TimeUnit.SECONDS);
        store.append(drafts.accept()).get(60, TimeUnit.SECONDS);

        List<ConsentRecord> lost = acknowledged.stream()
                .filter(record -> !store.find(record.recordId()).equals(Optional.of(record)))
                .toList();
        List<RecordDraft> standing = givenUp.stream()
                .filter(draft -> store.find(draft.recordId()).isPresent()
                        && store.find(draft.compensationId()).isEmpty())
                .toList();
        Verification found = Verification.of(store, keys);
        System.out.println(what + ": " + acknowledged.size() + " acknowledged, " + lost.size() + " lost; "
                + givenUp.size() + " given up, " + standing.size() + " of them stored and not taken back; "
                + found.records() + " records, " + found.faults().size() + " faults");
        assertThat(lost).isEmpty();
        assertThat(standing).isEmpty();
        assertThat(found.faults()).isEmpty();
    }
}
