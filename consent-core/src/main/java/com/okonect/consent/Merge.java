package com.okonect.consent;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two choices of one visitor made one, by a {@link MergePolicy}.
 *
 * @param decisions what holds
 * @param expiresAt until when
 * @param adopts whether a grant of the other choice is among it
 * @param differing on what the two still differ
 */
record Merge(
        SortedMap<Category, Decision> decisions, Instant expiresAt, boolean adopts, SortedSet<Category> differing) {

    private static final Duration REST_OF_THE_DAY = Duration.ofDays(1).minusSeconds(1);

    /**
     * @param mine the choice of this browser; null if there is none
     * @param theirs the choice of the account's other browser
     * @param declared what the policy declares: nothing else is taken over
     */
    static Merge of(MergePolicy policy, @Nullable ConsentToken mine, ConsentRecord theirs, Set<Category> declared) {
        SortedMap<Category, Decision> own = mine == null ? new TreeMap<>() : mine.decisions();
        SortedMap<Category, Decision> other = Decision.split(theirs.decisions());
        other.keySet().retainAll(declared);
        SortedMap<Category, Decision> merged = switch (policy) {
            case ASK -> new TreeMap<>(own);
            case NEWEST_WINS -> isNewer(theirs, mine) ? over(own, other) : over(other, own);
            case STRICTEST_WINS -> strictest(own, other);
        };
        SortedSet<Category> differing = new TreeSet<>();
        boolean adopts = false;
        Set<Category> all = new TreeSet<>(own.keySet());
        all.addAll(other.keySet());
        for (Category category : all) {
            Decision now = merged.get(category);
            if (now == null || policy == MergePolicy.ASK && differ(own.get(category), other.get(category))) {
                differing.add(category);
            }
            adopts |= now != null && now.granted() && !now.equals(own.get(category));
        }
        Instant end = theirs.validUntil();
        if (mine != null && mine.expiresAt().isBefore(end)) {
            end = mine.expiresAt();
        }
        return new Merge(merged, end, adopts, differing);
    }

    /** A refusal without an id knows its day alone: it may be of that day's last second. */
    private static boolean isNewer(ConsentRecord theirs, @Nullable ConsentToken mine) {
        if (mine == null) {
            return true;
        }
        Instant decided = mine.id() == null ? mine.decidedAt().plus(REST_OF_THE_DAY) : mine.decidedAt();
        return theirs.recordedAt().isAfter(decided);
    }

    private static SortedMap<Category, Decision> over(
            SortedMap<Category, Decision> older, SortedMap<Category, Decision> newer) {
        SortedMap<Category, Decision> merged = new TreeMap<>(older);
        merged.putAll(newer);
        return merged;
    }

    private static SortedMap<Category, Decision> strictest(
            SortedMap<Category, Decision> own, SortedMap<Category, Decision> other) {
        SortedMap<Category, Decision> merged = new TreeMap<>();
        Set<Category> all = new TreeSet<>(own.keySet());
        all.addAll(other.keySet());
        for (Category category : all) {
            Decision one = own.get(category);
            Decision two = other.get(category);
            if (one != null && !one.granted() || two != null && !two.granted()) {
                merged.put(category, Decision.REFUSED);
            } else if (one != null && two != null) {
                merged.put(category, one);
            }
        }
        return merged;
    }

    private static boolean differ(@Nullable Decision one, @Nullable Decision two) {
        return one == null || two == null || one.granted() != two.granted();
    }
}
