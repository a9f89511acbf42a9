package com.okonect.consent.store;

import com.okonect.consent.Checkpoint;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records that are stored in one transaction, and what is known of each while attempts fail. Used by the writer's
 * thread, or by the one that commits for it, never by both at once.
 *
 * <p>What has to hold: a caller is told only what is durable; a record that is stored although no caller is left to be
 * told is taken back; and a record is stored once, however often it is tried, by however many nodes.
 */
final class AppendBatch {

    private static final Log LOG = Log.of(AppendBatch.class);

    /** After how many a record is no longer looked for or taken back. One may be an error that passes. */
    static final int MOST_REFUSALS = 10;

    private final Clock clock;
    private final List<Pending> open;
    private final List<TakenBack> takenBack;

    /** A record on its way. */
    private static final class Pending {
        private final Append caller;
        private RecordDraft draft;
        /** It may be stored already: by a commit whose outcome is unknown, by another node, or long ago. */
        private boolean mayBeStored;
        /** As a commit of unknown outcome would have stored it. */
        private @Nullable InDoubt inDoubt;
        /** As the current transaction stores it. */
        private @Nullable ConsentRecord sealed;
        /** As an earlier transaction has stored it, or the current one for another caller. */
        private @Nullable ConsentRecord found;
        /** The newest record of the chain of what was found. */
        private @Nullable ConsentRecord newest;
        /** As it is stored, where a transaction of unknown outcome has noted that this answers with it. */
        private @Nullable ConsentRecord held;
        /** Of what this answers with records that are stored already. */
        private @Nullable String mark;
        /** It is stored, and its callers are told or it is to be taken back: nothing is left to do. */
        private boolean settled;

        private int refusals;

        private Pending(Append caller) {
            this.caller = caller;
            this.draft = caller.draft();
        }

        /** Whether a transaction of unknown outcome may have left something that has to be undone. */
        private boolean mayHaveLeftSomething() {
            return inDoubt != null || held != null;
        }

        private String mark() {
            String known = mark;
            if (known == null) {
                known = Marks.newMark();
                mark = known;
            }
            return known;
        }

        /** Those marks with which this may hold on to a record. */
        private Set<String> marks(ConsentRecord stored) {
            Set<String> marks = new HashSet<>();
            if (inDoubt != null && stored.equals(inDoubt.record)) {
                marks.add(RepeatTable.FIRST);
            }
            if (mark != null) {
                marks.add(mark);
            }
            return marks;
        }

        /** The id is of no use: what the record was to say is said by a new one. */
        private void beginAgain(RecordDraft instead) {
            draft = instead;
            inDoubt = null;
            held = null;
        }

        private boolean isAbandoned() {
            return !settled && caller.isDone();
        }

        /** Whether the transaction stores it, or has found it stored. If not, it waits for another one with its id. */
        private boolean isPartOfTransaction() {
            return sealed != null || found != null;
        }
    }

    /**
     * A record in a transaction of unknown outcome.
     *
     * @param total what the transaction has made of the total of the record's day. Another node may store the very same
     *     record, so it alone says who did
     */
    private record InDoubt(ConsentRecord record, Checkpoint total) {}

    /**
     * A record that is stored, of which nobody was told here.
     *
     * @param marks of those here who hold on to it
     * @param refusals how often the database has refused to take it back
     */
    private record TakenBack(RecordDraft draft, ConsentRecord stored, Set<String> marks, int refusals) {

        private static TakenBack of(Pending pending, ConsentRecord stored) {
            return new TakenBack(pending.draft, stored, pending.marks(stored), 0);
        }

        private TakenBack refusedAgain() {
            return new TakenBack(draft, stored, marks, refusals + 1);
        }
    }

    private AppendBatch(Clock clock, List<Pending> open) {
        this.clock = clock;
        this.open = new ArrayList<>(open);
        this.takenBack = new ArrayList<>();
    }

    /** Makes a batch of what callers wait for. */
    static AppendBatch of(Collection<Append> appends, Clock clock) {
        return new AppendBatch(clock, appends.stream().map(Pending::new).toList());
    }

    /** Returns those who are to be told. */
    List<Append> callers() {
        return open.stream().map(pending -> pending.caller).toList();
    }

    /** How many records the next step is about. */
    int size() {
        return takenBack.isEmpty() ? open.size() : 1;
    }

    /** Lets go of what nobody waits for any more and was certainly not stored, and says whether nothing is left to do. */
    boolean isDone() {
        open.removeIf(pending -> pending.settled || !pending.mayHaveLeftSomething() && pending.isAbandoned());
        return open.isEmpty() && takenBack.isEmpty();
    }

