package com.okonect.consent.servlet;

import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;

/** Filters that keep records in memory. */
public final class TestFilters {

    private TestFilters() {}

    public static ConsentFilter.Builder filter(String policy) {
        return ConsentFilter.builder()
                .policy(ConsentPolicy.parse(policy))
                .store(new MemoryStore())
                .keys(SigningKeys.random());
    }

    /** Without the hook in the container. */
    public static ConsentFilter.Builder wrappersOnly(String policy) {
        return filter(policy).withoutCommitGuard();
    }
}
