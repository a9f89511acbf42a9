package com.okonect.consent.servlet.endpoint;

import com.okonect.consent.ChoiceResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the consent cookie (RFC 6265bis, section 4.1).
 *
 * @param name its name
 * @param path the application's path, {@code /} for the root
 * @param domain the domain whose hosts share it; null for the host alone
 * @param secureAlways whether it is {@code Secure} on plain HTTP, too
 */
record ConsentCookie(String name, String path, @Nullable String domain, boolean secureAlways) {

    /** Of all but the token. */
    private static final int USUAL_LENGTH = 160;

    private static final TimeText DATE =
            new TimeText(DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC));

    /** The domain goes with it only where the choice is the domain's: a browser refuses one that is not the host's. */
    String write(ChoiceResult result, String site, boolean secureRequest, Clock clock) {
        Instant expires = result.consent().expiresAt().orElseThrow();
        long maxAge = Math.max(0, Duration.between(clock.instant(), expires).toSeconds());
        StringBuilder cookie = new StringBuilder(result.token().length() + USUAL_LENGTH)
                .append(name)
                .append('=')
                .append(result.token())
                .append("; Path=")
                .append(path);
        if (site.equals(domain)) {
            cookie.append("; Domain=").append(domain);
        }
        cookie.append("; Max-Age=").append(maxAge).append("; Expires=").append(DATE.of(expires));
        if (secureRequest || secureAlways) {
            cookie.append("; Secure");
        }
        return cookie.append("; HttpOnly; SameSite=Lax").toString();
    }
}
