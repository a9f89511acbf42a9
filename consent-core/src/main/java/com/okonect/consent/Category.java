package com.okonect.consent;

import org.jspecify.annotations.Nullable;

/**
 * A purpose that a visitor can grant or refuse on its own.
 *
 * <p>Four categories are built in; a site may declare others, such as {@code assistance}, and leave built-in ones out.
 *
 * @param id 1 to 24 characters of {@code a-z}, {@code 0-9} and {@code -}, starting with a letter
 */
public record Category(String id) implements Comparable<Category> {

    // Before the constants, which are checked by it.
    private static final int MAXIMUM_LENGTH = 24;

    /** Measuring how the site is used, beyond what the law exempts. */
    public static final Category STATISTICS = new Category("statistics");

    /** Adapting content to what a visitor did before. */
    public static final Category PERSONALISATION = new Category("personalisation");

    /** Payment services beyond the payment that the visitor is making: saved cards, wallets, fraud scoring. */
    public static final Category PAYMENT = new Category("payment");

    /**
     * Not a category of any policy, but the name under which a visitor objects to exempt audience measurement: it can be
     * withdrawn, which is the objection, and granted, which takes the objection back (GDPR, article 21).
     */
    public static final Category AUDIENCE = new Category("audience");

    /** Not a category of any policy: marks a choice that was made while a signal was sent, which it overrides. */
    static final Category SIGNAL = new Category("signal");

    /** Promotional messages and advertising. */
    public static final Category MARKETING = new Category("marketing");

    /**
     * Checks the id.
     *
     * @param id as the component
     * @throws IllegalArgumentException if {@code id} is not a category id
     */
    public Category {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "not a category id: '" + id + "' (1 to 24 characters of a-z, 0-9 and '-', starting with a letter)");
        }
    }

    /**
     * Returns the category of this id.
     *
     * @param id the category's id
     * @return the category
     * @throws IllegalArgumentException if {@code id} is not a category id
     */
    public static Category of(String id) {
        return new Category(id);
    }

    /**
     * Says whether a text can be the id of a category.
     *
     * @param text any text
     * @return true if {@link #of} accepts it
     */
    public static boolean isId(String text) {
        int length = text.length();
        if (length == 0 || length > MAXIMUM_LENGTH || !isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    /**
     * Says whether the other is the category of the same id. Written out, for what the compiler has a record do is linked
     * when it is first asked for, which a start of the service would wait for.
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Category category && id.equals(category.id);
    }

    /** Returns the hash of the id. */
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Orders by id. */
    @Override
    public int compareTo(Category other) {
        return id.compareTo(other.id);
    }

    /** Returns the id. */
    @Override
    public String toString() {
        return id;
    }
}
