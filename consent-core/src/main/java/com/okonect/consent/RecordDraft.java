package com.okonect.consent;

import com.okonect.consent.policy.Notice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into the store, which alone knows its place in the visitor's chain.
 *
 * <p>Safe for use by several threads.
 */
public final class RecordDraft {

    private final SigningKeys keys;
    private final UUID recordId;
    private final String consentId;
    private final ConsentRecord.Event event;
    private final Instant recordedAt;
    private final Change change;
    private final @Nullable ConsentToken before;
    private final ShownNotice notice;
    private final ConsentRecord.Method method;
    private final boolean gpc;
    private final String site;
    private final boolean isAway;
    private final Claim claim;
    private volatile @Nullable Sealed sealed;
    /** What this was stored as instead, if its id was of no use. */
    private volatile @Nullable RecordDraft next;
    /** What is left of the choice that this one repeats. */
    private volatile @Nullable Standing stillStanding;

    /**
     * What is left of a choice that is stored.
     *
     * @param since the time of what was told later without a record; null if nothing was
     */
    private record Standing(
            SortedMap<Category, Decision> decisions,
            @Nullable Instant since) {}

    /**
     * What became of the draft in its place.
     *
     * @param element what it adds to the signed total of its day
     * @param held what held before
     * @param standingUntil until when what holds lasts if it is taken back
     * @param revocation what has to reach the visitor's browser
     */
    private record Sealed(
            ConsentRecord record,
            Checkpoint.Element element,
            SortedMap<Category, Decision> held,
            Instant standingUntil,
            @Nullable Revocation revocation) {}

    /**
     * What the visitor was shown.
     *
     * @param hash the notice's hash
     * @param language its language, a BCP 47 tag
     * @param toStore the notice; null if a record that is stored points to it already
     */
    record ShownNotice(
            String hash, String language, @Nullable Notice toStore) {

        static ShownNotice of(Notice notice) {
            return new ShownNotice(notice.hash(), notice.language().toLanguageTag(), notice);
        }

        static ShownNotice of(ConsentRecord record) {
            return new ShownNotice(record.notice(), record.language(), null);
        }
    }

    /**
     * What a choice has to do with a record that is stored under its id.
     *
     * @param isSameChoice whether a record is of this very choice, so that it answers a repetition
     * @param takesAnotherId whether the choice is to be stored under another id if the record is not of this choice
     */
    record Claim(Predicate<ConsentRecord> isSameChoice, boolean takesAnotherId) {

        /** The id was made for the draft: what is stored under it is what the draft became. */
        static final Claim OF_NEW_ID = new Claim(record -> true, false);
    }

    RecordDraft(
            SigningKeys keys,
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            Instant recordedAt,
            Change change,
            @Nullable ConsentToken before,
            ShownNotice notice,
            ConsentRecord.Method method,
            boolean gpc,
            String site,
            boolean isAway,
            Claim claim) {
        this.keys = keys;
        this.recordId = recordId;
        this.consentId = consentId;
        this.event = event;
        this.recordedAt = recordedAt;
        this.change = change;
        this.before = before;
        this.notice = notice;
        this.method = method;
        this.gpc = gpc;
        this.site = site;
        this.isAway = isAway;
        this.claim = claim;
    }

    /**
     * Returns the id of the record, the same at every attempt to store it.
     *
     * @return the record's id
     */
    public UUID recordId() {
        return recordId;
    }

    /**
     * Returns the visitor's pseudonymous id, which names the chain.
     *
     * @return 22 characters of base64url
     */
    public String consentId() {
        return consentId;
    }

    /**
     * Returns the notice that was shown, which the store keeps once.
     *
     * @return the notice; empty if it is certainly stored, because a stored record points to it
     */
    public Optional<Notice> notice() {
        return Optional.ofNullable(notice.toStore);
    }

    /**
     * Returns what has to reach the visitor's browsers by another way than the answer to the choice: because it was not
     * made in a browser, or because it ends a grant while the answer to another choice, which still has it, may arrive
     * last.
     *
     * @return to be stored with the record; empty before it is sealed, and where the answer suffices
     */
    public Optional<Revocation> revocation() {
        Sealed done = last().sealed;
        return Optional.ofNullable(done == null ? null : done.revocation);
    }

    /**
     * Returns what the record that this draft became adds to the signed total of its day.
     *
     * @return its element
     * @throws NullPointerException before it is {@linkplain #seal sealed}
     */
    public Checkpoint.Element element() {
        return Objects.requireNonNull(sealed, "not sealed").element;
    }

