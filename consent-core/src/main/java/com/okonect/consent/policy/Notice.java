package com.okonect.consent.policy;

import com.okonect.consent.Category;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The texts shown to the visitor, in one language, derived from the policy; identified by the SHA-256 of its content.
 *
 * <p>Pages are rendered from {@link #content}, which is what is hashed: what is proven is what was shown. Immutable.
 */
public final class Notice {

    private final Locale language;
    private final Map<String, Object> content;
    private final List<Declaration> declarations;
    private final Map<Category, String> fingerprints;
    private final byte[] json;
    private final String hash;

    Notice(Locale language, Map<String, Object> content, List<Declaration> declarations, byte[] json) {
        this.language = language;
        this.content = content;
        this.declarations = List.copyOf(declarations);
        Map<Category, String> byCategory = new HashMap<>();
        for (Declaration declaration : declarations) {
            byCategory.put(declaration.category(), declaration.fingerprint());
        }
        this.fingerprints = Map.copyOf(byCategory);
        this.json = json;
        this.hash = HexFormat.of().formatHex(Sha256.digest(json));
    }

    /**
     * Returns the language of every text.
     *
     * @return one of the policy's languages
     */
    public Locale language() {
        return language;
    }

    /**
     * Returns the SHA-256 of {@link #json}.
     *
     * @return 64 hexadecimal digits in lower case
     */
    public String hash() {
        return hash;
    }

    /**
     * Returns the notice as JSON in UTF-8, the bytes that are hashed.
     *
     * @return a copy
     */
    public byte[] json() {
        return Arrays.copyOf(json, json.length);
    }

    /**
     * Returns the notice for templates.
     *
     * @return maps, lists, strings and booleans, in the order of the JSON; unmodifiable. Absent where the policy says
     *     nothing
     */
    public Map<String, Object> content() {
        return content;
    }

    /**
     * Returns what a grant under this notice is given for.
     *
     * @return one declaration a category, in the policy's order
     */
    public List<Declaration> declarations() {
        return declarations;
    }

    /**
     * Returns the fingerprint of what a grant of a category under this notice is given for.
     *
     * @param category one of those declared
     * @return as {@link Declaration#fingerprint}
     * @throws IllegalArgumentException if the category is not declared
     */
    public String fingerprint(Category category) {
        String fingerprint = fingerprints.get(category);
        if (fingerprint == null) {
            throw new IllegalArgumentException("the notice declares no category " + category);
        }
        return fingerprint;
    }

    /** Returns the language and the hash. */
    @Override
    public String toString() {
        return language.toLanguageTag() + " " + hash;
    }
}
