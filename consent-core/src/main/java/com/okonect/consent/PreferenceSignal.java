package com.okonect.consent;

import com.okonect.consent.policy.ConsentPolicy;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A preference that a browser sends by itself with every request. It can refuse and never grant: where it is absent,
 * nothing follows. What it refuses is refused until the visitor expressly chooses otherwise, while it is sent.
 *
 * <p>May be called by several threads at once, for every request whose consent is asked for; it should not wait for
 * anything. One that throws counts as refusing every category.
 */
@FunctionalInterface
public interface PreferenceSignal {

    /**
     * Global Privacy Control: {@code Sec-GPC: 1}, and no other value, refuses what {@link ConsentPolicy#refusedByGpc}
     * names.
     */
    PreferenceSignal GPC = (headers, policy) -> {
        for (String value : headers.apply("Sec-GPC")) {
            if (value.strip().equals("1")) {
                return policy.refusedByGpc();
            }
        }
        return Set.of();
    };

    /**
     * Says what a request refuses.
     *
     * @param headers the values of a request header by its name, none if it was not sent
     * @param policy what the site declares
     * @return the categories refused; those that the policy does not declare do not matter
     */
    Set<Category> refused(Function<String, List<String>> headers, ConsentPolicy policy);
}
