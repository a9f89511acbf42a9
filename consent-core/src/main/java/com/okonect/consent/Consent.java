package com.okonect.consent;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A visitor's consent, for every category of the policy. It answers one question: does it allow this category?
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Consent {

    private final @Nullable ConsentToken token;
    private final boolean expired;
    private final SortedMap<Category, ConsentState> states;
    private final SortedSet<Category> signalled;
    private final SortedSet<Category> asks;

    Consent(@Nullable ConsentToken token, boolean expired, SortedMap<Category, ConsentState> states) {
        this(token, expired, states, Collections.emptySortedSet());
    }

    private Consent(
            @Nullable ConsentToken token,
            boolean expired,
            SortedMap<Category, ConsentState> states,
            SortedSet<Category> signalled) {
        this.token = token;
        this.expired = expired;
        this.states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
        this.signalled = Collections.unmodifiableSortedSet(signalled);
        SortedSet<Category> asked = new TreeSet<>();
        states.forEach((category, state) -> {
            // A signal is no answer to the question, so it is asked all the same, until the visitor has chosen.
            if (state.asks() || live() == null && signalled.contains(category)) {
                asked.add(category);
            }
        });
        this.asks = Collections.unmodifiableSortedSet(asked);
    }

    /**
     * Returns this consent for a visitor whose browser refuses categories by a {@link PreferenceSignal}. They are
     * refused, unless the choice in force was made while a signal was sent.
     *
     * @param categories what the signals refuse; those that the policy does not declare do not matter
     * @return this consent if there is none
     */
    public Consent refusing(Collection<Category> categories) {
        SortedSet<Category> refused = new TreeSet<>(categories);
        refused.retainAll(states.keySet());
        if (refused.isEmpty()) {
            return this;
        }
        SortedMap<Category, ConsentState> now = new TreeMap<>(states);
        ConsentToken live = live();
        Set<Category> express = live != null && live.decisions().containsKey(Category.SIGNAL)
                ? live.decisions().keySet()
                : Set.of();
        for (Category category : refused) {
            if (!express.contains(category)) {
                now.put(category, ConsentState.REFUSED);
            }
        }
        return new Consent(token, expired, now, refused);
    }

    /**
     * Returns what the visitor's browser refuses by a signal, whether a choice overrides it or not.
     *
     * @return the categories; empty if no signal is sent
     */
    public SortedSet<Category> signalled() {
        return signalled;
    }

    /**
     * Says whether the visitor consents to this category.
     *
     * @param category any category; one that the policy does not declare is never allowed
     * @return true only for {@link ConsentState#GRANTED}
     */
    public boolean allows(Category category) {
        return state(category).allows();
    }

    /**
     * Says whether the visitor consents to the category of this id.
     *
     * @param category a category's id
     * @return true only for {@link ConsentState#GRANTED}
     * @throws IllegalArgumentException if {@code category} is not a category id
     */
    public boolean allows(String category) {
        return allows(Category.of(category));
    }

    /**
     * Returns the state of one category.
     *
     * @param category any category
     * @return its state, {@link ConsentState#UNDECIDED} for one that the policy does not declare
     */
    public ConsentState state(Category category) {
        return states.getOrDefault(category, ConsentState.UNDECIDED);
    }

    /**
     * Returns the state of the category of this id.
     *
     * @param category a category's id
     * @return its state
     * @throws IllegalArgumentException if {@code category} is not a category id
     */
    public ConsentState state(String category) {
        return state(Category.of(category));
    }

    /**
     * Returns every category of the policy with its state.
     *
     * @return the states by category, unmodifiable, ordered by id
     */
    public SortedMap<Category, ConsentState> states() {
        return states;
    }

    /**
     * Says whether the visitor objects to audience measurement that needs no consent.
     *
     * @return true from the objection until it is taken back or expires
     */
    public boolean objectsToAudience() {
        ConsentToken live = live();
        return live != null && live.decisions().containsKey(Category.AUDIENCE);
    }

    /**
     * Runs a task for which a category must be granted, such as a call to a measuring service from the server.
     *
     * @param category the category that the task serves
     * @param task what to do; runs in this thread
     * @return whether it ran
     */
    public boolean run(Category category, Runnable task) {
        boolean allowed = allows(category);
        if (allowed) {
            task.run();
        }
        return allowed;
    }

    /**
     * Says whether a choice of the visitor is in force.
     *
     * @return false before a choice, and when it has expired
     */
    public boolean decided() {
        return live() != null;
    }

    /**
     * Returns the categories for which the visitor has to be asked.
     *
     * @return those {@linkplain ConsentState#asks() undecided, expired or stale}, and before a choice those that a signal
     *     refuses; unmodifiable, empty when every one is decided
     */
    public SortedSet<Category> asks() {
        return asks;
    }

    /**
     * Returns the pseudonymous id under which the visitor's records are kept.
     *
     * @return 22 characters of base64url; empty before the first grant, so always for a visitor who only refused
     */
    public Optional<String> id() {
        return Optional.ofNullable(token == null ? null : token.id());
    }

    /**
     * Returns the notice that the visitor saw when choosing.
     *
     * @return its SHA-256 in hexadecimal; empty before a choice and for a visitor who only refused
     */
    public Optional<String> notice() {
        ConsentToken live = live();
        return Optional.ofNullable(live == null ? null : live.notice());
    }

    /**
     * Returns the time of the choice.
     *
     * @return to the second, or to the UTC day for a visitor without an id; empty when nothing is decided
     */
    public Optional<Instant> decidedAt() {
        ConsentToken live = live();
        return Optional.ofNullable(live == null ? null : live.decidedAt());
    }

    /**
     * Returns the time from which the choice no longer counts.
     *
     * @return to the second; empty when nothing is decided
     */
    public Optional<Instant> expiresAt() {
        ConsentToken live = live();
        return Optional.ofNullable(live == null ? null : live.expiresAt());
    }

    @Nullable
    ConsentToken token() {
        return token;
    }

    /** The token, unless its choice has expired. */
    @Nullable
    ConsentToken live() {
        return expired ? null : token;
    }

    /** Returns the states, such as {@code {marketing=refused, statistics=granted}}. */
    @Override
    public String toString() {
        return states.toString();
    }
}
