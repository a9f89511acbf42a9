package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.SigningKeys;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What stands, and what is taken back, when each choice is sent to several nodes at once and given up at any moment,
 * while commits fail in every way. For 4 seconds each; {@code -Dokonect.test.contention=60} does so for as many. The
 * counts go to the output, with the seed: {@code -Dokonect.test.contention.seed=} has the same choices and faults drawn
 * again, though they meet in another way. A subclass says which database.
 */
@Timeout(600)
abstract class ContendedRepeatsContract {

    private static final int SECONDS = Integer.getInteger("okonect.test.contention", 4);
    private static final int NODES = 3;
    private static final int CAPACITY = 5_000;

    private final SigningKeys keys = SigningKeys.random();
    private final List<FailingSource> sources = new ArrayList<>();
    private final List<JdbcConsentStore> nodes = new ArrayList<>();

    /** What visitors do, again and again. */
    @FunctionalInterface
    private interface Coming {
        void come(RepeatingVisitors visitors) throws InterruptedException;
    }

    /** Connections to a database of this test's own. */
    abstract ConnectionSource database() throws Exception;

    @BeforeEach
    void startNodes() throws Exception {
        for (int i = 0; i < NODES; i++) {
            FailingSource source = new FailingSource(database());
            sources.add(source);
            nodes.add(JdbcConsentStore.of(source, keys, Clock.systemUTC(), CAPACITY, Duration.ofSeconds(5)));
        }
    }

    @AfterEach
    void closeNodes() {
        sources.forEach(FailingSource::comeBack);
        nodes.forEach(JdbcConsentStore::close);
    }

    @Test
    void ofNewVisitorsWhatSomebodyWasToldStandsAndAllElseIsTakenBackOnce() throws Exception {
        contend("new visitors", RepeatingVisitors::comeAnew);
    }

    @Test
    void ofReturningVisitorsWhatSomebodyWasToldStandsAndEveryRefusalHoldsUntilThen() throws Exception {
        contend("returning visitors", visitors -> {
            visitors.comeBackAfterRefusing();
            visitors.comeBackAfterGranting();
        });
    }

    private void contend(String who, Coming coming) throws Exception {
        long seed = Long.getLong("okonect.test.contention.seed", System.nanoTime());
        Random random = new Random(seed);
        CommitFaults faults = new CommitFaults(sources, new Random(random.nextLong()));
        try (RepeatingVisitors visitors = new RepeatingVisitors(nodes, keys, random)) {
            faults.start();
            try {
                long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
                while (System.nanoTime() - end < 0) {
                    coming.come(visitors);
                }
            } finally {
                faults.end();
            }
            visitors.end();
            check(who + ", seed " + seed, visitors.choices());
        }
    }

    private void check(String what, Collection<RepeatedChoice> choices) throws Exception {
        RepeatsVerdict verdict = RepeatsVerdict.of(nodes.get(0), choices);
        Verification found = Verification.of(nodes.get(0), keys);
        String belowZero = repeats("where acknowledged < 0");
        System.out.println(what + ": " + choices.size() + " choices, "
                + sum(choices, choice -> choice.told().size()) + " answers, "
                + sum(choices, RepeatedChoice::givenUp) + " given up, "
                + sum(choices, RepeatedChoice::failed) + " failed; " + verdict + "; "
                + repeats("") + " rows of repeats, " + belowZero + " below zero; "
                + sum(sources, FailingSource::backgroundCommits) + " commits in the background, "
                + sum(sources, FailingSource::backgroundFailures) + " of them failed; " + found.records() + " records, "
                + found.faults().size() + " faults");
        assertThat(verdict.wrong()).isEmpty();
        assertThat(verdict.takenBack()).isPositive();
        assertThat(belowZero).isEqualTo("0");
        assertThat(found.faults()).isEmpty();
    }

    private static <T> int sum(Collection<T> all, ToIntFunction<T> count) {
        return all.stream().mapToInt(count).sum();
    }

    /** How many rows there are of choices that were sent more than once. */
    private String repeats(String condition) throws Exception {
        try (Connection connection = database().open()) {
            return Dialect.ask(connection, "select count(*) from consent_repeat " + condition)
                    .orElseThrow();
        }
    }
}
