package com.okonect.consent;

import com.okonect.consent.policy.Notice;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Makes drafts for tests of stores, as the service would. */
public final class Drafts {

    public static final Notice NOTICE = TestPolicies.shop().notice(Locale.ENGLISH, "layout");

    private final SigningKeys keys;
    private final Clock clock;
    private final RecordIds ids;

    public Drafts(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        this.ids = new RecordIds(clock, new SecureRandom());
    }

    /** The first record of a new visitor: grants everything. */
    public RecordDraft accept() {
        return accept(ids.ofRecord(), newConsentId());
    }

    public RecordDraft accept(UUID recordId, String consentId) {
        return draft(recordId, consentId, ConsentRecord.Event.ACCEPT, decisions(true), null);
    }

    /** The first record of a new visitor, who was shown this notice: grants everything. */
    public RecordDraft accept(Notice shown) {
        return draft(
                ids.ofRecord(),
                newConsentId(),
                ConsentRecord.Event.ACCEPT,
                decisions(true),
                null,
                shown,
                false,
                RecordDraft.Claim.OF_NEW_ID);
    }

    /** A further record of a visitor who had granted everything: refuses everything. */
    public RecordDraft refuse(String consentId) {
        return draft(
                UUID.randomUUID(), consentId, ConsentRecord.Event.REFUSE, decisions(false), carrying(consentId, true));
    }

    /** A further record of a visitor who had refused everything: grants everything. */
    public RecordDraft acceptAgain(UUID recordId, String consentId) {
        return draft(recordId, consentId, ConsentRecord.Event.ACCEPT, decisions(true), carrying(consentId, false));
    }

    /** A further record of a visitor who had refused everything at this time: grants everything. */
    public RecordDraft acceptAgain(UUID recordId, String consentId, Instant refusedAt) {
        return draft(
                recordId,
                consentId,
                ConsentRecord.Event.ACCEPT,
                decisions(true),
                carrying(consentId, false, refusedAt.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** A further record of a visitor who had granted everything and is away: refuses everything. */
    public RecordDraft withdrawAway(String consentId) {
        return draft(
                UUID.randomUUID(),
                consentId,
                ConsentRecord.Event.WITHDRAW,
                decisions(false),
                carrying(consentId, true),
                true,
                RecordDraft.Claim.OF_NEW_ID);
    }

    /** A further record of a visitor who had refused everything, under an id that may be another choice's. */
    public RecordDraft acceptUnderAnyId(UUID recordId, String consentId) {
        return under(recordId, consentId, ConsentRecord.Event.ACCEPT, false);
    }

    /** The same by another choice. */
    public RecordDraft selectUnderAnyId(UUID recordId, String consentId) {
        return under(recordId, consentId, ConsentRecord.Event.SELECT, false);
    }

    /** A further record of a visitor who had granted everything, under an id that may be another choice's. */
    public RecordDraft refuseUnderAnyId(UUID recordId, String consentId) {
        return under(recordId, consentId, ConsentRecord.Event.REFUSE, true);
    }

    /** By its event one can tell whether a record is of this choice; to refuse takes another id if it is not. */
    private RecordDraft under(UUID recordId, String consentId, ConsentRecord.Event event, boolean hadGranted) {
        return draft(
                recordId,
                consentId,
                event,
                decisions(!hadGranted),
                carrying(consentId, hadGranted),
                false,
                new RecordDraft.Claim(
                        record -> record.event() == event && record.consentId().equals(consentId), hadGranted));
    }

    /** A record that no column is wide enough for. */
    public RecordDraft tooLong() {
        return new RecordDraft(
                keys,
                UUID.randomUUID(),
                newConsentId() + "!".repeat(1_000),
                ConsentRecord.Event.ACCEPT,
                clock.instant(),
                Change.to(decisions(true), clock.instant()),
                null,
                RecordDraft.ShownNotice.of(NOTICE),
                ConsentRecord.Method.BANNER,
                false,
                "x".repeat(10_000),
                false,
                RecordDraft.Claim.OF_NEW_ID);
    }

    public static String newConsentId() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /** What the browser of a visitor carries who had granted, or refused, everything. */
    private ConsentToken carrying(String consentId, boolean granted) {
        return carrying(consentId, granted, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static ConsentToken carrying(String consentId, boolean granted, Instant decidedAt) {
        return new ConsentToken(decidedAt, inSixMonths(decidedAt), consentId, NOTICE.hash(), decisions(granted));
    }

    private RecordDraft draft(
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            SortedMap<Category, Decision> decisions,
            ConsentToken before) {
        return draft(recordId, consentId, event, decisions, before, false, RecordDraft.Claim.OF_NEW_ID);
    }

    private RecordDraft draft(
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            SortedMap<Category, Decision> decisions,
            ConsentToken before,
            boolean isAway,
            RecordDraft.Claim claim) {
        return draft(recordId, consentId, event, decisions, before, NOTICE, isAway, claim);
    }

    private RecordDraft draft(
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            SortedMap<Category, Decision> decisions,
            ConsentToken before,
            Notice shown,
            boolean isAway,
            RecordDraft.Claim claim) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new RecordDraft(
                keys,
                recordId,
                consentId,
                event,
                now,
                Change.to(decisions, inSixMonths(now)),
                before,
                RecordDraft.ShownNotice.of(shown),
                ConsentRecord.Method.BANNER,
                false,
                "shop.example",
                isAway,
                claim);
    }

    private static Instant inSixMonths(Instant now) {
        return now.atZone(ZoneOffset.UTC).plus(Period.ofMonths(6)).toInstant();
    }

    private static SortedMap<Category, Decision> decisions(boolean granted) {
        SortedMap<Category, Decision> decisions = new TreeMap<>();
        NOTICE.declarations()
                .forEach(declaration -> decisions.put(
                        declaration.category(),
                        granted ? Decision.grant(declaration.fingerprint()) : Decision.REFUSED));
        return decisions;
    }
}