    /**
     * Says whether this is the first record of its visitor, for whom there is no chain to look up.
     *
     * @return true if the consent id was made for this record
     */
    public boolean opensChain() {
        return before == null || before.id() == null;
    }

    /**
     * Returns the time of the record whose outcome the visitor's browser carried when the choice was made.
     *
     * @return empty if it carried none
     */
    public Optional<Instant> baseRecordedAt() {
        return Optional.ofNullable(before).map(ConsentToken::decidedAt);
    }

    /**
     * Says whether the visitor's browser carried the outcome of a record when the choice was made.
     *
     * @param record a record of the visitor's chain
     * @return true if it is just what the record says
     */
    public boolean isBasedOn(ConsentRecord record) {
        return before != null && before.expiresAt().equals(record.validUntil()) && saysTheSame(before, record);
    }

    /**
     * Says whether this draft can follow a record: because it is {@linkplain #isBasedOn based on} it, or on what the visitor
     * was told before the record was there, which ends a second earlier.
     *
     * @param record a record of the visitor's chain
     * @return true if the record is what the browser carried when the choice was made
     */
    public boolean canFollow(ConsentRecord record) {
        return isBasedOn(record)
                || before != null
                        && before.expiresAt().plusSeconds(1).equals(record.validUntil())
                        && saysTheSame(before, record);
    }

    private static boolean saysTheSame(ConsentToken carried, ConsentRecord record) {
        return carried.decidedAt().equals(record.recordedAt())
                && Decision.join(carried.decisions()).equals(record.decisions());
    }

    /**
     * Signs the record for its place at the end of the chain. What the choice does not decide is as the newest record
     * says. At the beginning of a chain it is signed once, however often it is asked for.
     *
     * @param head the newest record of the chain; null if there is none
     * @param isBaseStored whether the chain has a record that this draft {@linkplain #canFollow can follow}. Where it
     *     has not, the browser carries what was never recorded, such as a withdrawal while the store was down: then the
     *     refusals of both stand
     * @return the record to store
     */
    public ConsentRecord seal(@Nullable ConsentRecord head, boolean isBaseStored) {
        Sealed earlier = sealed;
        if (head == null && earlier != null && earlier.record.previousHash() == null) {
            return earlier.record;
        }
        SortedMap<Category, Decision> held = before == null ? new TreeMap<>() : new TreeMap<>(before.decisions());
        boolean isErased = head == null && !opensChain();
        if (isErased) {
            // Nothing proves the grants any more that the browser carries.
            held.replaceAll((category, decision) -> Decision.REFUSED);
        }
        Instant heldUntil = before == null ? null : before.expiresAt();
        if (head != null) {
            SortedMap<Category, Decision> stored = Decision.split(head.decisions());
            held = isBaseStored ? stored : strictest(held, stored);
            heldUntil = head.validUntil();
        }
        SortedMap<Category, Decision> decisions = change.upon(held);
        if (isErased && method == ConsentRecord.Method.ACCOUNT) {
            // Those are in it, and the visitor has not chosen.
            decisions.replaceAll((category, decision) -> Decision.REFUSED);
        }
        Instant validUntil = change.until(held, heldUntil);
        ConsentRecord unsigned = new ConsentRecord(
                recordId,
                consentId,
                head == null ? 1 : head.sequence() + 1,
                event,
                recordedAt,
                validUntil,
                Decision.join(decisions),
                notice.hash,
                method,
                notice.language,
                gpc,
                site,
                head == null ? null : head.hash(),
                keys.newestId(),
                "");
        byte[] text = unsigned.signedText().getBytes(StandardCharsets.UTF_8);
        byte[] mac = keys.mac(unsigned.keyId(), SigningKeys.Purpose.RECORD, text);
        ConsentRecord signed = unsigned.signedWith(HexFormat.of().formatHex(mac));
        // Nobody was told of what is taken back.
        boolean isLate = head != null
                && event != ConsentRecord.Event.COMPENSATE
                && !canFollow(head)
                && Decision.endsAGrant(isOlder(before, head) ? Decision.split(head.decisions()) : held, decisions);
        sealed = new Sealed(
                signed,
                Checkpoint.Element.of(signed, signed.hash(text), keys),
                held,
                heldUntil == null || head == null && opensChain() ? validUntil : heldUntil,
                isAway || isLate ? revocation(head, validUntil, decisions) : null);
        return signed;
    }

    /** Whether the browser has perhaps not heard of a record. */
    private static boolean isOlder(@Nullable ConsentToken carried, ConsentRecord record) {
        return carried == null || !record.recordedAt().isBefore(carried.decidedAt());
    }