    /**
     * Takes the next step: one transaction, or two. After an exception the transaction has to be rolled back, and the
     * step taken again.
     */
    void step(WriteSession session) throws SQLException {
        if (!takenBack.isEmpty()) {
            takeBack(session);
            return;
        }
        open.removeIf(pending -> pending.settled);
        for (Pending pending : List.copyOf(open)) {
            if (pending.isAbandoned()) {
                clearUp(pending, session);
                open.remove(pending);
                if (!takenBack.isEmpty()) {
                    return;
                }
            }
        }
        if (!open.isEmpty()) {
            store(session);
        }
    }

    /** From now on every record is looked for before it is stored. */
    void attemptFailed() {
        for (Pending pending : open) {
            pending.mayBeStored = true;
        }
    }

    /** Splits off the first half, to find the record that the database refuses. */
    AppendBatch firstHalf() {
        List<Pending> first = open.subList(0, open.size() / 2);
        AppendBatch half = new AppendBatch(clock, first);
        first.clear();
        return half;
    }

    /** Tells all callers that nothing will come of it, and the log of what may be left. */
    void fail(String message, @Nullable Throwable cause) {
        List<UUID> left = new ArrayList<>();
        for (TakenBack one : takenBack) {
            left.add(one.stored.recordId());
        }
        for (Pending pending : open) {
            if (!pending.settled && pending.mayHaveLeftSomething()) {
                left.add(pending.draft.recordId());
            }
        }
        if (!left.isEmpty()) {
            sayWhatIsLeft(message, left);
        }
        failCallers(message, cause);
        takenBack.clear();
    }

    private static void sayWhatIsLeft(String why, List<UUID> recordIds) {
        LOG.say(
                System.Logger.Level.ERROR,
                why + "; of these records nobody was told, so nothing was granted, and they may be on record: "
                        + recordIds,
                null);
    }

    private void failCallers(String message, @Nullable Throwable cause) {
        for (Pending pending : open) {
            String outcome = pending.mayHaveLeftSomething() ? "; whether the record was stored is unknown" : "";
            pending.caller.fail(new StoreException(message + outcome, cause));
        }
        open.clear();
    }

    /**
     * The database refuses what the last step was about, and it was about one record. Where a commit may have stored it
     * all the same, the next step finds out, and it is taken back.
     *
     * @return whether the next step is the same again, which has more hope a while later
     */
    boolean refused(Throwable cause) {
        if (!takenBack.isEmpty()) {
            TakenBack one = takenBack.remove(0).refusedAgain();
            if (one.refusals < MOST_REFUSALS) {
                takenBack.add(0, one);
                return true;
            }
            sayWhatIsLeft("the database refuses to take it back", List.of(one.stored.recordId()));
            return false;
        }
        List<Pending> inDoubt = new ArrayList<>();
        boolean again = false;
        for (Pending pending : open) {
            if (!pending.settled && pending.mayHaveLeftSomething()) {
                if (pending.refusals < MOST_REFUSALS) {
                    again |= pending.refusals > 0;
                    pending.refusals++;
                    inDoubt.add(pending);
                } else {
                    sayWhatIsLeft("the database refuses to say", List.of(pending.draft.recordId()));
                }
            }
        }
        failCallers("the database refuses the record: " + cause.getMessage(), cause);
        open.addAll(inDoubt);
        return again;
    }

    /** Whether it is of first records alone, none of which was tried before. */
    boolean isFresh() {
        for (Pending pending : open) {
            if (!pending.draft.opensChain() || pending.mayBeStored || pending.settled) {
                return false;
            }
        }
        return takenBack.isEmpty() && !open.isEmpty();
    }

    private void store(WriteSession session) throws SQLException {
        insert(session);
        commit(session);
    }

    /** Inserts all that are open, and leaves the transaction open. */
    void insert(WriteSession session) throws SQLException {
        Chains chains = new Chains(session.records());
        List<Pending> fresh = findStored(session, chains);
        List<ConsentRecord> records = new ArrayList<>();
        List<Checkpoint.Element> elements = new ArrayList<>();
        for (Pending pending : fresh) {
            ConsentRecord record = chains.seal(pending.draft);
            pending.sealed = record;
            records.add(record);
            elements.add(pending.draft.element());
        }
        session.store(fresh.stream().map(pending -> pending.draft).toList());
        session.insert(records, elements);
        for (Pending pending : fresh) {
            ConsentRecord record = Objects.requireNonNull(pending.sealed);
            Checkpoint total =
                    session.checkpoints().changed(pending.draft.element().day());
            pending.inDoubt = new InDoubt(record, total);
        }
        answerRepetitions(records, session);
        for (Pending pending : open) {
            if (pending.found != null) {
                // With what this transaction adds to the chain.
                List<ConsentRecord> chain = session.records().chainFrom(pending.found);
                pending.newest = chain.get(chain.size() - 1);
                RecordDraft draft = pending.caller.draft();
                draft.foundStored(chain, chains.hasBaseBefore(pending.found, draft));
            }
        }
    }

