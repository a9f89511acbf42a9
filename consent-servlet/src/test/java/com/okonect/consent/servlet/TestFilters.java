package com.okonect.consent.servlet;

import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;

/** Filters that keep records in memory, and are told that they are durable when the request has returned. */
public final class TestFilters {

    private TestFilters() {}

    public static ConsentFilter.Builder filter(String policy) {
        MemoryStore store = new MemoryStore();
        store.recordLater();
        return ConsentFilter.builder()
                .policy(ConsentPolicy.parse(policy))
                .store(store)
                .keys(SigningKeys.random());
    }

    /** Without the hook in the container. */
    public static ConsentFilter.Builder wrappersOnly(String policy) {
        return filter(policy).withoutCommitGuard();
    }
}
