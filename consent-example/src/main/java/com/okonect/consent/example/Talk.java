package com.okonect.consent.example;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a visitor wrote in one conversation.
 *
 * @param texts the first one first
 */
record Talk(List<String> texts) {

    static final int MOST_TEXTS = 20;
    static final int LONGEST_TEXT = 500;

    Talk {
        texts = List.copyOf(texts);
    }

    /** Why a text cannot be added, as the name of what the site says then; empty if it can. */
    Optional<String> fault(String text) {
        if (text.isEmpty()) {
            return Optional.of("talk-empty");
        } else if (text.length() > LONGEST_TEXT) {
            return Optional.of("talk-long");
        }
        return texts.size() < MOST_TEXTS ? Optional.empty() : Optional.of("talk-full");
    }

    Talk with(String text) {
        List<String> more = new ArrayList<>(texts);
        more.add(text);
        return new Talk(more);
    }
}
