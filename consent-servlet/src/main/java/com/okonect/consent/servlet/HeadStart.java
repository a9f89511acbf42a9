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
                    loadBeans();
                },
                "consent-start");
        thread.setDaemon(true);
        thread.start();
    }

    /** The start comes for them later, and they take long the first time. */
    private static void loadBeans() {
        try {
            ManagementFactory.getPlatformMBeanServer();
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(HeadStart.class.getName())
                    .log(System.Logger.Level.DEBUG, "the platform's beans cannot be loaded", e);
        }
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

    /**
     * The start has failed: waits until the store is open, and closes it.
     *
     * @param reason why; what goes wrong here is said with it
     */
    void undo(Throwable reason) {
        try {
            opening.join().store().close();
        } catch (CompletionException neverOpened) {
            if (neverOpened.getCause() != null && !neverOpened.getCause().equals(reason)) {
                reason.addSuppressed(neverOpened.getCause());
            }
        } catch (RuntimeException | Error e) {
            if (!e.equals(reason)) {
                reason.addSuppressed(e);
            }
        }
    }
}
