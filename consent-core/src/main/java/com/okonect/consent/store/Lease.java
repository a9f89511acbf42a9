package com.okonect.consent.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who of several nodes does what one has to do alone. A node that has gone is relieved when its lease expires, or when
 * this is further away than any lease lasts: then it was taken before the clock was set back.
 */
final class Lease {

    private static final int RENEWALS_IN_A_TERM = 3;
    private static final long NANOS_OF_A_SECOND = 1_000_000_000;

    private final String duty;
    private final String holder;
    private final Duration term;
    private final Clock clock;
    private volatile @Nullable Instant takenAt;

    Lease(String duty, String holder, Duration term, Clock clock) {
        this.duty = duty;
        this.holder = holder;
        this.term = term;
        this.clock = clock;
    }

    /** Whether it was taken or renewed here so lately that it needs no renewal yet. */
    boolean isFresh() {
        return isYoungerThan(term.dividedBy(RENEWALS_IN_A_TERM));
    }

    /** Whether it was taken or renewed here and has not expired, so that no other node can have it. */
    boolean isHeld() {
        return isYoungerThan(term);
    }

    private boolean isYoungerThan(Duration age) {
        Instant taken = takenAt;
        Instant now = clock.instant();
        return taken != null && !now.isBefore(taken) && now.isBefore(taken.plus(age));
    }

    /** Gives back every lease of a holder, in a transaction of its own. */
    static int giveBack(WriteSession session, String holder) throws SQLException {
        return session.session().update("delete from consent_lease where holder = ?", holder);
    }

    /**
     * Takes or renews the lease; false if another has it.
     *
     * @param write runs a transaction and waits for it
     */
    boolean take(Function<Task.Transaction<Boolean>, Boolean> write) {
        Instant before = clock.instant();
        // The transaction may have to wait for its turn, so it asks for the time itself.
        boolean taken = write.apply(session -> take(session, clock.instant()));
        takenAt = taken ? before : null;
        return taken;
    }

    private boolean take(WriteSession session, Instant now) throws SQLException {
        // Rounded up: a part of a second earlier another could take what is still held here.
        long expiry = now.plus(term).plusNanos(NANOS_OF_A_SECOND - 1).getEpochSecond();
        int updated = session.session()
                .update(
                        "update consent_lease set holder = ?, expires_at = ?"
                                + " where duty = ? and (holder = ? or expires_at <= ? or expires_at > ?)",
                        holder,
                        expiry,
                        duty,
                        holder,
                        now.getEpochSecond(),
                        // Twice, for the clocks of nodes differ.
                        now.plus(term.multipliedBy(2)).getEpochSecond());
        if (updated == 0) {
            boolean another = session.session()
                    .find("select holder from consent_lease where duty = ?", row -> row.getString(1), duty)
                    .isPresent();
            if (another) {
                return false;
            }
            session.session()
                    .update(
                            "insert into consent_lease (holder, expires_at, duty) values (?, ?, ?)",
                            holder,
                            expiry,
                            duty);
        }
        return true;
    }
}
