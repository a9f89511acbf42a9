package com.okonect.consent;

import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.Notice;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a choice changes what holds: said once, it can be applied to what the browser carries and again to what turns out
 * to be stored, so that two choices that one visitor makes at once both stand.
 *
 * @param decided what it decides
 * @param isPartial whether the categories that it does not name stay as they are
 * @param takesObjectionBack whether an objection to audience measurement ends
 * @param signalled what a signal refuses and the choice does not name: it stays refused where it was decided on before
 * @param overridesSignals whether the choice came with a signal, which what it grants goes before
 * @param longest until when a choice of everything holds
 */
record Change(
        SortedMap<Category, Decision> decided,
        boolean isPartial,
        boolean takesObjectionBack,
        Set<Category> signalled,
        boolean overridesSignals,
        Instant longest) {

    /** A choice among what the visitor was shown, with the signals that came with it. */
    static Change of(Choice choice, ChoiceContext context, Instant longest) {
        Change silent = of(choice, context.notice(), longest);
        Consent previous = context.previous();
        return new Change(
                silent.decided,
                silent.isPartial,
                silent.takesObjectionBack,
                silent.isPartial ? signalled(previous, named(choice)) : Set.of(),
                context.gpc() || !previous.signalled().isEmpty(),
                longest);
    }

    /** A choice among what the visitor was shown, without signals. */
    static Change of(Choice choice, Notice shown, Instant longest) {
        boolean partial = isPartial(choice);
        Set<Category> named = named(choice);
        SortedMap<Category, Decision> decided = new TreeMap<>();
        for (Declaration declaration : shown.declarations()) {
            Category category = declaration.category();
            boolean isNamed = named.contains(category);
            if (choice instanceof Choice.AcceptAll || isNamed && !(choice instanceof Choice.Withdraw)) {
                decided.put(category, Decision.grant(shown.fingerprint(category)));
            } else if (!partial || isNamed) {
                decided.put(category, Decision.REFUSED);
            }
        }
        boolean measuring = named.contains(Category.AUDIENCE);
        if (measuring && choice instanceof Choice.Withdraw) {
            decided.put(Category.AUDIENCE, Decision.REFUSED);
        }
        return new Change(
                decided, partial, measuring && !(choice instanceof Choice.Withdraw), Set.of(), false, longest);
    }

    private static Set<Category> signalled(Consent previous, Set<Category> named) {
        Set<Category> signalled = new TreeSet<>(previous.signalled());
        signalled.removeIf(category -> named.contains(category) || previous.state(category) != ConsentState.REFUSED);
        return signalled;
    }

    /** All that holds from then on. */
    static Change to(SortedMap<Category, Decision> decisions, Instant until) {
        return new Change(decisions, false, false, Set.of(), false, until);
    }

    /** Categories that are refused from then on, and no longer than what holds already. */
    static Change withdrawal(Set<Category> categories, Instant until) {
        SortedMap<Category, Decision> refused = new TreeMap<>();
        categories.forEach(category -> refused.put(category, Decision.REFUSED));
        return new Change(refused, true, false, Set.of(), false, until);
    }

    static boolean isPartial(Choice choice) {
        return choice instanceof Choice.Grant || choice instanceof Choice.Withdraw;
    }

    static Set<Category> named(Choice choice) {
        if (choice instanceof Choice.Select select) {
            return select.granted();
        } else if (choice instanceof Choice.Grant grant) {
            return grant.categories();
        } else if (choice instanceof Choice.Withdraw withdraw) {
            return withdraw.categories();
        }
        return Set.of();
    }

    /** Returns what holds after it. */
    SortedMap<Category, Decision> upon(SortedMap<Category, Decision> held) {
        SortedMap<Category, Decision> after = new TreeMap<>(held);
        // An objection stands until it is taken back by name.
        after.keySet().removeIf(category -> category.equals(Category.AUDIENCE) ? takesObjectionBack : !isPartial);
        after.putAll(decided);
        signalled.forEach(category -> after.computeIfPresent(category, (same, decision) -> Decision.REFUSED));
        if (overridesSignals && Decision.anyGranted(after)) {
            after.put(Category.SIGNAL, Decision.REFUSED);
        }
        return after;
    }

    /** Returns what stands where it cannot be recorded: what it refuses is refused, what it grants is as it was. */
    SortedMap<Category, Decision> withoutGrants(SortedMap<Category, Decision> held) {
        SortedMap<Category, Decision> standing = new TreeMap<>();
        upon(held).forEach((category, decision) -> {
            // What lets a grant go before a signal is a part of that grant.
            boolean grants = decision.granted() || category.equals(Category.SIGNAL);
            Decision stands = grants ? held.get(category) : decision;
            if (stands != null) {
                standing.put(category, stands);
            }
        });
        return standing;
    }

    /** Returns until when: a choice of one category does not prolong what was decided on the others. */
    Instant until(SortedMap<Category, Decision> held, @Nullable Instant heldUntil) {
        if (heldUntil == null || !isPartial || heldUntil.isAfter(longest)) {
            return longest;
        }
        Set<Category> named = new TreeSet<>(decided.keySet());
        named.add(Category.SIGNAL);
        if (takesObjectionBack) {
            named.add(Category.AUDIENCE);
        }
        return named.containsAll(held.keySet()) ? longest : heldUntil;
    }

    /** Whether it refuses something by itself. */
    boolean refuses() {
        return decided.containsValue(Decision.REFUSED);
    }
}
