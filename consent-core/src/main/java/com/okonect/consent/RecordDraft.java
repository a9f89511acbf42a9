package com.okonect.consent;

import com.okonect.consent.policy.Notice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
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
    private final Instant validUntil;
    private final SortedMap<Category, Decision> decisions;
    private final ShownNotice notice;
    private final ConsentRecord.Method method;
    private final boolean gpc;
    private final String site;
    private volatile @Nullable ConsentRecord sealed;
    private final @Nullable Standing before;
    private final boolean isAway;

    /**
     * What held before the choice, and holds again if its record is taken back.
     *
     * @param decisions what of the choice stands without a record
     * @param validUntil until when
     */
    record Standing(SortedMap<Category, Decision> decisions, Instant validUntil) {}

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

    RecordDraft(
            SigningKeys keys,
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            Instant recordedAt,
            Instant validUntil,
            SortedMap<Category, Decision> decisions,
            ShownNotice notice,
            ConsentRecord.Method method,
            boolean gpc,
            String site,
            @Nullable Standing before,
            boolean isAway) {
        this.keys = keys;
        this.recordId = recordId;
        this.consentId = consentId;
        this.event = event;
        this.recordedAt = recordedAt;
        this.validUntil = validUntil;
        this.decisions = decisions;
        this.notice = notice;
        this.method = method;
        this.gpc = gpc;
        this.site = site;
        this.before = before;
        this.isAway = isAway;
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
     * Returns what has to reach the visitor's browser, where the choice was not made in it.
     *
     * @return to be stored with the record; empty if the browser gets a new token
     */
    public Optional<Revocation> revocation() {
        return isAway
                ? Optional.of(
                        new Revocation(Revocation.digest(consentId), recordedAt, validUntil, Decision.join(decisions)))
                : Optional.empty();
    }

    /**
     * Says whether this is the first record of its visitor, for whom there is no chain to look up.
     *
     * @return true if the consent id was made for this record
     */
    public boolean opensChain() {
        return before == null;
    }

    /**
     * Signs the record for its place in the chain.
     *
     * @param sequence the place, from 1
     * @param previousHash the hash of the record before; null for the first
     * @return the record to store
     */
    public ConsentRecord seal(int sequence, @Nullable String previousHash) {
        ConsentRecord unsigned = new ConsentRecord(
                recordId,
                consentId,
                sequence,
                event,
                recordedAt,
                validUntil,
                Decision.join(decisions),
                notice.hash,
                method,
                notice.language,
                gpc,
                site,
                previousHash,
                keys.newestId(),
                "");
        byte[] mac = keys.mac(
                unsigned.keyId(),
                SigningKeys.Purpose.RECORD,
                unsigned.signedText().getBytes(StandardCharsets.UTF_8));
        ConsentRecord signed = unsigned.signedWith(HexFormat.of().formatHex(mac));
        sealed = signed;
        return signed;
    }

    /**
     * Returns the record that takes this one back, for the same chain. The store appends it when this record was stored
     * after its caller had given up waiting and told the visitor so. What holds then is what held before this choice,
     * less what the choice refused; or what the newest record of the chain says, if that is a later one.
     *
     * @param at the time of the compensation
     * @param newest the newest record of the chain
     * @return a draft whose id follows from this one's, so that nothing is taken back twice
     */
    public RecordDraft compensation(Instant at, ConsentRecord newest) {
        SortedMap<Category, Decision> standing = new TreeMap<>();
        Instant until = validUntil;
        if (!newest.recordId().equals(recordId)) {
            standing.putAll(Decision.split(newest.decisions()));
            until = newest.validUntil();
        } else if (before != null) {
            standing.putAll(before.decisions);
            until = before.validUntil;
        } else {
            decisions.keySet().forEach(category -> standing.put(category, Decision.REFUSED));
        }
        return new RecordDraft(
                keys,
                compensationId(),
                consentId,
                ConsentRecord.Event.COMPENSATE,
                at.truncatedTo(ChronoUnit.SECONDS),
                until,
                standing,
                notice,
                ConsentRecord.Method.CODE,
                gpc,
                site,
                new Standing(standing, until),
                false);
    }

    /**
     * Returns the same record under another id that follows from this one's. The store appends it when the choice is
     * sent again after its first record was taken back.
     *
     * @return a draft for the same chain
     */
    public RecordDraft again() {
        return new RecordDraft(
                keys,
                derivedId("again after "),
                consentId,
                event,
                recordedAt,
                validUntil,
                decisions,
                notice,
                method,
                gpc,
                site,
                before,
                isAway);
    }

    /**
     * Returns the id of the record that takes this one back, if there is one.
     *
     * @return an id that follows from this record's
     */
    public UUID compensationId() {
        return derivedId("compensation of ");
    }

    private UUID derivedId(String what) {
        return UUID.nameUUIDFromBytes((what + recordId).getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether this record is what the draft became, and not one that was stored under the same id before. */
    boolean became(ConsentRecord record) {
        return record.equals(sealed);
    }

    /** Returns the ids, for messages. */
    @Override
    public String toString() {
        return "record " + recordId + " (" + event + ")";
    }
}
