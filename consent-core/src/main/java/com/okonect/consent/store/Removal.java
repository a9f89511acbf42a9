package com.okonect.consent.store;

import com.okonect.consent.Checkpoint;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Revocation;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Removes chains with all that belongs to them, for an erasure and at the end of retention. */
final class Removal {

    private static final List<String> BESIDE_THE_RECORDS = List.of("consent_event", "consent_account", "consent_hold");

    private final WriteSession session;

    Removal(WriteSession session) {
        this.session = session;
    }

    /** Erases a chain, leaves what tells erased from lost, and returns how many records it had. */
    int erase(String consentId, Instant now) throws SQLException {
        List<ConsentRecord> chain = session.records().lockedChains(List.of(consentId));
        int erased = remove(List.of(consentId), chain);
        if (!chain.isEmpty()) {
            ConsentRecord last = chain.get(chain.size() - 1);
            session.session()
                    .update(
                            "insert into consent_erasure (digest, utc_day, records, last_sequence) values (?, ?, ?, ?)",
                            Sha256.of(last.hash()),
                            day(now),
                            erased,
                            last.sequence());
            session.revocations().store(new Revocation(Revocation.digest(consentId), now, latestEnd(chain), ""));
            session.events().addErasure(session.session(), consentId, last.sequence() + 1);
        }
        return erased;
    }

    /**
     * What a step of a purge has done.
     *
     * @param records how many records it removed
     * @param next the time, in seconds since 1970, from which the next step goes on
     */
    record Purged(int records, long next) {}

    /**
     * Takes a step of a purge: looks at so many of the records that ended, and removes the chains of which they are the
     * last.
     *
     * @param from the time, in seconds since 1970, before which the purge has been
     * @param before the time before which it ends
     */
    Purged purge(long from, long before, int most, Instant now) throws SQLException {
        long to = Math.min(before - 1, session.records().endOfSpan(from, most).orElse(Long.MAX_VALUE));
        List<String> ended = session.records().ended(from, to, most);
        // Where there may be more in the span, as many may end in its last second, it comes again without these.
        long next = ended.size() < most ? to + 1 : from;
        if (ended.isEmpty()) {
            return new Purged(0, next);
        }
        List<ConsentRecord> chains = new ArrayList<>(session.records().lockedChains(ended));
        Set<String> kept = goOn(chains, before);
        // By those, too, who came before the chains were locked.
        kept.addAll(session.records().held(ended));
        chains.removeIf(record -> kept.contains(record.consentId()));
        List<String> over =
                ended.stream().filter(chain -> !kept.contains(chain)).toList();
        int records = over.isEmpty() ? 0 : remove(over, chains);
        int updated = session.session()
                .update(
                        "update consent_purge set chains = chains + ?, records = records + ? where utc_day = ?",
                        over.size(),
                        records,
                        day(now));
        if (updated == 0) {
            session.session()
                    .update(
                            "insert into consent_purge (chains, records, utc_day) values (?, ?, ?)",
                            over.size(),
                            records,
                            day(now));
        }
        return new Purged(records, next);
    }

    /** The chains that another node went on with since they were found. */
    private static Set<String> goOn(List<ConsentRecord> chains, long before) {
        Map<String, ConsentRecord> newest = new HashMap<>();
        chains.forEach(record -> newest.put(record.consentId(), record));
        newest.values().removeIf(record -> record.endsAt().getEpochSecond() < before);
        return new HashSet<>(newest.keySet());
    }

    private int remove(Collection<String> consentIds, List<ConsentRecord> chains) throws SQLException {
        SortedSet<LocalDate> days =
                chains.stream().map(Checkpoint::dayOf).collect(Collectors.toCollection(TreeSet::new));
        // Before anything is changed for which another may wait that has locked them.
        List<Checkpoint> totals = session.checkpoints().locked(days);
        for (List<String> part : RecordTable.parts(consentIds)) {
            for (String table : BESIDE_THE_RECORDS) {
                session.session()
                        .update(
                                "delete from " + table + " where consent_id in (" + RecordTable.marks(part) + ")",
                                part.toArray());
            }
        }
        session.repeats().deleteChains(consentIds);
        int removed = session.records().deleteChains(consentIds);
        session.checkpoints().remove(chains);
        session.checkpoints().clear(totals);
        new CountTable(session.session()).forget(days);
        return removed;
    }

    private static Instant latestEnd(List<ConsentRecord> chain) {
        return chain.stream()
                .map(ConsentRecord::validUntil)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
