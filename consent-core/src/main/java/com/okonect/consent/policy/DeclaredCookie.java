package com.okonect.consent.policy;

/**
 * A cookie that the policy declares: consent-bound or exempt. There is no third way.
 *
 * <p>Names match exactly and case-sensitively, or with one {@code *} that stands for any characters.
 */
public sealed interface DeclaredCookie permits ConsentBoundCookie, ExemptCookie {

    /**
     * Returns the declared name.
     *
     * @return a cookie name, possibly with one {@code *}
     */
    String name();

    /**
     * Returns the longest time that the cookie may live. A longer {@code Max-Age} or {@code Expires} is cut to it.
     *
     * @return the ceiling
     */
    Lifetime lifetime();

    /**
     * Returns what the cookie is for.
     *
     * @return the site's own text; none where the category or the reason says it all
     */
    LocalizedText purpose();

    /**
     * Says whether the declaration covers more than one name.
     *
     * @return true if the name has a {@code *}
     */
    default boolean isPattern() {
        return name().indexOf('*') >= 0;
    }
}
