package com.okonect.consent;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Makes the ids of records: UUIDs of version 7 (RFC 9562, section 5.7), which begin with a time, so that new records lie
 * side by side in the database's index, where ids that are all random touch a page each. Safe for use by several
 * threads.
 */
final class RecordIds {

    private static final int RANDOM_BYTES = 10;
    private static final int DRAWN_AT_ONCE = 64;
    private static final long VERSION = 0x7000;
    private static final long RANDOM_IN_HIGH = 0x0FFF;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_IN_LOW = 0x3FFF_FFFF_FFFF_FFFFL;

    private final Clock clock;
    private final SecureRandom random;
    private final ByteBuffer drawn =
            ByteBuffer.allocate(DRAWN_AT_ONCE * RANDOM_BYTES).position(DRAWN_AT_ONCE * RANDOM_BYTES);

    RecordIds(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** For a record that is made now. */
    UUID ofRecord() {
        return of(clock.instant());
    }

    /**
     * For a record that a form may ask for later. It tells the hour and no more: when a visitor saw a page is nothing
     * that a record has to say.
     */
    UUID ofForm() {
        return of(clock.instant().truncatedTo(ChronoUnit.HOURS));
    }

    private UUID of(Instant time) {
        byte[] bytes = nextBytes();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long high = time.toEpochMilli() << Short.SIZE | VERSION | buffer.getShort() & RANDOM_IN_HIGH;
        return new UUID(high, VARIANT | buffer.getLong() & RANDOM_IN_LOW);
    }

    /** Drawn for many ids at once: each page with a banner has one, and a single draw takes as long as the rest of it. */
    private synchronized byte[] nextBytes() {
        if (!drawn.hasRemaining()) {
            random.nextBytes(drawn.array());
            drawn.rewind();
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        drawn.get(bytes);
        return bytes;
    }
}
