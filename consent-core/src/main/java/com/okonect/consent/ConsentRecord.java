package com.okonect.consent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stored proof of one choice (GDPR, article 7(1)): what was decided, when, how, and which notice was shown.
 *
 * <p>It holds no IP address, user agent, URL or account (GDPR, article 5(1)(c)). Records of one visitor form a chain:
 * each carries the hash of the one before, and a MAC over all of its fields.
 *
 * @param recordId the record's own id, chosen before the first attempt to store it
 * @param consentId the visitor's pseudonymous id, 22 characters of base64url
 * @param sequence the place in the visitor's chain, from 1
 * @param event what the visitor did
 * @param recordedAt the server's time, to the second
 * @param validUntil the time from which the choice no longer counts, to the second
 * @param decisions what holds after this choice, as the consent cookie writes it: {@code category:0} or
 *     {@code category:1} with the start of the fingerprint of what was granted, joined by {@code !}, ordered by id
 * @param notice the SHA-256 of the notice that was shown, in hexadecimal
 * @param method where the choice was made
 * @param language the language of the notice, a BCP 47 tag
 * @param gpc whether the browser sent the Global Privacy Control signal
 * @param site the domain or host that the choice is for
 * @param previousHash the {@link #hash} of the record before, in hexadecimal; null for the first
 * @param keyId the id of the key that signed
 * @param mac the HMAC-SHA-256 over {@link #signedText}, in hexadecimal
 */
public record ConsentRecord(
        UUID recordId,
        String consentId,
        int sequence,
        Event event,
        Instant recordedAt,
        Instant validUntil,
        String decisions,
        String notice,
        Method method,
        String language,
        boolean gpc,
        String site,
        @Nullable String previousHash,
        String keyId,
        String mac) {

    /** In the decisions, as {@link Decision} writes them. */
    private static final String GRANTED = ":1";

    /** Of the text that is signed: more than most are long. */
    private static final int USUAL_LENGTH = 640;

    /** What the visitor did. */
    public enum Event {
        /** Granted every category. */
        ACCEPT,
        /** Refused every category, having granted one before. */
        REFUSE,
        /** Decided every category. */
        SELECT,
        /** Granted some categories. */
        GRANT,
        /** Refused some categories from then on. */
        WITHDRAW,
        /** Not the visitor: takes back a grant that was stored after the visitor had been told that it was not. */
        COMPENSATE;

        /** Returns the name in lower case, as records write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Event of(Choice choice) {
            return valueOf(choice.word().toUpperCase(Locale.ROOT));
        }
    }

    /** Where a choice was made. */
    public enum Method {
        /** In the banner on a page. */
        BANNER,
        /** On the settings page. */
        SETTINGS,
        /** On the page that says what a feature needs. */
        GUARD,
        /** By a script of the site, on behalf of the visitor. */
        SCRIPT,
        /** By the site's Java code, on behalf of the visitor. */
        CODE,
        /** In another browser, of which the account that the visitor logged in to knows. */
        ACCOUNT;

        /** Returns the name in lower case, as records write it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns the decisions, a boolean a category.
     *
     * @return by category, ordered by id; a category that the visitor has not decided is missing
     */
    public SortedMap<Category, Boolean> categories() {
        return categories(decisions);
    }

    /**
     * Reads what the visitor decided out of its text.
     *
     * @param decisions as the component
     * @return true for granted; in the order of the categories' ids
     */
    public static SortedMap<Category, Boolean> categories(String decisions) {
        return Decision.booleans(Decision.split(decisions));
    }

    /**
     * Returns the time from which nothing that this record grants counts any more, if no later record follows.
     *
     * @return {@link #validUntil}, or {@link #recordedAt} if it grants nothing
     */
    public Instant endsAt() {
        return decisions.contains(GRANTED) ? validUntil : recordedAt;
    }

    /**
     * Returns the text that the MAC is over: a line {@code name=value} for each field but the MAC, in the order of the
     * record's declaration, in UTF-8 with line feeds; times in seconds since 1970.
     *
     * @return the text
     */
    public String signedText() {
        StringBuilder text = new StringBuilder(USUAL_LENGTH);
        text.append("format=1\nrecord=")
                .append(recordId)
                .append("\nconsent=")
                .append(consentId)
                .append("\nsequence=")
                .append(sequence)
                .append("\nevent=")
                .append(event)
                .append("\nrecorded=")
                .append(recordedAt.getEpochSecond())
                .append("\nvalid-until=")
                .append(validUntil.getEpochSecond())
                .append("\ndecisions=")
                .append(decisions)
                .append("\nnotice=")
                .append(notice)
                .append("\nmethod=")
                .append(method)
                .append("\nlanguage=")
                .append(language)
                .append("\ngpc=")
                .append(gpc ? 1 : 0)
                .append("\nsite=")
                .append(site)
                .append("\nprevious=")
                .append(previousHash == null ? "" : previousHash)
                .append("\nkey=")
                .append(keyId)
                .append('\n');
        return text.toString();
    }

    /**
     * Returns the record's own hash: the SHA-256 of {@link #signedText} followed by the MAC.
     *
     * @return in hexadecimal
     */
    public String hash() {
        return hash(signedText().getBytes(StandardCharsets.UTF_8));
    }

    /** The same where the text that the MAC is over is at hand, in UTF-8. */
    String hash(byte[] signedText) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(signedText);
            return HexFormat.of().formatHex(digest.digest(mac.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, though every Java platform must have it", e);
        }
    }

    /**
     * Says whether the MAC is that of one of these keys over this content.
     *
     * @param keys the site's keys
     * @return false if any field was changed, or the key is not among them
     */
    public boolean verifies(SigningKeys keys) {
        byte[] expected;
        try {
            expected = HexFormat.of().parseHex(mac);
        } catch (IllegalArgumentException notHexadecimal) {
            return false;
        }
        return keys.verifies(
                keyId, SigningKeys.Purpose.RECORD, signedText().getBytes(StandardCharsets.UTF_8), expected);
    }

    ConsentRecord signedWith(String newMac) {
        return new ConsentRecord(
                recordId,
                consentId,
                sequence,
                event,
                recordedAt,
                validUntil,
                decisions,
                notice,
                method,
                language,
                gpc,
                site,
                previousHash,
                keyId,
                newMac);
    }
}
