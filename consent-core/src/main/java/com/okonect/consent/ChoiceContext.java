package com.okonect.consent;

import com.okonect.consent.policy.Notice;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The circumstances of a choice.
 *
 * @param previous what held before it
 * @param site the domain or host that it is for, in lower case
 * @param notice what the visitor was shown
 * @param method where it was made
 * @param gpc whether the browser sent the Global Privacy Control signal
 * @param choiceId the id of this submit, so that sending it twice records it once; null to have one made
 */
public record ChoiceContext(
        Consent previous,
        String site,
        Notice notice,
        ConsentRecord.Method method,
        boolean gpc,
        @Nullable UUID choiceId) {

    /** What a domain name can have (RFC 1035, section 2.3.4), and the brackets of an address. */
    private static final int LONGEST_SITE = 255;

    /**
     * Checks the site.
     *
     * @param previous as the component
     * @param site as the component
     * @param notice as the component
     * @param method as the component
     * @param gpc as the component
     * @param choiceId as the component
     * @throws IllegalArgumentException if the site is empty, longer than 255 characters, or holds white space or control characters
     */
    public ChoiceContext {
        if (site.isEmpty() || site.length() > LONGEST_SITE || site.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("not a site: '" + site + "'");
        }
    }

    /**
     * Returns the circumstances of a choice without signal and id.
     *
     * @param previous what held before it
     * @param site the domain or host that it is for
     * @param notice what the visitor was shown
     * @param method where it was made
     * @return the circumstances
     */
    public static ChoiceContext of(Consent previous, String site, Notice notice, ConsentRecord.Method method) {
        return new ChoiceContext(previous, site, notice, method, false, null);
    }
}
