package com.okonect.consent;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the cookie of another consent platform says that the visitor chose on this site. It is information and nothing
 * else: it grants nothing here, and no box is ticked by it. Whoever can set a cookie can make it up.
 *
 * @param platform the platform's name, such as {@code Cookiebot}
 * @param at when it was; empty if the cookie does not say
 * @param purposes what was agreed to and what not, by the platform's own word for the purpose or the service, in printable
 *     characters; what the platform sets in any case is left out
 */
public record EarlierChoice(String platform, Optional<Instant> at, SortedMap<String, Boolean> purposes) {

    /**
     * Copies the purposes.
     *
     * @param platform as the component
     * @param at as the component
     * @param purposes as the component
     */
    public EarlierChoice {
        purposes = Collections.unmodifiableSortedMap(new TreeMap<>(purposes));
    }

    /**
     * Reads the cookies of the platforms that are understood: orestbida's cookieconsent, Klaro, Cookiebot, OneTrust,
     * tarteaucitron, and Didomi's token. Never throws: what cannot be read is left out, and so is what the visitor did not
     * choose.
     *
     * @param cookies the values of the cookies of a name, as they were sent; none if there is no such cookie
     * @return what was found, at most one choice a platform
     */
    public static List<EarlierChoice> read(Function<String, List<String>> cookies) {
        return ForeignCookies.read(cookies);
    }

    /**
     * Returns the category that a platform's word for a purpose means.
     *
     * @param purpose a key of {@link #purposes}
     * @return a built-in category; null for words that are the site's own
     */
    public static @Nullable Category category(String purpose) {
        return ForeignCookies.category(purpose);
    }
}
