package com.okonect.consent.store;

import com.okonect.consent.Revocation;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The table {@code consent_revocation}. */
final class RevocationTable {

    private final Session session;

    RevocationTable(Session session) {
        this.session = session;
    }

    /** An older one of the same visitor ends with it; what that ended stays so, though it is dated later. */
    void store(Revocation revocation) throws SQLException {
        long[] ends = session.find(
                        "select revoked_at, until from consent_revocation where digest = ?",
                        row -> new long[] {row.getLong(1), row.getLong(2)},
                        revocation.digest())
                .orElse(new long[2]);
        session.update("delete from consent_revocation where digest = ?", revocation.digest());
        session.update(
                "insert into consent_revocation (digest, revoked_at, until, decisions) values (?, ?, ?, ?)",
                revocation.digest(),
                Math.max(ends[0], revocation.revokedAt().getEpochSecond()),
                Math.max(ends[1], revocation.until().getEpochSecond()),
                revocation.decisions());
    }

    List<Revocation> since(Instant time, Instant now) throws SQLException {
        return session.list(
                "select digest, revoked_at, until, decisions from consent_revocation"
                        + " where revoked_at >= ? and until > ?",
                row -> new Revocation(
                        row.getString(1),
                        Instant.ofEpochSecond(row.getLong(2)),
                        Instant.ofEpochSecond(row.getLong(3)),
                        row.getString(4)),
                time.getEpochSecond(),
                now.getEpochSecond());
    }

    int deleteExpired(Instant now) throws SQLException {
        return session.update("delete from consent_revocation where until <= ?", now.getEpochSecond());
    }
}
