package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.SigningKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store does under load, whatever becomes of its commits. A subclass says which database. */
@Timeout(120)
abstract class LoadContract {

    private static final int CALLERS = 64;
    private static final int CAPACITY = 1_000;
    private static final int AGAIN = 500;
    private static final int ROUNDS = 40;
    private static final int MOST_BETWEEN_FAULTS = 200;

    private final SigningKeys keys = SigningKeys.random();

    /** Connections to an empty database. */
    abstract ConnectionSource database() throws Exception;

    /** How many connections write under load. */
    abstract int writingConnections();

    @Test
    void oneTransactionIsPreparedWhileAnotherCommitsWhereTheDatabaseTakesBoth() throws Exception {
        FailingSource source = new FailingSource(database());
        try (JdbcConsentStore store = open(source)) {
            Callers callers = new Callers(store, keys, AGAIN);
            callers.start(CALLERS);
            callers.awaitAcknowledgements(20 * CALLERS);
            while (writers(source) < writingConnections()) {
                // The second connection is opened meanwhile.
                callers.awaitAcknowledgements(CALLERS);
            }
            callers.check(CALLERS + " callers");

            assertThat(writers(source)).isEqualTo(writingConnections());
        }
    }

    @Test
    void nothingIsLostOrDoubledOrLeftStandingWhenCommitsFailUnderLoad() throws Exception {
        check((source, random) -> {
            // One, or those of both connections.
            int commits = 1 + random.nextInt(2);
            switch (random.nextInt(3)) {
                case 0 -> source.loseCommits(commits);
                case 1 -> source.doubtCommits(commits);
                default -> source.warnAtCommits(commits);
            }
        });
    }

    @Test
    void nothingIsLostOrDoubledOrLeftStandingWhenErrorsFollowCommitsUnderLoad() throws Exception {
        check((source, random) -> {
            // Also those that answer with what commits in doubt have stored.
            source.doubtCommits(random.nextInt(3));
            source.breakDownAfterCommits(1 + random.nextInt(2));
        });
    }

    /** Has something fail again and again. */
    private void check(BiConsumer<FailingSource, Random> fault) throws Exception {
        FailingSource source = new FailingSource(database());
        Random random = new Random(20_261_127);
        try (JdbcConsentStore store = open(source)) {
            Callers callers = new Callers(store, keys, AGAIN);
            callers.start(CALLERS);
            try {
                callers.awaitAcknowledgements(MOST_BETWEEN_FAULTS);
                for (int round = 0; round < ROUNDS; round++) {
                    fault.accept(source, random);
                    callers.awaitAcknowledgements(MOST_BETWEEN_FAULTS / 2 + random.nextInt(MOST_BETWEEN_FAULTS / 2));
                }
            } finally {
                callers.end();
            }
            callers.check(
                    "commits failed in " + ROUNDS + " rounds, " + source.backgroundFailures() + " in the background");
            assertThat(source.backgroundFailures() > 0).isEqualTo(writingConnections() > 1);
        }
        assertThat(source.openConnections()).isZero();
    }

    @Test
    void whatIsGivenUpWhileCommitsStandStillUnderLoadIsTakenBack() throws Exception {
        FailingSource source = new FailingSource(database());
        try (JdbcConsentStore store = open(source)) {
            Callers callers = new Callers(store, keys, AGAIN);
            callers.start(CALLERS);
            try {
                callers.awaitAcknowledgements(20 * CALLERS);
                source.standStill();
                source.awaitCommitStandingStill();
                callers.awaitGivingUp(CALLERS / 2);
                source.comeBack();
                callers.awaitAcknowledgements(MOST_BETWEEN_FAULTS);
            } finally {
                source.comeBack();
                callers.end();
            }
            callers.check("commits stood still");
            assertThat(source.backgroundCommits() > 0).isEqualTo(writingConnections() > 1);
        }
    }

    private JdbcConsentStore open(ConnectionSource source) {
        return JdbcConsentStore.of(source, keys, Clock.systemUTC(), CAPACITY, Duration.ofSeconds(5));
    }

    /** How many connections have written: each keeps totals of its own. */
    private static long writers(FailingSource source) throws SQLException {
        try (Connection connection = source.open()) {
            return Dialect.ask(connection, "select count(distinct writer) from consent_checkpoint")
                    .map(Long::parseLong)
                    .orElseThrow();
        }
    }
}
