package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.SigningKeys;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {

    private static final Duration TERM = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30.9Z");
    private final Lease one = new Lease("duty", "one", TERM, clock);
    private final Lease other = new Lease("duty", "other", TERM, clock);
    private Database database;
    private WriteSession session;

    @BeforeEach
    void open() throws Exception {
        database = new Database(EmbeddedSource.in(folder));
        session = WriteSession.open(database, SigningKeys.random(), new Events(database, "one", clock));
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    @Test
    void whoWaitedLongForItsTurnDoesNotTakeALeaseThatWasRenewedMeanwhile() {
        assertThat(one.take(this::write)).isTrue();

        boolean taken = other.take(transaction -> {
            clock.advance(Duration.ofMinutes(1));
            assertThat(one.take(this::write)).isTrue();
            return write(transaction);
        });

        assertThat(taken).isFalse();
        assertThat(one.isHeld()).isTrue();
    }

    @Test
    void nobodyElseTakesALeaseInTheLastPartOfASecondOfIt() {
        assertThat(one.take(this::write)).isTrue();
        clock.advance(TERM.minusMillis(400));

        assertThat(one.isHeld()).isTrue();
        assertThat(other.take(this::write)).isFalse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(one.isHeld()).isFalse();
        assertThat(other.take(this::write)).isTrue();
    }

    private boolean write(Task.Transaction<Boolean> transaction) {
        try {
            boolean result = transaction.run(session);
            session.commit();
            return result;
        } catch (SQLException e) {
            throw new StoreException("not expected", e);
        }
    }
}
