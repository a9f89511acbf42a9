package com.okonect.consent;

import com.okonect.consent.RecordDraft.Standing;
import com.okonect.consent.policy.Notice;
import java.time.Clock;
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

    public Drafts(SigningKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** The first record of a new visitor: grants everything. */
    public RecordDraft accept() {
        return accept(UUID.randomUUID(), newConsentId());
    }

    public RecordDraft accept(UUID recordId, String consentId) {
        return draft(recordId, consentId, ConsentRecord.Event.ACCEPT, decisions(true), null);
    }

    /** A further record of a visitor who had granted everything: refuses everything. */
    public RecordDraft refuse(String consentId) {
        return draft(
                UUID.randomUUID(), consentId, ConsentRecord.Event.REFUSE, decisions(false), standing(decisions(false)));
    }

    /** A further record of a visitor who had refused everything: grants everything. */
    public RecordDraft acceptAgain(UUID recordId, String consentId) {
        return draft(recordId, consentId, ConsentRecord.Event.ACCEPT, decisions(true), standing(decisions(false)));
    }

    /** A further record of a visitor who had granted everything and is away: refuses everything. */
    public RecordDraft withdrawAway(String consentId) {
        return draft(
                UUID.randomUUID(),
                consentId,
                ConsentRecord.Event.WITHDRAW,
                decisions(false),
                standing(decisions(false)),
                true);
    }

    /** A record that no column is wide enough for. */
    public RecordDraft tooLong() {
        return new RecordDraft(
                keys,
                UUID.randomUUID(),
                newConsentId() + "!".repeat(1_000),
                ConsentRecord.Event.ACCEPT,
                clock.instant(),
                clock.instant(),
                decisions(true),
                RecordDraft.ShownNotice.of(NOTICE),
                ConsentRecord.Method.BANNER,
                false,
                "x".repeat(10_000),
                null,
                false);
    }

    public static String newConsentId() {
        byte[] id = new byte[16];
        ThreadLocalRandom.current().nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private Standing standing(SortedMap<Category, Decision> decisions) {
        return new Standing(
                decisions,
                clock.instant().atZone(ZoneOffset.UTC).plus(Period.ofMonths(6)).toInstant());
    }

    private RecordDraft draft(
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            SortedMap<Category, Decision> decisions,
            Standing before) {
        return draft(recordId, consentId, event, decisions, before, false);
    }

    private RecordDraft draft(
            UUID recordId,
            String consentId,
            ConsentRecord.Event event,
            SortedMap<Category, Decision> decisions,
            Standing before,
            boolean isAway) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new RecordDraft(
                keys,
                recordId,
                consentId,
                event,
                now,
                now.atZone(ZoneOffset.UTC).plus(Period.ofMonths(6)).toInstant(),
                decisions,
                RecordDraft.ShownNotice.of(NOTICE),
                ConsentRecord.Method.BANNER,
                false,
                "shop.example",
                before,
                isAway);
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
