package com.okonect.consent.servlet.tool;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Tells every two seconds how far long work has come; short work tells nothing. */
final class Progress implements LongConsumer {

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PrintWriter err;
    private final LongSupplier nanos;
    private final long start;
    private long told;
    private long total;

    Progress(PrintWriter err) {
        this(err, System::nanoTime);
    }

    /** @param nanos the time, in nanoseconds since any moment */
    Progress(PrintWriter err, LongSupplier nanos) {
        this.err = err;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.told = start;
    }

    /** Says how many records the work is about; without it, only those that are done are told. */
    void expect(long records) {
        total = records;
    }

    @Override
    public void accept(long records) {
        long now = nanos.getAsLong();
        if (now - told >= EVERY_NANOS) {
            told = now;
            err.printf(Locale.ROOT, "… %s, %,d a second%n", new HowFar(records, total), (long)
                    (records * (double) TimeUnit.SECONDS.toNanos(1) / (now - start)));
            err.flush();
        }
    }
}