    /**
     * Answers those who waited for a record of this transaction with it. They hold on to it before its caller can let go:
     * what is taken back would be stored for them again, after a later choice of their visitor.
     */
    private void answerRepetitions(List<ConsentRecord> records, WriteSession session) throws SQLException {
        Map<UUID, ConsentRecord> stored = new HashMap<>();
        records.forEach(record -> stored.put(record.recordId(), record));
        for (Pending pending : open) {
            ConsentRecord record = stored.get(pending.draft.recordId());
            if (record != null
                    && !pending.isPartOfTransaction()
                    && pending.caller.draft().isAnsweredBy(record)) {
                answer(pending, record, session);
            }
        }
    }

    /** Has it be answered with a record that is stored; false if that was taken back. */
    private static boolean answer(Pending pending, ConsentRecord record, WriteSession session) throws SQLException {
        boolean holds = session.repeats().hold(record.recordId(), pending.mark());
        if (holds) {
            pending.found = record;
            pending.held = record;
        }
        return holds;
    }

    /** The second half of {@link #insert}. Whatever it throws, the outcome is unknown. */
    void commit(WriteSession session) throws SQLException {
        session.commit();
        settle();
    }

    /** Finds what earlier attempts have stored; returns what is still to be stored. */
    private List<Pending> findStored(WriteSession session, Chains chains) throws SQLException {
        List<Pending> fresh = new ArrayList<>();
        List<Pending> sought = new ArrayList<>();
        open.removeIf(pending -> pending.settled);
        for (Pending pending : open) {
            pending.sealed = null;
            pending.found = null;
            (pending.mayBeStored ? sought : fresh).add(pending);
        }
        while (!sought.isEmpty()) {
            SortedSet<String> all = chainsOf(sought);
            all.addAll(chainsOf(fresh));
            Map<UUID, ConsentRecord> stored = chains.findLocked(recordIds(sought), all);
            List<Pending> again = new ArrayList<>();
            for (Pending pending : sought) {
                ConsentRecord record = stored.get(pending.draft.recordId());
                if (record == null) {
                    fresh.add(pending);
                    continue;
                }
                if (!pending.caller.draft().isAnsweredBy(record)) {
                    if (session.repeats().isTakenBack(record.recordId())) {
                        pending.beginAgain(pending.draft.again());
                        again.add(pending);
                    } else if (pending.draft.takesAnotherId()) {
                        pending.beginAgain(pending.draft.underAnotherId());
                        again.add(pending);
                    } else {
                        pending.caller.reject();
                        pending.settled = true;
                    }
                    continue;
                }
                forgetWhatAnotherStored(pending, record, session);
                if (!answer(pending, record, session)) {
                    pending.beginAgain(pending.draft.again());
                    again.add(pending);
                }
            }
            sought = again;
        }
        open.removeIf(pending -> pending.settled);
        // In the order in which they came: some of a visitor's were perhaps looked for longer than others.
        Set<Pending> missing = new HashSet<>(fresh);
        List<Pending> inOrder = new ArrayList<>(open);
        inOrder.removeIf(pending -> !missing.contains(pending));
        deferRepetitions(inOrder);
        chains.lock(chainsOf(inOrder));
        return inOrder;
    }

    private static List<UUID> recordIds(List<Pending> these) {
        return these.stream().map(pending -> pending.draft.recordId()).toList();
    }

    /** Those that are there, or may be: a new visitor has none. */
    private static SortedSet<String> chainsOf(List<Pending> these) {
        SortedSet<String> chains = new TreeSet<>();
        for (Pending pending : these) {
            if (!pending.draft.opensChain() || pending.mayBeStored) {
                chains.add(pending.draft.consentId());
            }
        }
        return chains;
    }

    /** Of several with one id, the first is stored now; the others are answered with it, or will find it. */
    private static void deferRepetitions(List<Pending> fresh) {
        Set<UUID> ids = new HashSet<>();
        for (Pending pending : List.copyOf(fresh)) {
            if (!ids.add(pending.draft.recordId())) {
                pending.mayBeStored = true;
                fresh.remove(pending);
            }
        }
    }

