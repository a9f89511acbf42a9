package com.okonect.consent;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * A visitor's express act. Only an explicit submit makes one: waiting, scrolling and navigating never do (GDPR,
 * article 4(11) and recital 32).
 */
public sealed interface Choice {

    /** Every category of the policy is granted. */
    record AcceptAll() implements Choice {}

    /** Every category of the policy is refused. */
    record RefuseAll() implements Choice {}

    /**
     * Every category of the policy is decided: those listed are granted, all others refused.
     *
     * @param granted the categories granted; none is a refusal
     */
    record Select(Set<Category> granted) implements Choice {
        /**
         * Copies the categories.
         *
         * @param granted as the component
         */
        public Select {
            granted = Set.copyOf(granted);
        }
    }

    /**
     * The categories named are granted, the others stay as they are.
     *
     * @param categories one category or more
     */
    record Grant(Set<Category> categories) implements Choice {
        /**
         * Copies the categories.
         *
         * @param categories as the component
         * @throws IllegalArgumentException if there is none
         */
        public Grant {
            categories = someOf(categories);
        }
    }

    /**
     * The categories named are refused from now on, the others stay as they are.
     *
     * @param categories one category or more
     */
    record Withdraw(Set<Category> categories) implements Choice {
        /**
         * Copies the categories.
         *
         * @param categories as the component
         * @throws IllegalArgumentException if there is none
         */
        public Withdraw {
            categories = someOf(categories);
        }
    }

    /**
     * Returns the choice that a form's or a JSON document's words express.
     *
     * @param word {@code accept}, {@code refuse}, {@code select}, {@code grant} or {@code withdraw}
     * @param categories the ids that go with the last three; ignored by the first two
     * @return the choice
     * @throws InvalidChoiceException if the word or an id is not one of those, or {@code grant} and {@code withdraw}
     *     come without a category
     */
    static Choice parse(String word, Collection<String> categories) {
        return switch (word) {
            case "accept" -> new AcceptAll();
            case "refuse" -> new RefuseAll();
            case "select" -> new Select(parse(categories));
            case "grant" -> new Grant(someOf(word, parse(categories)));
            case "withdraw" -> new Withdraw(someOf(word, parse(categories)));
            default ->
                throw new InvalidChoiceException(
                        "choice is '" + printable(word) + "', allowed are accept, refuse, select, grant and withdraw");
        };
    }

    /**
     * Returns the word for this choice, as {@link #parse} reads it.
     *
     * @return {@code accept}, {@code refuse}, {@code select}, {@code grant} or {@code withdraw}
     */
    default String word() {
        if (this instanceof AcceptAll) {
            return "accept";
        } else if (this instanceof RefuseAll) {
            return "refuse";
        } else if (this instanceof Select) {
            return "select";
        } else if (this instanceof Grant) {
            return "grant";
        }
        return "withdraw";
    }

    private static Set<Category> parse(Collection<String> ids) {
        Set<Category> categories = new TreeSet<>();
        for (String id : ids) {
            if (!Category.isId(id)) {
                throw new InvalidChoiceException("'" + printable(id) + "' is not a category");
            }
            categories.add(Category.of(id));
        }
        return categories;
    }

    private static Set<Category> someOf(String word, Set<Category> categories) {
        if (categories.isEmpty()) {
            throw new InvalidChoiceException("choice '" + word + "' needs at least one category");
        }
        return categories;
    }

    private static Set<Category> someOf(Set<Category> categories) {
        if (categories.isEmpty()) {
            throw new IllegalArgumentException("no category named");
        }
        return Set.copyOf(categories);
    }

    private static String printable(String text) {
        String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return start.replaceAll("[^\\p{Print}…]", "?");
    }
}
