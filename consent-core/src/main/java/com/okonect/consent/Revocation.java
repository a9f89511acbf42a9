package com.okonect.consent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What was withdrawn or erased while the visitor was away, whose browser still carries a token that says otherwise.
 *
 * @param digest the SHA-256 of the consent id, in hexadecimal
 * @param revokedAt the time, to the second; a token of a later choice counts
 * @param until the time from which no such token counts anyway
 * @param decisions what holds now, as {@link ConsentRecord#decisions} has it; empty after an erasure
 */
public record Revocation(String digest, Instant revokedAt, Instant until, String decisions) {

    /**
     * Returns what stands for a visitor in a revocation.
     *
     * @param consentId the visitor's pseudonymous id
     * @return 64 hexadecimal digits
     */
    public static String digest(String consentId) {
        try {
            byte[] bytes = consentId.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, though every Java platform must have it", e);
        }
    }
}
