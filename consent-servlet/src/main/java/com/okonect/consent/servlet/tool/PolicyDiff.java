package com.okonect.consent.servlet.tool;

import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.ExemptCookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What changes for visitors when a policy replaces another.
 *
 * @param lines what to tell, one change each
 * @param asksAgain whether visitors who have decided are asked again
 */
record PolicyDiff(List<String> lines, boolean asksAgain) {

    static PolicyDiff of(ConsentPolicy before, ConsentPolicy after) {
        List<String> lines = new ArrayList<>();
        boolean asks = false;
        for (CategoryDeclaration now : after.categories()) {
            Optional<CategoryDeclaration> then = before.category(now.category());
            Declaration declared = now.declaration();
            if (then.isEmpty()) {
                lines.add(now.category() + ": new. Every visitor is asked for it");
                asks = true;
            } else if (!declared.coveredBy(then.get().declaration().elements())) {
                lines.add(now.category() + ": grows by "
                        + without(declared, then.get().declaration())
                        + ". Visitors who granted it are asked again, and it counts as not granted until they answer;"
                        + " a refusal stays");
                asks = true;
            } else if (!declared.equals(then.get().declaration())) {
                lines.add(now.category() + ": shrinks by " + without(then.get().declaration(), declared)
                        + ". Nobody is asked");
            }
        }
        for (CategoryDeclaration then : before.categories()) {
            if (after.category(then.category()).isEmpty()) {
                lines.add(then.category() + ": gone. Its grants count for nothing, and nobody is asked");
            }
        }
        exempt(before, after, lines);
        if (!before.choiceLifetime().equals(after.choiceLifetime())) {
            lines.add("choiceLifetime: " + before.choiceLifetime() + " becomes " + after.choiceLifetime()
                    + ", for choices from now on");
        }
        if (before.strict() != after.strict()) {
            lines.add("strict: " + before.strict() + " becomes " + after.strict());
        }
        if (!before.canGrant() && after.canGrant()) {
            lines.add("controller and categories are there now: visitors can grant, and every visitor is asked");
            asks = true;
        }
        return new PolicyDiff(List.copyOf(lines), asks);
    }

    private static void exempt(ConsentPolicy before, ConsentPolicy after, List<String> lines) {
        Set<String> then = names(before);
        Set<String> now = names(after);
        now.stream().filter(name -> !then.contains(name)).forEach(name -> {
            boolean wasBound = before.categories().stream()
                    .flatMap(category -> category.cookies().stream())
                    .anyMatch(cookie -> cookie.name().equals(name));
            lines.add("exempt: '" + name + "' is exempt now"
                    + (wasBound ? ", and needed consent before. It is set for visitors who refused it, too" : ""));
        });
        then.stream()
                .filter(name -> !now.contains(name))
                .forEach(name -> lines.add("exempt: '" + name + "' is no longer exempt"));
    }

    private static Set<String> names(ConsentPolicy policy) {
        return policy.exempt().stream().map(ExemptCookie::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(Declaration all, Declaration some) {
        Set<String> rest = new TreeSet<>(all.elements());
        rest.removeAll(some.elements());
        return rest;
    }
}
