package com.okonect.consent;

import com.okonect.consent.policy.Notice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into the store, which alone knows its place in the visitor's chain.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class RecordDraft {

    private final SigningKeys keys;
    private final UUID recordId;
    private final String consentId;
    private final ConsentRecord.Event event;
    private final Instant recordedAt;
    private final Instant validUntil;
    private final SortedMap<Category, Decision> decisions;
    private final Notice notice;
    private final ConsentRecord.Method method;
    private final boolean gpc;
    private final String site;

    RecordDraft(
            SigningKeys keys,
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            Instant recordedAt,
            Instant validUntil,
            SortedMap<Category, Decision> decisions,
            Notice notice,
            ConsentRecord.Method method,
            boolean gpc,
            String site) {
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
     * @return the notice
     */
    public Notice notice() {
        return notice;
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
                notice.hash(),
                method,
                notice.language().toLanguageTag(),
                gpc,
                site,
                previousHash,
                keys.newestId(),
                "");
        byte[] mac = keys.mac(
                unsigned.keyId(),
                SigningKeys.Purpose.RECORD,
                unsigned.signedText().getBytes(StandardCharsets.UTF_8));
        return unsigned.signedWith(HexFormat.of().formatHex(mac));
    }

    /**
     * Returns the record that takes this one back: every category of it refused. The store appends it when this record
     * was stored after its caller had given up waiting and told the visitor so.
     *
     * @param at the time of the compensation
     * @return a draft for the same chain
     */
    public RecordDraft compensation(Instant at) {
        SortedMap<Category, Decision> refused = new TreeMap<>(decisions);
        refused.replaceAll((category, decision) -> Decision.REFUSED);
        return new RecordDraft(
                keys,
                UUID.randomUUID(),
                consentId,
                ConsentRecord.Event.COMPENSATE,
                at,
                validUntil,
                refused,
                notice,
                ConsentRecord.Method.CODE,
                gpc,
                site);
    }

    /** Returns the ids, for messages. */
    @Override
    public String toString() {
        return "record " + recordId + " (" + event + ")";
    }
}
