package com.okonect.consent.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Who of several nodes does what one has to do alone. A node that has gone is relieved when its lease expires, or when
 * this is further away than any lease lasts: then it was taken before the clock was set back.
 */
final class Lease {

    private final String duty;
    private final String holder;
    private final Duration term;
    private final Clock clock;
    private volatile Instant renewAt = Instant.MIN;

    Lease(String duty, String holder, Duration term, Clock clock) {
        this.duty = duty;
        this.holder = holder;
        this.term = term;
        this.clock = clock;
    }

    /** Whether half of the lease, taken or renewed here, is still to come. */
    boolean isFresh() {
        Instant now = clock.instant();
        return now.isBefore(renewAt) && now.plus(term).isAfter(renewAt);
    }

    /** Gives back every lease of a holder, in a transaction of its own. */
    static int giveBack(WriteSession session, String holder) throws SQLException {
        return session.session().update("delete from consent_lease where holder = ?", holder);
    }

    /** Takes or renews the lease; false if another has it. In a transaction of its own. */
    boolean take(WriteSession session) throws SQLException {
        Instant now = clock.instant();
        long expiry = now.plus(term).getEpochSecond();
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
        renewAt = now.plus(term.dividedBy(2));
        return true;
    }
}
