package com.okonect.consent.servlet.guard;

import com.okonect.consent.ConsentService;
import com.okonect.consent.policy.ConsentPolicy;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for every request of one application.
 *
 * @param service reads the consent cookie and knows the policy
 * @param strict whether exempt cookies wait for a choice, too
 * @param observe whether everything passes and is only counted
 * @param domain the domain that shares a choice among its hosts, in lower case; null if each host has its own
 * @param secureAlways whether every request counts as secure
 * @param explain whether responses say why a cookie was dropped
 * @param ledger counts what passed and what did not
 * @param clock tells the time
 * @param headers reads the headers of requests
 */
public record GuardSettings(
        ConsentService service,
        boolean strict,
        boolean observe,
        @Nullable String domain,
        boolean secureAlways,
        boolean explain,
        Ledger ledger,
        Clock clock,
        RequestHeaders headers) {

    ConsentPolicy policy() {
        return service.policy();
    }
}
