package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.SigningKeys;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What was acknowledged is stored, and once, though the network resets every connection again and again. Cuts 10 times
 * under load; {@code -Dokonect.test.cuts=100} cuts as often. The counts go to the output. A subclass says which database.
 */
@Timeout(600)
abstract class CutConnectionsContract {

    private static final int CUTS = Integer.getInteger("okonect.test.cuts", 10);
    private static final int CALLERS = 32;
    private static final int MOST_ACKNOWLEDGED_BETWEEN_CUTS = 500;

    private final SigningKeys keys = SigningKeys.random();

    /** The URL of an empty database with a host and a port. */
    abstract String url();

    abstract String user();

    @Test
    void nothingAcknowledgedIsLostOrDoubledWhenConnectionsAreCutUnderLoad() throws Exception {
        Random random = new Random(20_261_126);
        try (CuttingProxy proxy = new CuttingProxy(url());
                JdbcConsentStore store = JdbcConsentStore.of(proxy.url(), user(), null, keys, Clock.systemUTC())) {
            Callers callers = new Callers(store, keys);
            callers.start(CALLERS);
            try {
                for (int i = 0; i < CUTS; i++) {
                    callers.awaitAcknowledgements(1 + random.nextInt(MOST_ACKNOWLEDGED_BETWEEN_CUTS));
                    cut(i % 2 == 0 ? proxy::cut : proxy::cutAndDoubt);
                }
                callers.awaitAcknowledgements(MOST_ACKNOWLEDGED_BETWEEN_CUTS);
            } finally {
                callers.end();
            }
            callers.check("connections cut " + CUTS + " times");
        }
        assertSomeWereInDoubt();
    }

    /** Where an answer was cut off just now, nothing is connected until the writer comes again. */
    private static void cut(BooleanSupplier cut) throws InterruptedException {
        while (!cut.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    private void assertSomeWereInDoubt() throws Exception {
        try (Connection connection = DriverManager.getConnection(url(), user(), "")) {
            int repeated = Integer.parseInt(Dialect.ask(connection, "select count(*) from consent_repeat")
                    .orElseThrow());
            System.out.println(
                    repeated + " of them were stored though the commit was cut, and found by the repetition");
            assertThat(repeated).isPositive();
        }
    }
}
