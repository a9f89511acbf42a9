package com.okonect.consent.servlet;

import com.okonect.consent.SigningKeys;
import com.okonect.consent.store.ConsentStore;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Opens the store, beside the rest of the start where it is the embedded one: its driver unpacks a native library at
 * every start, which takes longer than all else.
 */
final class HeadStart {

    private final CompletableFuture<Opened> opening;

    /** What the records are kept and signed with. */
    record Opened(SigningKeys keys, ConsentStore store) {}

    private HeadStart(CompletableFuture<Opened> opening) {
        this.opening = opening;
    }

    /**
     * Begins to open.
     *
     * @param beside whether in a thread of its own. Not for what is found by JNDI: some containers know its names in
     *     the thread of the start alone
     */
    static HeadStart begin(Supplier<Opened> open, boolean beside) {
        Executor thread = beside ? HeadStart::startThread : Runnable::run;
        return new HeadStart(CompletableFuture.supplyAsync(open, thread));
    }

    private static void startThread(Runnable opening) {
        Thread thread = new Thread(
                () -> {
                    opening.run();
                    // The start comes for them later, and they, too, take long the first time.
                    ManagementFactory.getPlatformMBeanServer();
                },
                "consent-start");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until all is open.
     *
     * @throws RuntimeException what opening threw
     */
    Opened get() {
        try {
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** The start has failed: waits until the store is open, and closes it. */
    void undo() {
        try {
            opening.join().store().close();
        } catch (CompletionException neverOpened) {
            // There is nothing to close.
        }
    }
}
