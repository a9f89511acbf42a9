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

    void store(Revocation revocation) throws SQLException {
        session.update("delete from consent_revocation where digest = ?", revocation.digest());
        session.update(
                "insert into consent_revocation (digest, revoked_at, until, decisions) values (?, ?, ?, ?)",
                revocation.digest(),
                revocation.revokedAt().getEpochSecond(),
                revocation.until().getEpochSecond(),
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
