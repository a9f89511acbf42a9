package com.okonect.consent.servlet.guard;

import com.okonect.consent.policy.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code Set-Cookie} value as a browser reads it (RFC 6265bis, 5.6). What a browser would ignore is no cookie here,
 * for containers change control characters on their way out and then it is one.
 */
@SuppressWarnings("ReferenceEquality") // identity is what is meant here
final class SetCookie {

    private static final int LONGEST_PAIR = 4096;
    private static final Pattern DOMAIN = Pattern.compile("\\.?[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*");

    private final String text;
    private final String name;
    private final int valueFrom;
    private final int valueTo;
    private final int attributesFrom;
    private @Nullable Asked asked;

    private SetCookie(String text, String name, int valueFrom, int valueTo, int attributesFrom, @Nullable Asked asked) {
        this.text = text;
        this.name = name;
        this.valueFrom = valueFrom;
        this.valueTo = valueTo;
        this.attributesFrom = attributesFrom;
        this.asked = asked;
    }

    /** Returns null for a value that must not pass: unreadable, nameless, or of other characters than octets. */
    static @Nullable SetCookie parse(String text) {
        int length = text.length();
        int equals = length;
        int end = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!HeaderText.isValue(c)) {
                return null;
            } else if (c == '=' && equals == length) {
                equals = i;
            } else if (c == ';' && end == length) {
                end = i;
            }
        }
        if (equals >= end) {
            return null;
        }
        int nameFrom = HeaderText.trimStart(text, 0, equals);
        int nameTo = HeaderText.trimEnd(text, nameFrom, equals);
        return nameFrom == nameTo ? null : of(text, text.substring(nameFrom, nameTo), equals + 1, end, null);
    }

    /**
     * Returns what {@link #parse} does, for a text that is known to consist of octets of which none but the ends of its
     * parts is a semicolon, and to ask for a lifetime by this {@code Max-Age} at most.
     *
     * @param name what comes before the first {@code =}, a token
     * @param attributesFrom where the value ends
     * @param maxAge the seconds of the only {@code Max-Age}; negative if there is none
     */
    static @Nullable SetCookie written(String text, String name, int attributesFrom, int maxAge) {
        return of(text, name, name.length() + 1, attributesFrom, maxAge < 0 ? Asked.SESSION : Asked.seconds(maxAge));
    }

    private static @Nullable SetCookie of(String text, String name, int from, int to, @Nullable Asked asked) {
        int valueFrom = HeaderText.trimStart(text, from, to);
        int valueTo = HeaderText.trimEnd(text, valueFrom, to);
        return name.length() + valueTo - valueFrom > LONGEST_PAIR
                ? null
                : new SetCookie(text, name, valueFrom, valueTo, to, asked);
    }

    String name() {
        return name;
    }

    String value() {
        return text.substring(valueFrom, valueTo);
    }

    /** Returns the value as it was given. */
    @Override
    public String toString() {
        return text;
    }

    /** Whether a browser that follows the standard removes the cookie instead of keeping it. */
    boolean isDeletion(Instant now) {
        return asked().isDeletion(now);
    }

    /**
     * Returns the deletion of this cookie in a form that every browser takes for one: look-alikes such as
     * {@code Max-Age=+0} and {@code Expires=0} set a cookie in some.
     */
    String deletion() {
        String path = null;
        String domain = null;
        String sameSite = null;
        boolean secure = false;
        boolean httpOnly = false;
        boolean partitioned = false;
        for (var attributes = new CookieAttributes(text, attributesFrom); attributes.next(); ) {
            if (attributes.isIgnored()) {
                continue;
            } else if (attributes.is("path")) {
                path = attributes.value();
            } else if (attributes.is("domain")) {
                domain = attributes.value();
            } else if (attributes.is("samesite")) {
                sameSite = attributes.value();
            }
            secure |= attributes.is("secure");
            httpOnly |= attributes.is("httponly");
            partitioned |= attributes.is("partitioned");
        }
        StringBuilder deletion = new StringBuilder(Expiry.of(name));
        if (path != null && path.startsWith("/")) {
            deletion.append("; Path=").append(path);
        }
        if (domain != null && DOMAIN.matcher(domain).matches()) {
            deletion.append("; Domain=").append(domain);
        }
        if (secure) {
            deletion.append("; Secure");
        }
        if (httpOnly) {
            deletion.append("; HttpOnly");
        }
        if (sameSite != null) {
            switch (sameSite.toLowerCase(Locale.ROOT)) {
                case "strict" -> deletion.append("; SameSite=Strict");
                case "lax" -> deletion.append("; SameSite=Lax");
                case "none" -> deletion.append("; SameSite=None");
                default -> {
                    // a browser goes by its own default, with or without it
                }
            }
        }
        return partitioned ? deletion.append("; Partitioned").toString() : deletion.toString();
    }

    /** Returns the value with a lifetime that does not exceed this one; as it was given where that needs no change. */
    String within(Lifetime ceiling, Instant now) {
        Asked asked = asked();
        if (asked == Asked.SESSION || asked.isWithin(ceiling, now)) {
            return text;
        }
        OptionalLong longest = ceiling.maxAge(now);
        if (longest.isEmpty()) {
            return withoutLifetime().toString();
        }
        if (asked.isAtMost(longest.getAsLong(), now)) {
            return text;
        }
        StringBuilder cut = withoutLifetime();
        long seconds = Math.min(asked.seconds(now), longest.getAsLong());
        return seconds < 0
                ? cut.toString()
                : cut.append("; Max-Age=").append(seconds).toString();
    }

    /** Returns the lifetime that the cookie asks for, in seconds; negative for the browser's session. */
    long lifetime(Instant now) {
        return asked().seconds(now);
    }

    private StringBuilder withoutLifetime() {
        StringBuilder rest = new StringBuilder(text.length()).append(text, 0, attributesFrom);
        for (var attributes = new CookieAttributes(text, attributesFrom); attributes.next(); ) {
            if (!attributes.is("max-age") && !attributes.is("expires")) {
                attributes.appendTo(rest);
            }
        }
        return rest;
    }

    private Asked asked() {
        Asked known = asked;
        if (known == null) {
            known = readAsked();
            asked = known;
        }
        return known;
    }

    private Asked readAsked() {
        boolean any = false;
        boolean doubtful = false;
        long maxAge = CookieAttributes.NO_NUMBER;
        Instant expires = null;
        long longest = 0;
        Instant latest = null;
        for (var attributes = new CookieAttributes(text, attributesFrom); attributes.next(); ) {
            if (attributes.is("max-age")) {
                any = true;
                long seconds = attributes.isIgnored() ? CookieAttributes.NO_NUMBER : attributes.seconds();
                doubtful |= seconds == CookieAttributes.NO_NUMBER;
                if (seconds != CookieAttributes.NO_NUMBER) {
                    maxAge = seconds;
                    longest = Math.max(longest, seconds);
                }
            } else if (attributes.is("expires")) {
                any = true;
                Instant at = attributes.isIgnored() ? null : CookieDate.parse(attributes.value());
                doubtful |= at == null;
                if (at != null) {
                    expires = at;
                    latest = latest == null || at.isAfter(latest) ? at : latest;
                }
            }
        }
        return any ? new Asked(maxAge, expires, longest, latest, doubtful) : Asked.SESSION;
    }

    /**
     * The lifetime that the attributes ask for.
     *
     * @param maxAge the last {@code Max-Age} that counts; {@link CookieAttributes#NO_NUMBER} if there is none
     * @param expires the last {@code Expires} that counts, where there is no {@code Max-Age}
     * @param longest the longest {@code Max-Age}
     * @param latest the latest {@code Expires}
     * @param doubtful whether there is an attribute that the standard ignores and some browser may not
     */
    private record Asked(
            long maxAge,
            @Nullable Instant expires,
            long longest,
            @Nullable Instant latest,
            boolean doubtful) {

        static final Asked SESSION = new Asked(CookieAttributes.NO_NUMBER, null, 0, null, false);

        static Asked seconds(long maxAge) {
            return new Asked(maxAge, null, maxAge, null, false);
        }

        private boolean hasMaxAge() {
            return maxAge != CookieAttributes.NO_NUMBER;
        }

        boolean isDeletion(Instant now) {
            return hasMaxAge() ? maxAge <= 0 : expires != null && !expires.isAfter(now);
        }

        /** Quick, and false where it needs a closer look. */
        boolean isWithin(Lifetime ceiling, Instant now) {
            return !doubtful && latest == null && ceiling.allows(longest, now);
        }

        boolean isAtMost(long seconds, Instant now) {
            return !doubtful && longest <= seconds && (latest == null || !latest.isAfter(now.plusSeconds(seconds)));
        }

        long seconds(Instant now) {
            if (hasMaxAge()) {
                return Math.max(0, maxAge);
            }
            return expires == null
                    ? -1
                    : Math.max(0, Duration.between(now, expires).toSeconds());
        }
    }
}
