package com.okonect.consent.store;

import static com.okonect.consent.ConsentRecord.Event.COMPENSATE;

import com.okonect.consent.Category;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The records of one visitor in their order, and which of them somebody was told of.
 *
 * @param told the ids of those, and of others
 */
record ToldChain(List<ConsentRecord> records, Set<UUID> told) {

    /**
     * What is granted in the end, and should not be. A grant stands if somebody was told of it, and no later record
     * refuses the same: a refusal holds whether anybody was told of it or not. What takes a record back grants nothing
     * by itself.
     */
    Set<Category> wronglyGranted() {
        Set<Category> rightly = new HashSet<>();
        for (ConsentRecord record : records) {
            record.categories().forEach((category, isGranted) -> {
                if (!isGranted) {
                    rightly.remove(category);
                } else if (isTold(record)) {
                    rightly.add(category);
                }
            });
        }
        Set<Category> wrongly = granted(records.get(records.size() - 1));
        wrongly.removeAll(rightly);
        return wrongly;
    }

    /** Whether a refusal that nobody was told of ended what was granted, and a grant after it was taken back. */
    boolean isKeptRefused() {
        boolean isGranted = false;
        boolean isRefusedSince = false;
        boolean isGrantedAgain = false;
        for (ConsentRecord record : records) {
            boolean grants = !granted(record).isEmpty();
            if (isTold(record)) {
                isGranted = grants;
                isRefusedSince = false;
                isGrantedAgain = false;
            } else if (record.event() != COMPENSATE) {
                isGrantedAgain |= isRefusedSince && grants;
                isRefusedSince |= isGranted && !grants;
            }
        }
        return isGrantedAgain;
    }

    /** The places of the records that take one back though somebody was told of a later one. */
    List<Integer> lateCompensations() {
        Map<UUID, Integer> placesByCompensation = new HashMap<>();
        List<Integer> late = new ArrayList<>();
        for (int place = 0; place < records.size(); place++) {
            UUID recordId = records.get(place).recordId();
            Integer takenBack = placesByCompensation.get(recordId);
            if (takenBack != null && records.subList(takenBack, place).stream().anyMatch(this::isTold)) {
                late.add(place);
            }
            placesByCompensation.put(RecordDraft.compensationId(recordId), place);
        }
        return late;
    }

    /** Whether the record at this place leaves all as the one before has it. */
    boolean changesNothing(int place) {
        return records.get(place).decisions().equals(records.get(place - 1).decisions());
    }

    private boolean isTold(ConsentRecord record) {
        return told.contains(record.recordId());
    }

    private static Set<Category> granted(ConsentRecord record) {
        Set<Category> granted = new HashSet<>();
        record.categories().forEach((category, isGranted) -> {
            if (isGranted) {
                granted.add(category);
            }
        });
        return granted;
    }
}
