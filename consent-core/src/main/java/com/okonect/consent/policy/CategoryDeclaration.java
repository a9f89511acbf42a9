package com.okonect.consent.policy;

import com.okonect.consent.Category;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a site declares of one category.
 *
 * @param category the category
 * @param title a short title; none to use the built-in one
 * @param description one sentence on what it does; none to use the built-in one
 * @param consequence what a visitor who refuses goes without; none to use the built-in one
 * @param cookies the cookies that serve it
 * @param storage the names of browser storage entries that serve it, possibly with one {@code *}
 * @param providers the ids of all providers that take part, those of the cookies included
 */
public record CategoryDeclaration(
        Category category,
        LocalizedText title,
        LocalizedText description,
        LocalizedText consequence,
        List<ConsentBoundCookie> cookies,
        List<String> storage,
        List<String> providers) {

    /**
     * Copies the lists.
     *
     * @param category as the component
     * @param title as the component
     * @param description as the component
     * @param consequence as the component
     * @param cookies as the component
     * @param storage as the component
     * @param providers as the component
     */
    public CategoryDeclaration {
        cookies = List.copyOf(cookies);
        storage = List.copyOf(storage);
        providers = List.copyOf(providers);
    }

    /**
     * Returns what a grant of this category is given for: its cookies, storage entries and providers. Texts are not
     * part of it, so that better wording asks nobody again.
     *
     * @return the declaration
     */
    public Declaration declaration() {
        SortedSet<String> elements = new TreeSet<>();
        for (ConsentBoundCookie cookie : cookies) {
            elements.add("cookie:" + cookie.name());
        }
        for (String entry : storage) {
            elements.add("storage:" + entry);
        }
        for (String provider : providers) {
            elements.add("provider:" + provider);
        }
        return new Declaration(category, elements);
    }
}
