package com.okonect.consent;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;

/** A clock that stands still until it is advanced. */
public final class FakeClock extends Clock {

    private volatile Instant now;

    public FakeClock(String now) {
        this.now = Instant.parse(now);
    }

    public void advance(TemporalAmount amount) {
        now = now.atZone(ZoneOffset.UTC).plus(amount).toInstant();
    }

    public void set(String time) {
        now = Instant.parse(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
