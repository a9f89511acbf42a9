package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The chains that a transaction has to do with; what it has locked stays so until its end. Not safe for use by several threads. */
final class Chains {

    private final RecordTable table;
    /** The newest record of each that is locked. */
    private final Map<String, ConsentRecord> heads = new HashMap<>();

    Chains(RecordTable table) {
        this.table = table;
    }

    /** One chain, which is locked, up to a record of it; null if that has none. */
    static Chains endingWith(@Nullable ConsentRecord head, RecordTable table) {
        Chains chains = new Chains(table);
        if (head != null) {
            chains.heads.put(head.consentId(), head);
        }
        return chains;
    }

    /** Keeps others from changing chains. */
    void lock(SortedSet<String> consentIds) throws SQLException {
        consentIds.removeAll(heads.keySet());
        heads.putAll(table.heads(consentIds));
    }

    /**
     * Finds what is stored of some records that may be, and keeps others from changing their chains, and others with them:
     * all at once, for who locks a few, and then more, may come to wait for another that waits for it.
     *
     * @param consentIds all that are to be locked besides
     * @return those that are stored, in chains that are locked
     */
    Map<UUID, ConsentRecord> findLocked(Collection<UUID> recordIds, SortedSet<String> consentIds) throws SQLException {
        Map<UUID, ConsentRecord> stored = table.find(recordIds);
        stored.values().forEach(record -> consentIds.add(record.consentId()));
        lock(consentIds);
        // What was erased before they were locked is not there any more. It may have been stored again, in a
        // chain that is not locked: to insert it is a conflict, and all begins again.
        Map<UUID, ConsentRecord> locked = table.find(stored.keySet());
        locked.values().removeIf(record -> !heads.containsKey(record.consentId()));
        return locked;
    }

    /** Signs a record for its place at the end of its chain, of which it is the newest then. */
    ConsentRecord seal(RecordDraft draft) throws SQLException {
        ConsentRecord head = heads.get(draft.consentId());
        boolean isBaseStored = head == null || draft.canFollow(head);
        Instant time = draft.baseRecordedAt().orElse(null);
        if (!isBaseStored && time != null) {
            // Another choice of the visitor has come first, or the browser carries what was never recorded.
            isBaseStored = table.find(draft.consentId(), time).stream().anyMatch(draft::canFollow);
        }
        ConsentRecord record = draft.seal(head, isBaseStored);
        heads.put(record.consentId(), record);
        return record;
    }

    /** Whether the browser carries the outcome of a record that comes before this one in its chain. */
    boolean hasBaseBefore(ConsentRecord record, RecordDraft draft) throws SQLException {
        Instant time = draft.baseRecordedAt().orElse(null);
        return time != null
                && table.find(record.consentId(), time).stream()
                        .anyMatch(one -> one.sequence() < record.sequence() && draft.isBasedOn(one));
    }
}
