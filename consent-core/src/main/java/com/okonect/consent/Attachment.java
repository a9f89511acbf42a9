package com.okonect.consent;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What follows from attaching a visitor to an account.
 *
 * @param result what holds in this browser now, with the token for the consent cookie; empty if nothing has changed
 * @param differing the categories on which this browser and the account still differ, to be asked about; ordered by id
 */
public record Attachment(Optional<ChoiceResult> result, SortedSet<Category> differing) {

    /**
     * Copies the categories.
     *
     * @param result as the component
     * @param differing as the component
     */
    public Attachment {
        differing = Collections.unmodifiableSortedSet(new TreeSet<>(differing));
    }
}
