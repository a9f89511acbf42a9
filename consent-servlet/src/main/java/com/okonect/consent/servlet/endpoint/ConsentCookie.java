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

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** Choices of one second expire in one second, and its text is most of the work. */
    private static volatile Expiry last = Expiry.at(Instant.EPOCH);

    private record Expiry(Instant time, String date) {

        static Expiry at(Instant time) {
            return new Expiry(time, DATE.format(time));
        }
    }

    private static String date(Instant time) {
        Expiry expiry = last;
        if (!expiry.time.equals(time)) {
            expiry = Expiry.at(time);
            last = expiry;
        }
        return expiry.date;
    }

    /** The domain goes with it only where the choice is the domain's: a browser refuses one that is not the host's. */
    String write(ChoiceResult result, String site, boolean secureRequest, Clock clock) {
        Instant expires = result.consent().expiresAt().orElseThrow();
        long maxAge = Math.max(0, Duration.between(clock.instant(), expires).toSeconds());
        return name + '=' + result.token()
                + "; Path=" + path
                + (!site.equals(domain) ? "" : "; Domain=" + domain)
                + "; Max-Age=" + maxAge
                + "; Expires=" + date(expires)
                + (secureRequest || secureAlways ? "; Secure" : "")
                + "; HttpOnly; SameSite=Lax";
    }
}