    /** The very same record may be another node's: then nothing of it is in doubt here, and nothing of it is this one's. */
    private static void forgetWhatAnotherStored(Pending pending, ConsentRecord stored, WriteSession session)
            throws SQLException {
        InDoubt inDoubt = pending.inDoubt;
        if (inDoubt != null
                && stored.equals(inDoubt.record)
                && !session.checkpoints().isCommitted(inDoubt.total)) {
            pending.inDoubt = null;
        }
    }

    /** The transaction is durable: tells the callers of what it stored or found. */
    private void settle() {
        for (Pending pending : open) {
            if (pending.isPartOfTransaction()) {
                ConsentRecord sealed = pending.sealed;
                ConsentRecord answer = sealed == null ? Objects.requireNonNull(pending.newest) : sealed;
                if (!pending.caller.tell(answer)) {
                    ConsentRecord stored = sealed == null ? Objects.requireNonNull(pending.found) : sealed;
                    takenBack.add(TakenBack.of(pending, stored));
                }
                // At once: after an error the rest is tried again, and who was told already is not taken back.
                pending.settled = true;
            }
        }
        open.removeIf(pending -> pending.settled);
    }

    /** Finds out what transactions of unknown outcome have left of a record that nobody waits for any more. */
    private void clearUp(Pending pending, WriteSession session) throws SQLException {
        InDoubt inDoubt = pending.inDoubt;
        ConsentRecord held = pending.held;
        if (inDoubt != null && isStored(inDoubt, session)) {
            takenBack.add(TakenBack.of(pending, inDoubt.record));
            return;
        }
        pending.inDoubt = null;
        if (held != null && isThere(held, session)) {
            takenBack.add(TakenBack.of(pending, held));
        }
    }

    private static boolean isStored(InDoubt inDoubt, WriteSession session) throws SQLException {
        ConsentRecord record = inDoubt.record;
        if (!isThere(record, session)) {
            return false;
        }
        boolean stored =
                session.records().find(record.recordId()).filter(record::equals).isPresent()
                        && session.checkpoints().isCommitted(inDoubt.total);
        session.rollback();
        return stored;
    }

    /** Looking for it is not enough: the commit may still be under way. Inserting it waits for that. */
    private static boolean isThere(ConsentRecord record, WriteSession session) throws SQLException {
        boolean there = false;
        try {
            session.records().insert(List.of(record));
        } catch (SQLException e) {
            if (!session.dialect().isDuplicate(e)) {
                throw e;
            }
            there = true;
        }
        session.rollback();
        return there;
    }

    private void takeBack(WriteSession session) throws SQLException {
        TakenBack one = takenBack.get(0);
        List<ConsentRecord> chain = session.records().lockedChains(List.of(one.stored.consentId()));
        if (chain.contains(one.stored)) {
            // Where somebody else was told of it, or may yet be, it stands.
            if (session.repeats().letGo(one.stored.recordId(), one.marks)) {
                compensate(one, chain, session);
            }
            session.commit();
        } else {
            // It was erased since.
            session.rollback();
        }
        takenBack.remove(0);
    }

    private void compensate(TakenBack one, List<ConsentRecord> chain, WriteSession session) throws SQLException {
        RecordDraft draft = one.draft.inChainOf(one.stored);
        Set<UUID> ids = new HashSet<>();
        chain.forEach(record -> ids.add(record.recordId()));
        if (ids.contains(draft.compensationId())) {
            return;
        }
        // What held before is what the record's own place says, whoever stored it.
        ConsentRecord before = null;
        List<ConsentRecord> undone = new ArrayList<>();
        boolean isSuperseded = false;
        for (ConsentRecord record : chain) {
            boolean stands = !record.equals(one.stored)
                    && record.event() != ConsentRecord.Event.COMPENSATE
                    && !ids.contains(RecordDraft.compensationId(record.recordId()));
            if (!stands) {
                undone.add(record);
            } else if (record.sequence() < one.stored.sequence()) {
                before = record;
                undone.clear();
            } else {
                isSuperseded = true;
            }
        }
        ConsentRecord unused = Chains.endingWith(before, session.records()).seal(draft);
        ConsentRecord head = chain.get(chain.size() - 1);
        RecordDraft compensation =
                draft.compensation(clock.instant(), head, isSuperseded ? List.<ConsentRecord>of() : undone);
        List<ConsentRecord> records =
                List.of(Chains.endingWith(head, session.records()).seal(compensation));
        session.store(List.of(compensation));
        session.insert(records, List.of(compensation.element()));
    }
}