    private static SortedMap<Category, Decision> strictest(
            SortedMap<Category, Decision> carried, SortedMap<Category, Decision> stored) {
        SortedMap<Category, Decision> held = new TreeMap<>(stored);
        carried.forEach((category, decision) ->
                held.merge(category, decision, (old, now) -> old.granted() && now.granted() ? now : Decision.REFUSED));
        return held;
    }

    /** What stands without this. At the beginning of a chain there is nothing that could hold again. */
    private SortedMap<Category, Decision> standing(Sealed done) {
        if (!opensChain() || done.record.previousHash() != null) {
            return change.withoutGrants(done.held);
        }
        SortedMap<Category, Decision> refused = change.upon(done.held);
        refused.replaceAll((category, decision) -> Decision.REFUSED);
        return refused;
    }

    private static SortedMap<Category, Decision> lessRefusals(
            SortedMap<Category, Decision> standing, Collection<ConsentRecord> undone) {
        SortedMap<Category, Decision> left = new TreeMap<>(standing);
        for (ConsentRecord record : undone) {
            Decision.split(record.decisions()).forEach((category, decision) -> {
                if (!decision.granted()) {
                    left.put(category, decision);
                }
            });
        }
        return left;
    }

    private Revocation revocation(
            @Nullable ConsentRecord head, Instant validUntil, SortedMap<Category, Decision> decisions) {
        Instant at = head == null ? recordedAt : latest(head.recordedAt(), recordedAt);
        return new Revocation(Revocation.digest(consentId), at, validUntil, Decision.join(decisions));
    }

    /**
     * Returns the record that takes this one back, for the same chain. The store appends it when this record was stored
     * after its caller had given up waiting and told the visitor so. What holds then is what held before this choice,
     * less what it and later ones refused; or what the newest record of the chain says, if a later choice stands.
     *
     * @param at the time of the compensation
     * @param newest the newest record of the chain
     * @param undone the records after the last one before this that stands: those that are taken back, this one among
     *     them, and those that took them back; empty if a later choice stands
     * @return a draft whose id follows from this one's, so that nothing is taken back twice
     */
    public RecordDraft compensation(Instant at, ConsentRecord newest, Collection<ConsentRecord> undone) {
        Sealed done = Objects.requireNonNull(sealed, "what was never sealed was never stored");
        boolean isSuperseded = undone.isEmpty();
        SortedMap<Category, Decision> standing =
                isSuperseded ? Decision.split(newest.decisions()) : lessRefusals(standing(done), undone);
        Instant until = isSuperseded ? newest.validUntil() : done.standingUntil;
        ConsentToken held = new ConsentToken(newest.recordedAt(), until, consentId, newest.notice(), standing);
        return new RecordDraft(
                keys,
                compensationId(),
                consentId,
                ConsentRecord.Event.COMPENSATE,
                at.truncatedTo(ChronoUnit.SECONDS),
                Change.to(standing, until),
                held,
                notice,
                ConsentRecord.Method.CODE,
                gpc,
                site,
                false,
                Claim.OF_NEW_ID);
    }

    /**
     * Returns the same record under another id that follows from this one's. The store appends it when the choice is
     * sent again after its first record was taken back.
     *
     * @return a draft for the same chain
     */
    public RecordDraft again() {
        return instead("again after ");
    }

    /**
     * Returns the same record under another id that follows from this one's, the visitor's and the event. The store appends
     * it when the id is that of another choice, and this one {@linkplain #takesAnotherId takes another}: of many visitors
     * who use the same id, none comes upon what others use instead.
     *
     * @return a draft for the same chain
     */
    public RecordDraft underAnotherId() {
        return instead("by " + consentId + " to " + event + " after ");
    }

    private RecordDraft instead(String what) {
        RecordDraft instead = renamed(derivedId(what, recordId), consentId);
        next = instead;
        return instead;
    }

    private RecordDraft last() {
        RecordDraft last = this;
        for (RecordDraft after = next; after != null; after = after.next) {
            last = after;
        }
        return last;
    }

