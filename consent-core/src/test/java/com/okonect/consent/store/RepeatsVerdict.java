package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What is stored, against what visitors were told of their choices. It does not depend on who came first. */
final class RepeatsVerdict {

    private final Map<UUID, ConsentRecord> stored = new HashMap<>();
    private final Map<String, SortedMap<Integer, ConsentRecord>> chains = new HashMap<>();
    private final Set<UUID> told = new HashSet<>();
    private final Set<UUID> known = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private int takenBack;
    private int recordedAgain;
    private int takenBackLate;
    private int keptRefused;

    private RepeatsVerdict() {}

    /** Looks at all records; nobody may be on the way to the store any more. */
    static RepeatsVerdict of(JdbcConsentStore store, Collection<RepeatedChoice> choices) {
        RepeatsVerdict verdict = new RepeatsVerdict();
        store.inspect(new RecordsAlone(verdict::add));
        choices.forEach(verdict::judge);
        verdict.findUnknown();
        verdict.chains.values().forEach(verdict::judge);
        return verdict;
    }

    private void add(ConsentRecord record) {
        stored.put(record.recordId(), record);
        chains.computeIfAbsent(record.consentId(), id -> new TreeMap<>()).put(record.sequence(), record);
    }

    private void judge(RepeatedChoice choice) {
        List<UUID> own = recordIds(choice);
        Set<UUID> answers = new HashSet<>();
        for (ConsentRecord answer : choice.told()) {
            if (!answer.equals(stored.get(answer.recordId()))) {
                wrong.add("told and not stored so: " + answer);
            } else if (own.isEmpty()) {
                wrong.add("told of a choice that is not stored: " + choice.draft());
            } else {
                // Where the answer was a later choice's, this one was told of as well. It stands, so it is the last.
                answers.add(own.contains(answer.recordId()) ? answer.recordId() : own.get(own.size() - 1));
            }
        }
        if (answers.size() > 1) {
            wrong.add("several records were told of one choice: " + answers);
        }
        told.addAll(answers);
        own.forEach(id -> judge(stored.get(id)));
        recordedAgain += Math.max(0, own.size() - 1);
    }

    /** Each time that a choice was taken back it may be recorded again, with an id that follows from the last. */
    private List<UUID> recordIds(RepeatedChoice choice) {
        List<UUID> ids = new ArrayList<>();
        for (RecordDraft draft = choice.draft(); stored.containsKey(draft.recordId()); draft = draft.again()) {
            ids.add(draft.recordId());
        }
        return ids;
    }

    /** A record of a choice: it stands, or is taken back. */
    private void judge(ConsentRecord record) {
        UUID compensationId = RecordDraft.compensationId(record.recordId());
        known.add(record.recordId());
        known.add(compensationId);
        ConsentRecord compensation = stored.get(compensationId);
        boolean isTold = told.contains(record.recordId());
        if (isTold && compensation != null) {
            wrong.add("told and taken back: " + record);
        } else if (!isTold && compensation == null) {
            wrong.add("told to nobody and not taken back: " + record);
        } else if (compensation != null) {
            takenBack++;
            if (!compensation.consentId().equals(record.consentId())) {
                wrong.add("taken back in another chain: " + record);
            }
        }
    }

    /** What takes a record back has one id, so that a second one that does so would be among these. */
    private void findUnknown() {
        for (ConsentRecord record : stored.values()) {
            if (!known.contains(record.recordId())) {
                wrong.add("chosen by nobody: " + record);
            }
        }
    }

    private void judge(SortedMap<Integer, ConsentRecord> records) {
        ToldChain chain = new ToldChain(List.copyOf(records.values()), told);
        if (!chain.wronglyGranted().isEmpty()) {
            wrong.add("ends granted, and should not: " + chain);
        }
        if (chain.isKeptRefused()) {
            keptRefused++;
        }
        for (int place : chain.lateCompensations()) {
            takenBackLate++;
            if (!chain.changesNothing(place)) {
                wrong.add("changes what was chosen later: " + chain.records().get(place));
            }
        }
    }

    /** What should not be; empty if all is well. */
    List<String> wrong() {
        return wrong;
    }

    /** How many records were taken back. */
    int takenBack() {
        return takenBack;
    }

    /** The counts, in words. */
    @Override
    public String toString() {
        return takenBack + " taken back, " + takenBackLate + " of them after a later choice that stands, "
                + recordedAgain + " recorded again, " + keptRefused + " refusals kept that nobody was told of, "
                + wrong.size() + " wrong";
    }
}
