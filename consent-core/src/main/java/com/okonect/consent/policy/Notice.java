package com.okonect.consent.policy;

import java.util.Arrays;
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
    private final byte[] json;
    private final String hash;

    Notice(Locale language, Map<String, Object> content, List<Declaration> declarations, byte[] json) {
        this.language = language;
        this.content = content;
        this.declarations = List.copyOf(declarations);
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

    /** Returns the language and the hash. */
    @Override
    public String toString() {
        return language.toLanguageTag() + " " + hash;
    }
}
