package com.okonect.consent.store;

import com.okonect.consent.Checkpoint;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.SigningKeys;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the check of a whole store has found: that nothing was changed, put in or taken out by anybody who does not have
 * the keys.
 *
 * <p>Checked are the MAC of every record, the chain of every visitor, the hash of every notice, that the notice of every
 * record is there, and the signed totals over all records, by which a record is missed even at the end of a chain, and
 * with a whole chain. What only goes back to an earlier state of the whole database is not found by looking at that
 * database.
 *
 * @param records how many records were checked
 * @param chains how many visitors they are of
 * @param notices how many notices were checked
 * @param faults what is wrong, the first first; at most {@value #MOST_FAULTS}
 */
public record Verification(long records, long chains, long notices, List<Fault> faults) {

    /** After so many faults no more are listed. */
    public static final int MOST_FAULTS = 1_000;

    /**
     * Copies the faults.
     *
     * @param records as the component
     * @param chains as the component
     * @param notices as the component
     * @param faults as the component
     */
    public Verification {
        faults = List.copyOf(faults);
    }

    /**
     * One thing that is wrong.
     *
     * @param recordId the record; null where the fault is not one of a single record
     * @param what a sentence
     */
    public record Fault(@Nullable UUID recordId, String what) {}

    /**
     * Checks a store, record by record, without keeping it in memory. The store can be in use.
     *
     * @param store what to check
     * @param keys the site's keys
     * @return what was found
     * @throws StoreException if the store does not answer
     */
    public static Verification of(ConsentStore store, SigningKeys keys) {
        return of(store::inspect, keys);
    }

    /**
     * Checks a store, and tells how far it has come.
     *
     * @param store what to check
     * @param keys the site's keys
     * @param progress told the number of records that are checked, now and then, in this thread
     * @return what was found
     * @throws StoreException if the store does not answer
     */
    public static Verification of(ConsentStore store, SigningKeys keys, LongConsumer progress) {
        return of(store::inspect, keys, progress);
    }

    static Verification of(Consumer<ConsentStore.Inspection> contents, SigningKeys keys) {
        return of(contents, keys, records -> {});
    }

    private static Verification of(
            Consumer<ConsentStore.Inspection> contents, SigningKeys keys, LongConsumer progress) {
        Check check = new Check(keys, progress);
        contents.accept(check);
        return check.end();
    }

    /**
     * Says whether all is as it was stored.
     *
     * @return true if there is no fault
     */
    public boolean isWhole() {
        return faults.isEmpty();
    }

    /**
     * Says what was checked, in English.
     *
     * @return such as {@code 1,024 records of 512 visitors, 1 notice}
     */
    public String summary() {
        return counted(records, "record") + " of " + counted(chains, "visitor") + ", " + counted(notices, "notice");
    }

    private static String counted(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? what : what + "s");
    }

    private static final class Check implements ConsentStore.Inspection {

        private static final int RECORDS_AT_A_TIME = 512;

        private final SigningKeys keys;
        private final LongConsumer progress;
        private final List<Fault> faults = new ArrayList<>();
        private final Set<String> stored = new HashSet<>();
        private final Map<LocalDate, List<Checkpoint>> claimed = new TreeMap<>();
        private final Map<LocalDate, Checkpoint> counted = new TreeMap<>();
        private final Map<LocalDate, List<Checkpoint.Element>> toCount = new TreeMap<>();
        private @Nullable ConsentRecord previous;
        private long records;
        private long chains;
        private long notices;

        private Check(SigningKeys keys, LongConsumer progress) {
            this.keys = keys;
            this.progress = progress;
        }

        @Override
        public void notice(String hash, String json) {
            notices++;
            stored.add(hash);
            if (!hash.equals(Sha256.of(json))) {
                fault(null, "the notice " + hash + " was changed");
            }
        }

        @Override
        public void checkpoint(Checkpoint checkpoint) {
            claimed.computeIfAbsent(checkpoint.day(), day -> new ArrayList<>()).add(checkpoint);
            if (!checkpoint.verifies(keys)) {
                fault(
                        null,
                        "the checkpoint of " + checkpoint.day() + " by " + checkpoint.writer()
                                + " was changed, or its key " + checkpoint.keyId() + " is not among those given");
            }
        }

        @Override
        public void record(ConsentRecord record) {
            records++;
            boolean opens = previous == null || !previous.consentId().equals(record.consentId());
            if (opens) {
                chains++;
            }
            if (!record.verifies(keys)) {
                faulty(record, "was changed, or its key " + record.keyId() + " is not among those given");
            } else {
                checkPlace(record, opens ? null : previous);
                count(record);
            }
            if (!stored.contains(record.notice())) {
                faulty(record, "points to the notice " + record.notice() + ", which is missing");
            }
            previous = record;
            if (records % RECORDS_AT_A_TIME == 0) {
                progress.accept(records);
            }
        }

        private void checkPlace(ConsentRecord record, @Nullable ConsentRecord before) {
            int place = before == null ? 1 : before.sequence() + 1;
            if (record.sequence() != place) {
                faulty(
                        record,
                        "has place " + record.sequence() + " in its chain, where " + place
                                + " was to be expected: records before it are missing");
            } else if (!Objects.equals(record.previousHash(), before == null ? null : before.hash())) {
                faulty(record, "does not follow the record before it: that one was replaced");
            }
        }

        private void count(ConsentRecord record) {
            LocalDate day = Checkpoint.dayOf(record);
            List<Checkpoint.Element> waiting = toCount.computeIfAbsent(day, same -> new ArrayList<>());
            waiting.add(Checkpoint.Element.of(record, keys));
            if (waiting.size() == RECORDS_AT_A_TIME) {
                count(day, waiting);
            }
        }

        private void count(LocalDate day, List<Checkpoint.Element> waiting) {
            Checkpoint before = counted.computeIfAbsent(day, same -> Checkpoint.ofNothing("verification", same, keys));
            counted.put(day, before.plus(waiting, keys));
            waiting.clear();
        }

        @Override
        public void unreadable(String what) {
            fault(null, what);
        }

        private Verification end() {
            toCount.forEach(this::count);
            Set<LocalDate> days = new TreeSet<>(claimed.keySet());
            days.addAll(counted.keySet());
            for (LocalDate day : days) {
                Checkpoint found = counted.getOrDefault(day, Checkpoint.ofNothing("verification", day, keys));
                List<Checkpoint> expected = claimed.getOrDefault(day, List.of());
                if (!found.isSumOf(expected)) {
                    long count =
                            expected.stream().mapToLong(Checkpoint::records).sum();
                    fault(
                            null,
                            "the records of " + day + " are not those that were stored: "
                                    + counted(count, "record") + (count == 1 ? " was, " : " were, ")
                                    + counted(found.records(), "whole one")
                                    + (found.records() == 1 ? " is there" : " are there"));
                }
            }
            return new Verification(records, chains, notices, faults);
        }

        private void faulty(ConsentRecord record, String what) {
            fault(record.recordId(), "the record " + record.recordId() + " " + what);
        }

        private void fault(@Nullable UUID recordId, String what) {
            if (faults.size() < MOST_FAULTS) {
                faults.add(new Fault(recordId, what));
            }
        }
    }
}