    /**
     * Notes what is stored from the record that {@linkplain #isAnsweredBy answers} this draft on. What was refused after
     * that record the answer to a repetition does not grant, though a later record does, of which perhaps nobody was told;
     * unless the browser carries the outcome of that. Nor does it grant what was refused later without a record, as far as
     * the browser says when.
     *
     * @param chain that record and all after it, in order
     * @param isBaseEarlier whether the browser carries the {@linkplain #isBasedOn outcome} of a record before them
     */
    public void foundStored(List<ConsentRecord> chain, boolean isBaseEarlier) {
        ConsentRecord newest = chain.get(chain.size() - 1);
        Instant earliest = newest.recordedAt();
        for (ConsentRecord record : chain) {
            earliest = record.recordedAt().isBefore(earliest) ? record.recordedAt() : earliest;
        }
        SortedMap<Category, Decision> granted = Decision.split(newest.decisions());
        Instant since = null;
        boolean isOutcome = isBaseEarlier || chain.stream().anyMatch(this::isBasedOn);
        if (before != null && !isOutcome && isLater(before, earliest)) {
            Decision.putRefusals(before.decisions(), granted);
            since = latest(newest.recordedAt(), before.decidedAt());
        }
        for (int i = chain.size() - 1; i >= 0; i--) {
            Decision.putRefusals(Decision.split(chain.get(i).decisions()), granted);
            if (isBasedOn(chain.get(i))) {
                break;
            }
        }
        stillStanding = new Standing(granted, since);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Whether what the browser carries, which is no record's outcome, may be what was told after some records. */
    private static boolean isLater(ConsentToken carried, Instant earliestOfThem) {
        return carried.id() == null
                ? carried.decidedAt().isAfter(earliestOfThem)
                : !carried.decidedAt().isBefore(earliestOfThem);
    }

    /**
     * Returns what the answer to a repetition says.
     *
     * @param newest the newest record of the chain
     * @param asked what the choice comes to now: no more than that is granted
     */
    ConsentToken repeated(ConsentRecord newest, SortedMap<Category, Decision> asked) {
        SortedMap<Category, Decision> stored = Decision.split(newest.decisions());
        Standing known = stillStanding;
        Standing standing = known == null ? new Standing(stored, null) : known;
        SortedMap<Category, Decision> decisions = Decision.grantedByBoth(standing.decisions, asked);
        Instant since = standing.since;
        if (decisions.equals(stored) && since == null) {
            return ConsentToken.of(newest);
        }
        // It is no record's outcome, and has to count as later when the choice is repeated once more: it keeps the
        // time of what it follows, and ends when the record does not.
        Instant at = since == null ? newest.recordedAt() : since;
        Instant until = newest.validUntil().minusSeconds(1);
        return new ConsentToken(at, until, newest.consentId(), newest.notice(), decisions);
    }

    /**
     * Returns this draft for the chain of a record that another node has stored of the same choice, of a visitor to whom
     * each node gave an id of its own.
     *
     * @param stored a record with the id of this one
     * @return a draft for the same chain as the record
     */
    public RecordDraft inChainOf(ConsentRecord stored) {
        return consentId.equals(stored.consentId()) ? this : renamed(recordId, stored.consentId());
    }

    private RecordDraft renamed(UUID newRecordId, String newConsentId) {
        return new RecordDraft(
                keys,
                newRecordId,
                newConsentId,
                event,
                recordedAt,
                change,
                before,
                notice,
                method,
                gpc,
                site,
                isAway,
                claim);
    }

    /**
     * Returns the id of the record that takes this one back, if there is one.
     *
     * @return an id that follows from this record's
     */
    public UUID compensationId() {
        return compensationId(recordId);
    }

    /**
     * Returns the id of the record that takes another one back, if there is one.
     *
     * @param recordId the id of the other
     * @return an id that follows from it
     */
    public static UUID compensationId(UUID recordId) {
        return derivedId("compensation of ", recordId);
    }

    private static UUID derivedId(String what, UUID recordId) {
        return UUID.nameUUIDFromBytes((what + recordId).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Says whether a record that is stored under the id of this draft is of the same choice, so that it can be the answer.
     *
     * @param stored a record with the id of this draft, or with one that followed from it {@linkplain #again later}
     * @return false if the id is that of another choice
     */
    public boolean isAnsweredBy(ConsentRecord stored) {
        return became(stored) || claim.isSameChoice.test(stored);
    }

    /**
     * Says what becomes of this draft if its id is that of another choice.
     *
     * @return true if it is stored under another one, as what refuses or withdraws has to be; false if it is not stored
     */
    public boolean takesAnotherId() {
        return claim.takesAnotherId;
    }

    /** Whether this record is what the draft became, and not one that was stored under the same id before. */
    boolean became(ConsentRecord record) {
        for (RecordDraft one = this; one != null; one = one.next) {
            Sealed done = one.sealed;
            if (done != null && record.equals(done.record)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the ids, for messages. */
    @Override
    public String toString() {
        return "record " + recordId + " (" + event + ")";
    }
}
