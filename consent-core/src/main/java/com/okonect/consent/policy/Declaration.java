package com.okonect.consent.policy;

import com.okonect.consent.Category;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a grant is given for.
 *
 * @param category the category
 * @param elements what takes part, such as {@code cookie:_pk_id.*} and {@code provider:matomo}
 */
public record Declaration(Category category, SortedSet<String> elements) {

    private static final int FINGERPRINT_BYTES = 6;

    /**
     * Copies the elements.
     *
     * @param category as the component
     * @param elements as the component
     */
    public Declaration {
        elements = Collections.unmodifiableSortedSet(new TreeSet<>(elements));
    }

    /**
     * Returns the fingerprint that the cookie and the records carry: the first 48 bits of the SHA-256 over the category
     * and the elements, a line each.
     *
     * @return 8 characters of base64url
     */
    public String fingerprint() {
        byte[] text = (category + "\n" + String.join("\n", elements)).getBytes(StandardCharsets.UTF_8);
        byte[] start = Arrays.copyOf(Sha256.digest(text), FINGERPRINT_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(start);
    }

    /**
     * Says whether a grant given for other elements covers this declaration.
     *
     * @param granted the elements that were granted
     * @return true if nothing is declared here that was not granted
     */
    public boolean coveredBy(Collection<String> granted) {
        return granted.containsAll(elements);
    }
}
