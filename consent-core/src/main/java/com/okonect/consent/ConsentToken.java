package com.okonect.consent;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the consent cookie says, once its signature holds.
 *
 * <p>Its text is {@code 1.key.decided.expires.id.notice.categories.mac}: the format's number, the key's id, two times in
 * seconds since 1970, the visitor's id and the notice's hash (empty for a visitor who only refused), the decisions as
 * {@link Decision#join} writes them, and the MAC over all before it and the site. Every part is of characters that RFC
 * 6265 allows in a cookie value.
 */
record ConsentToken(
        Instant decidedAt,
        Instant expiresAt,
        @Nullable String id,
        @Nullable String notice,
        SortedMap<Category, Decision> decisions) {

    private static final String FORMAT = "1";
    /** What browsers keep of one cookie is 4096 octets, name and value; the policy has room for no more categories. */
    private static final int MAXIMUM_LENGTH = 3500;

    private static final int USUAL_LENGTH = 384;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    ConsentToken {
        if ((id == null) != (notice == null)) {
            throw new IllegalArgumentException("a token has both an id and a notice, or neither");
        }
        decisions = Collections.unmodifiableSortedMap(new TreeMap<>(decisions));
    }

    /** Returns the outcome of a record. */
    static ConsentToken of(ConsentRecord record) {
        return new ConsentToken(
                record.recordedAt(),
                record.validUntil(),
                record.consentId(),
                record.notice(),
                Decision.split(record.decisions()));
    }

    /** Returns what this says, as of another time. */
    ConsentToken asOf(Instant time) {
        return new ConsentToken(time, expiresAt, id, notice, decisions);
    }

    String sign(String site, SigningKeys keys) {
        String keyId = keys.newestId();
        StringBuilder text = new StringBuilder(USUAL_LENGTH)
                .append(FORMAT)
                .append('.')
                .append(keyId)
                .append('.')
                .append(decidedAt.getEpochSecond())
                .append('.')
                .append(expiresAt.getEpochSecond())
                .append('.')
                .append(id == null ? "" : id)
                .append('.')
                .append(notice == null ? "" : CompactNotice.of(notice))
                .append('.')
                .append(Decision.join(decisions));
        byte[] mac = keys.mac(keyId, SigningKeys.Purpose.COOKIE, message(text.toString(), site));
        return text.append('.').append(BASE64.encodeToString(mac)).toString();
    }

    /** Returns null for every text that is not a token signed with one of these keys for this site. Never throws. */
    static @Nullable ConsentToken verify(String text, String site, SigningKeys keys) {
        int end = text.lastIndexOf('.');
        if (end < 0 || text.length() > MAXIMUM_LENGTH) {
            return null;
        }
        String[] parts = text.substring(0, end).split("\\.", -1);
        if (parts.length != 7 || !parts[0].equals(FORMAT)) {
            return null;
        }
        try {
            byte[] mac = Base64.getUrlDecoder().decode(text.substring(end + 1));
            byte[] message = message(text.substring(0, end), site);
            if (!keys.verifies(parts[1], SigningKeys.Purpose.COOKIE, message, mac)) {
                return null;
            }
            String id = parts[4].isEmpty() ? null : parts[4];
            if (id != null && !ID.matcher(id).matches()) {
                return null;
            }
            String notice = parts[5].isEmpty()
                    ? null
                    : HexFormat.of().formatHex(Base64.getUrlDecoder().decode(parts[5]));
            return new ConsentToken(time(parts[2]), time(parts[3]), id, notice, Decision.split(parts[6]));
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            return null;
        }
    }

    private static Instant time(String seconds) {
        if (!SECONDS.matcher(seconds).matches()) {
            throw new IllegalArgumentException("not a time");
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    /** A notice's hash as tokens write it. The last one is kept: most visitors in a row are shown the same notice. */
    private record CompactNotice(String hash, String text) {

        private static volatile @Nullable CompactNotice last;

        static String of(String hash) {
            CompactNotice known = last;
            if (known == null || !known.hash.equals(hash)) {
                known = new CompactNotice(
                        hash, BASE64.encodeToString(HexFormat.of().parseHex(hash)));
                last = known;
            }
            return known.text;
        }
    }

    private static byte[] message(String signed, String site) {
        return (site + '\n' + signed).getBytes(StandardCharsets.UTF_8);
    }
}
