package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.SigningKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What {@link WritingProcess}es have left in an embedded store: they accept once for each visitor.
 *
 * @param byId every record that was read
 * @param doubled how many visitors have accepted more than once
 * @param faults what the verification of the whole store has found
 * @param integrity what SQLite says of its file; {@code ok} if it is whole
 */
record WrittenRecords(Map<UUID, ConsentRecord> byId, long doubled, List<Verification.Fault> faults, String integrity) {

    /** Opens the store as the next start would, and reads all of it. */
    static WrittenRecords of(Path folder, SigningKeys keys) throws SQLException {
        Map<UUID, ConsentRecord> byId = new LinkedHashMap<>();
        Map<String, Integer> accepted = new LinkedHashMap<>();
        Verification found;
        try (var store = JdbcConsentStore.embedded(folder, keys, Clock.systemUTC())) {
            found = Verification.of(store, keys);
            store.inspect(new RecordsAlone(record -> {
                byId.put(record.recordId(), record);
                if (record.event() == ConsentRecord.Event.ACCEPT) {
                    accepted.merge(record.consentId(), 1, Integer::sum);
                }
            }));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("consent.db"))) {
            return new WrittenRecords(
                    byId,
                    accepted.values().stream().filter(times -> times > 1).count(),
                    found.faults(),
                    Dialect.ask(connection, "pragma integrity_check").orElse(""));
        }
    }

    /** Returns those of some records that are not there. */
    List<UUID> missing(Collection<UUID> acknowledged) {
        List<UUID> missing = new ArrayList<>(acknowledged);
        missing.removeIf(byId::containsKey);
        return missing;
    }
}
