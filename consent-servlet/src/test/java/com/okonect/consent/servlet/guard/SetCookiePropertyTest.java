package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.policy.Lifetime;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for whatever an application writes. */
class SetCookiePropertyTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
    private static final Pattern PAIR = Pattern.compile("[ \\t]*([^;=]*?)[ \\t]*=[ \\t]*([^;]*?)[ \\t]*(?:;.*)?");
    private static final Pattern OCTETS = Pattern.compile("[\\t\\x20-\\x7E\\x80-\\xFF]*");

    @Property(tries = 2000, seed = "20261123")
    void aValueIsACookieExactlyWhenTheStandardReadsANameFromIt(@ForAll("values") String value) {
        SetCookie cookie = SetCookie.parse(value);
        Matcher pair = PAIR.matcher(value);
        boolean named = OCTETS.matcher(value).matches()
                && pair.matches()
                && !pair.group(1).isEmpty()
                && pair.group(1).length() + pair.group(2).length() <= 4096;

        assertThat(cookie != null).isEqualTo(named);
        if (cookie != null) {
            assertThat(cookie.name()).isEqualTo(pair.group(1));
            assertThat(cookie.value()).isEqualTo(pair.group(2));
        }
    }

    @Property(tries = 2000, seed = "20261124")
    void whatIsCutIsTheSameCookieWithinItsLifetime(@ForAll("values") String value, @ForAll("lifetimes") String text) {
        SetCookie cookie = SetCookie.parse(value);
        if (cookie == null || cookie.isDeletion(NOW)) {
            return;
        }
        Lifetime ceiling = Lifetime.parse(text);

        SetCookie sent = SetCookie.parse(cookie.within(ceiling, NOW));

        assertThat(sent).isNotNull();
        assertThat(sent.name()).isEqualTo(cookie.name());
        assertThat(sent.value()).isEqualTo(cookie.value());
        assertThat(sent.lifetime(NOW)).isLessThanOrEqualTo(ceiling.maxAge(NOW).orElse(-1));
        assertThat(sent.within(ceiling, NOW)).isEqualTo(sent.toString());
    }

    @Property(tries = 2000, seed = "20261125")
    void whatIsWrittenAsADeletionDeletesThatNameAndCarriesNothing(@ForAll("values") String value) {
        SetCookie cookie = SetCookie.parse(value);
        if (cookie == null) {
            return;
        }

        SetCookie deletion = SetCookie.parse(cookie.deletion());

        assertThat(deletion).isNotNull();
        assertThat(deletion.name()).isEqualTo(cookie.name());
        assertThat(deletion.value()).isEmpty();
        assertThat(deletion.isDeletion(NOW)).isTrue();
        assertThat(deletion.deletion()).isEqualTo(deletion.toString());
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> part = Arbitraries.of(
                "A",
                "=",
                ";",
                " ",
                "\t",
                ",",
                "\"",
                "1",
                "Max-Age",
                "max-age=0",
                "Max-Age=60",
                "Max-Age=+9",
                "Max-Age=9999999",
                "Expires=",
                "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "Expires=Fri, 01 Jan 2100 00:00:00 GMT",
                "Path=/",
                "Domain=x.y",
                "Secure",
                "SameSite=Lax",
                "Partitioned",
                "\u0001",
                "\r\n",
                "\u007F",
                "\u00A0",
                "\u00FF",
                "\u0100",
                "\u2003",
                "%3B");
        Arbitrary<String> assembled = part.list().ofMaxSize(12).map(parts -> String.join("", parts));
        Arbitrary<String> cookie = part.list().ofMaxSize(6).map(parts -> "A=1; " + String.join("; ", parts));
        return Arbitraries.oneOf(assembled, cookie, Arbitraries.strings().ofMaxLength(20));
    }

    @Provide
    Arbitrary<String> lifetimes() {
        return Arbitraries.of("session", "PT30S", "PT1H", "P13M");
    }
}
