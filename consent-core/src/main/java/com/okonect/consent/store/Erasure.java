package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Removes a chain, and leaves in {@code consent_erasure} what tells erased from lost. Used by the writer's thread. */
final class Erasure {

    private final String consentId;
    private final Clock clock;
    private int erased;

    Erasure(String consentId, Clock clock) {
        this.consentId = consentId;
        this.clock = clock;
    }

    /** Returns how many records the chain had; in a repetition, how many the first time. */
    int run(WriteSession session) throws SQLException {
        List<ConsentRecord> chain = session.records().lockedChain(consentId);
        if (!chain.isEmpty()) {
            erased = chain.size();
            session.records().deleteChain(consentId);
            session.repeats().delete(chain.stream().map(ConsentRecord::recordId).toList());
            session.checkpoints().update(List.of(), chain);
            insertTombstone(session, chain.get(chain.size() - 1));
        }
        return erased;
    }

    private void insertTombstone(WriteSession session, ConsentRecord last) throws SQLException {
        String sql = "insert into consent_erasure (digest, utc_day, records, last_sequence) values (?, ?, ?, ?)";
        try (PreparedStatement insert = session.connection().prepareStatement(sql)) {
            insert.setString(1, Sha256.of(last.hash()));
            insert.setString(
                    2, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString());
            insert.setInt(3, erased);
            insert.setInt(4, last.sequence());
            insert.executeUpdate();
        }
    }
}
