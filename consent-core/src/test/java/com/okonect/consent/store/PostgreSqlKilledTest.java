package com.okonect.consent.store;

import com.okonect.consent.SigningKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What was acknowledged outlives the database server, and what was not acknowledged in time grants nothing. Kills twice
 * under load; {@code -Dokonect.test.kills=20} kills as often. The counts go to the output.
 */
@Timeout(600)
class PostgreSqlKilledTest {

    private static final int KILLS = Integer.getInteger("okonect.test.kills", 2);
    private static final int CALLERS = 16;
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 500;

    private final SigningKeys keys = SigningKeys.random();
    private PostgreSqlCluster cluster;
    private JdbcConsentStore store;
    private Callers callers;

    @BeforeEach
    void makeCluster() throws Exception {
        Path folder = Files.createTempDirectory("consent-postgresql");
        cluster = new PostgreSqlCluster(folder);
    }

    @AfterEach
    void removeCluster() {
        if (store != null) {
            callers.end();
            store.close();
        }
        cluster.close();
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheServerIsKilledUnderLoad() throws Exception {
        PostgreSqlCluster.Server server = cluster.newServer();
        server.start();
        open("jdbc:postgresql://" + server.host() + "/postgres");
        for (int i = 0; i < KILLS; i++) {
            callers.awaitAcknowledgements(ACKNOWLEDGED_BETWEEN_KILLS);
            server.kill();
            server.start();
        }
        callers.awaitAcknowledgements(ACKNOWLEDGED_BETWEEN_KILLS);

        callers.check("killed " + KILLS + " times");
    }

    @Test
    void nothingAcknowledgedIsLostWhenAStandbyTakesOver() throws Exception {
        PostgreSqlCluster.Server primary = cluster.newServer();
        PostgreSqlCluster.Server standby = cluster.newStandby(primary);
        primary.start();
        standby.start();
        open("jdbc:postgresql://" + primary.host() + "," + standby.host() + "/postgres?targetServerType=primary");
        callers.awaitAcknowledgements(ACKNOWLEDGED_BETWEEN_KILLS);
        primary.kill();
        standby.promote();
        callers.awaitAcknowledgements(ACKNOWLEDGED_BETWEEN_KILLS);

        callers.check("standby took over");
    }

    private void open(String url) {
        store = JdbcConsentStore.of(url, "postgres", null, keys, Clock.systemUTC());
        callers = new Callers(store, keys);
        callers.start(CALLERS);
    }
}
