package com.okonect.consent.servlet.tool;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Tells every two seconds how far long work has come; short work tells nothing. */
final class Progress implements LongConsumer {

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PrintWriter err;
    private final long start = System.nanoTime();
    private long told = start;

    Progress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void accept(long records) {
        long now = System.nanoTime();
        if (now - told >= EVERY_NANOS) {
            told = now;
            err.printf(
                    Locale.ROOT,
                    "… %,d records, %,d a second%n",
                    records,
                    records * TimeUnit.SECONDS.toNanos(1) / (now - start));
            err.flush();
        }
    }
}
