package com.okonect.consent;

import com.okonect.consent.store.ConsentStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a category declared when it was granted elsewhere: by a node with another version of the policy, or before
 * the policy changed. A request waits for the store a quarter of a second at most, and then again only 5 seconds later;
 * meanwhile the declaration is unknown, and covers nothing. Safe for use by several threads.
 */
final class DeclarationLookup {

    private static final System.Logger LOG = System.getLogger(DeclarationLookup.class.getName());
    private static final long CACHED = 1_000;
    private static final long PATIENCE_MILLIS = 250;
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);
    private static final int MOST_WAITING = 100;
    private static final long IDLE_SECONDS = 10;

    private final ConsentStore store;
    private final LateCache<String, Set<String>> known = new LateCache<>(CACHED, null);
    private final LateCache<String, Boolean> unknown = new LateCache<>(CACHED, ASK_AGAIN_AFTER);
    private final ConcurrentMap<String, CompletableFuture<Optional<SortedSet<String>>>> asked =
            new ConcurrentHashMap<>();
    private final ThreadPoolExecutor asking = new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "consent-declarations");
                thread.setDaemon(true);
                return thread;
            });

    DeclarationLookup(ConsentStore store) {
        this.store = store;
        asking.allowCoreThreadTimeOut(true);
    }

    boolean isKnown(String fingerprint) {
        return known.get(fingerprint) != null;
    }

    /** Returns null for what is unknown, or cannot be known in time. */
    @Nullable
    Set<String> elements(String fingerprint) {
        Set<String> elements = known.get(fingerprint);
        if (elements != null || unknown.get(fingerprint) != null) {
            return elements;
        }
        try {
            return asked.computeIfAbsent(fingerprint, this::ask)
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .orElse(null);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "a declaration is not known in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        unknown.put(fingerprint, true);
        return null;
    }

    private CompletableFuture<Optional<SortedSet<String>>> ask(String fingerprint) {
        CompletableFuture<Optional<SortedSet<String>>> answer = new CompletableFuture<>();
        asking.execute(() -> {
            Optional<SortedSet<String>> found = read(fingerprint);
            // In this order: whoever comes next finds the answer, or asks anew.
            if (found.isPresent()) {
                known.put(fingerprint, found.get());
            } else {
                unknown.put(fingerprint, true);
            }
            asked.remove(fingerprint);
            answer.complete(found);
        });
        return answer;
    }

    private Optional<SortedSet<String>> read(String fingerprint) {
        try {
            return store.declaration(fingerprint);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a declaration could not be read", e);
            return Optional.empty();
        }
    }

    void close() {
        asking.shutdownNow();
    }
}
