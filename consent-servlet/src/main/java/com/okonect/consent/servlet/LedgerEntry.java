package com.okonect.consent.servlet;

import com.okonect.consent.Category;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.servlet.guard.Decision;
import com.okonect.consent.servlet.guard.Ledger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often one thing became of the cookies of one name, or of one origin that browsers report, since the application started. See {@link Consents#ledger}.
 *
 * @param name the name that the policy declares, or that of an undeclared cookie, in printable ASCII and cut at 80
 *     characters; {@code (others)} for all that the ledger has no room for
 * @param category the category; null if the cookie is exempt or undeclared
 * @param exempt why the cookie is exempt; null if it is not
 * @param outcome what became of it
 * @param reason why it did not pass, in a word such as {@code undeclared}, {@code not-granted} or {@code no-choice}; null
 *     if it did, and for what was read
 * @param layer what decided
 * @param endpoint the path of the request, the first time, without query and parameters
 * @param count how often
 * @param first when it was first seen
 * @param last when it was last seen
 * @param declaration what to write into the policy, as JSON; null where the policy says enough
 */
public record LedgerEntry(
        String name,
        @Nullable Category category,
        @Nullable ExemptReason exempt,
        Outcome outcome,
        @Nullable String reason,
        Layer layer,
        String endpoint,
        long count,
        Instant first,
        Instant last,
        @Nullable String declaration) {

    /** What became of a cookie. */
    public enum Outcome {
        /** It was set as the application wrote it. */
        PASSED,
        /** It was set with a shorter lifetime. */
        CUT,
        /** The application deleted it. */
        DELETED,
        /** It was not set. */
        BLOCKED,
        /** It was set, and would not have been outside observe mode. */
        WOULD_BE_BLOCKED,
        /** The application could not read it. */
        HIDDEN,
        /** The application read it, and could not have outside observe mode. */
        WOULD_BE_HIDDEN
    }

    /** What decided on a cookie. */
    public enum Layer {
        /** The filter's wrappers, while the application was writing or reading. */
        WRAPPER,
        /** The hook that the filter has put into the container, when the response was committed. */
        COMMIT,
        /** The piece that the site has put into the container. */
        CONTAINER,
        /** The visitor's browser, which reported an origin that it did not reach: the name is that origin. */
        BROWSER
    }

    static LedgerEntry of(Ledger.Entry entry) {
        Decision.Reason reason = entry.reason();
        return new LedgerEntry(
                entry.name(),
                entry.category(),
                entry.exempt(),
                Outcome.valueOf(entry.outcome().name()),
                reason == null ? null : reason.word(),
                Layer.valueOf(entry.layer().name()),
                entry.endpoint(),
                entry.count(),
                entry.first(),
                entry.last(),
                entry.declaration());
    }

    /**
     * Returns whether the policy declares the cookie.
     *
     * @return true if it has a category or is exempt
     */
    public boolean declared() {
        return category != null || exempt != null;
    }
}
