package com.okonect.consent.servlet.page;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a page's Content-Security-Policies let the banner bring along (CSP Level 3). Where a policy is unclear, the
 * answer is the one that cannot violate it.
 *
 * @param inlineStyle whether a {@code <style>} applies
 * @param styleNonce the nonce that it needs; null if it needs none
 * @param script whether a script of this site runs, and may call this site
 * @param scriptNonce the nonce that it needs; null if it needs none
 */
record ContentPolicy(
        boolean inlineStyle,
        @Nullable String styleNonce,
        boolean script,
        @Nullable String scriptNonce) {

    /** The page has no policy. */
    static final ContentPolicy NONE = new ContentPolicy(true, null, true, null);

    /**
     * Reads policies, all of which apply.
     *
     * @param policies values of headers or of {@code <meta>} elements
     * @param host the host that the page was asked from
     */
    static ContentPolicy of(Collection<String> policies, String host) {
        ContentPolicy all = NONE;
        for (String value : policies) {
            for (String policy : value.split(",")) {
                all = all.and(of(directives(policy), host));
            }
        }
        return all;
    }

    private ContentPolicy and(ContentPolicy other) {
        boolean styles = agree(styleNonce, other.styleNonce);
        boolean scripts = agree(scriptNonce, other.scriptNonce);
        return new ContentPolicy(
                inlineStyle && other.inlineStyle && styles,
                styleNonce == null ? other.styleNonce : styleNonce,
                script && other.script && scripts,
                scriptNonce == null ? other.scriptNonce : scriptNonce);
    }

    /** A script without its nonce is let through by no policy that asks for one. */
    private static boolean agree(@Nullable String one, @Nullable String other) {
        return one == null || other == null || one.equals(other);
    }

    private static ContentPolicy of(Map<String, List<String>> directives, String host) {
        List<String> styles = sources(directives, "style-src-elem", "style-src", "default-src");
        List<String> scripts = sources(directives, "script-src-elem", "script-src", "default-src");
        List<String> calls = sources(directives, "connect-src", "default-src");
        String styleNonce = styles == null ? null : nonce(styles);
        String scriptNonce = scripts == null ? null : nonce(scripts);
        boolean strict = styles != null && styles.stream().anyMatch(ContentPolicy::isHashOrNonce);
        boolean inline = styles == null || styleNonce != null || has(styles, "'unsafe-inline'") && !strict;
        boolean runs =
                scripts == null || scriptNonce != null || !has(scripts, "'strict-dynamic'") && covers(scripts, host);
        return new ContentPolicy(inline, styleNonce, runs && (calls == null || covers(calls, host)), scriptNonce);
    }

    /** The first directive of a name counts; names and keywords are read in lower case, nonces as they are. */
    private static Map<String, List<String>> directives(String policy) {
        Map<String, List<String>> directives = new HashMap<>();
        for (String directive : policy.split(";")) {
            List<String> words = Arrays.asList(directive.strip().split("\\s+"));
            directives.putIfAbsent(words.get(0).toLowerCase(Locale.ROOT), words.subList(1, words.size()));
        }
        return directives;
    }

    private static @Nullable List<String> sources(Map<String, List<String>> directives, String... names) {
        for (String name : names) {
            List<String> sources = directives.get(name);
            if (sources != null) {
                return sources;
            }
        }
        return null;
    }

    private static @Nullable String nonce(List<String> sources) {
        return sources.stream()
                .filter(source -> source.regionMatches(true, 0, "'nonce-", 0, 7) && source.endsWith("'"))
                .map(source -> source.substring(7, source.length() - 1))
                .findFirst()
                .orElse(null);
    }

    private static boolean isHashOrNonce(String source) {
        String lower = source.toLowerCase(Locale.ROOT);
        return lower.startsWith("'nonce-") || lower.startsWith("'sha");
    }

    private static boolean has(List<String> sources, String keyword) {
        return sources.stream().anyMatch(keyword::equalsIgnoreCase);
    }

    /** Whether the sources let this site through. */
    private static boolean covers(List<String> sources, String host) {
        return sources.stream().anyMatch(source -> {
            String lower = source.toLowerCase(Locale.ROOT);
            String named = lower.replaceFirst("^https?://", "").replaceFirst("[:/].*", "");
            return lower.equals("'self'")
                    || lower.equals("*")
                    || named.equals(host)
                    || named.startsWith("*.") && host.endsWith(named.substring(1));
        });
    }
}
