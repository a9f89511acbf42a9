package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.policy.Lifetime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6265bis, 5.6, and what Chromium does differently. */
class SetCookieTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
    private static final Lifetime HOUR = Lifetime.parse("PT1H");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "A=1|A|1",
                "A =1|A|1",
                "\tA\t=\t1\t|A|1",
                " A=1; Path=/|A|1",
                "\"A\"=1|\"A\"|1",
                "A=\"1;2\"|A|\"1",
                ", A=1|, A|1",
                "A=1, B=2|A|1, B=2",
                "A B=1|A B|1",
                "A/b@c[d]{e}(f)?=1|A/b@c[d]{e}(f)?|1",
                "A\\=1|A\\|1",
                "%41=1|%41|1",
                "\u00A0A=1|\u00A0A|1",
                "Path=/; A=1|Path|/",
                "A==1|A|=1",
                "A=1=2|A|1=2",
                "__Host-A=1; Secure; Path=/|__Host-A|1",
                ": A=1|: A|1"
            })
    void nameAndValueAreReadAsABrowserReadsThem(String raw, String name, String value) {
        SetCookie cookie = SetCookie.parse(raw);

        assertThat(cookie.name()).isEqualTo(name);
        assertThat(cookie.value()).isEqualTo(value);
        assertThat(cookie).hasToString(raw);
    }

    @Test
    void anEmptyValueIsOne() {
        assertThat(SetCookie.parse("A=").value()).isEmpty();
        assertThat(SetCookie.parse("A= ;Path=/").value()).isEmpty();
    }

    @Test
    void namesAreCaseSensitive() {
        assertThat(SetCookie.parse("a=1").name())
                .isNotEqualTo(SetCookie.parse("A=1").name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "A",
                "=A",
                "=A=1",
                " =A",
                "; A=1",
                ";",
                "A;B=1",
                "A=1\u0001",
                "A=1\u0000",
                "A\u0000=1",
                "A=1\r\nB: 2",
                "A=1\n",
                "A=1\u007F",
                "A=1; Path=/\u000B",
                "A=1; \u001F",
                "\u010DA=1",
                "A=1\u2003",
                "\u2003A=1",
                "A=\uD83C\uDF6A"
            })
    void whatABrowserIgnoresOrStoresWithoutANameIsDropped(String raw) {
        assertThat(SetCookie.parse(raw)).isNull();
    }

    @Test
    void aPairOfMoreThan4096OctetsIsDropped() {
        assertThat(SetCookie.parse("A=" + "1".repeat(4095))).isNotNull();
        assertThat(SetCookie.parse("A=" + "1".repeat(4096))).isNull();
        assertThat(SetCookie.parse("A=1; x=" + "1".repeat(5000))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A=1; Max-Age=0",
                "A=1; max-age=-1",
                "A=; MAX-AGE = -0",
                "A=1; Max-Age=100; Max-Age=0",
                "A=1; Max-Age=0; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
                "A=1; Max-Age=0; Max-Age=+100",
                "A=1; Max-Age=-99999999999999999999999",
                "A=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "A=; expires=Thu, 01-Jan-1970 00:00:10 GMT",
                "A=1; Max-Age=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void whatEveryReaderTakesForADeletionIsOne(String raw) {
        assertThat(SetCookie.parse(raw).isDeletion(NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A=1",
                "A=",
                "A=1; Max-Age=+0",
                "A=1; Max-Age=0x",
                "A=1; Max-Age=\"0\"",
                "A=1; Max-Age=",
                "A=1; Max-Age=-",
                "A=1; Max-Age",
                "A=1; Expires=0",
                "A=1; Expires=-1",
                "A=1; Max-Age=0; Max-Age=100",
                "A=1; Max-Age=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "A=1; Max-Age=99999999999999999999999",
                "A=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT",
                "A=Max-Age=0",
                "A=1; xMax-Age=0"
            })
    void aLookAlikeIsNoDeletion(String raw) {
        assertThat(SetCookie.parse(raw).isDeletion(NOW)).isFalse();
    }

    @Test
    void anAttributeOfMoreThan1024OctetsDoesNotCount() {
        assertThat(SetCookie.parse("A=1; Max-Age=" + "0".repeat(1024)).isDeletion(NOW))
                .isTrue();
        assertThat(SetCookie.parse("A=1; Max-Age=" + "0".repeat(1025)).isDeletion(NOW))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A=secret; Max-Age=0 | A=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                "A=; max-age=-5;PATH=/app ; Domain=.shop.example;secure;HTTPONLY;samesite=none;Partitioned;Priority=High"
                        + " | A=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/app; Domain=.shop.example; Secure;"
                        + " HttpOnly; SameSite=None; Partitioned",
                "A=; Max-Age=0; Path=/a; Path=/b | A=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/b",
                "A=; Max-Age=0; Path=relative; Domain=a b; SameSite=Maybe"
                        + " | A=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
            })
    void aDeletionIsWrittenInOneFormAndWithoutTheValue(String raw, String canonical) {
        assertThat(SetCookie.parse(raw).deletion()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A=1 | A=1",
                "A=1;Path=/ ;  X=y | A=1;Path=/ ;  X=y",
                "A=1; Max-Age=3600; Path=/ | A=1; Max-Age=3600; Path=/",
                "A=1; Max-Age=3601; Path=/ | A=1; Path=/; Max-Age=3600",
                "A=1; Path=/; MAX-AGE=99999999999999999999 | A=1; Path=/; Max-Age=3600",
                "A=1; Expires=Mon, 23 Nov 2026 11:15:30 GMT | A=1; Expires=Mon, 23 Nov 2026 11:15:30 GMT",
                "A=1; Expires=Mon, 23 Nov 2026 11:15:31 GMT | A=1; Max-Age=3600",
                "A=1; Expires=Fri, 31-Dec-9999 23:59:59 GMT; Secure | A=1; Secure; Max-Age=3600",
                "A=1; Max-Age=60; Expires=Fri, 31-Dec-9999 23:59:59 GMT | A=1; Max-Age=60",
                "A=1; Max-Age=9999; Max-Age=60 | A=1; Max-Age=60",
                "A=1; Max-Age=+9999999; Path=/ | A=1; Path=/",
                "A=1; Expires=never | A=1",
                "A=1; Expires=0; Max-Age=10 | A=1; Max-Age=10"
            })
    void aLongerLifetimeIsCutAndNothingElseChanges(String raw, String sent) {
        assertThat(SetCookie.parse(raw).within(HOUR, NOW)).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A=1; Path=/ | A=1; Path=/",
                "A=1; Max-Age=1; Path=/ | A=1; Path=/",
                "A=1; Expires=Mon, 23 Nov 2026 10:15:31 GMT; Max-Age=1 | A=1",
                "A=1; Max-Age=+5;Secure | A=1;Secure"
            })
    void aSessionCookieLosesEveryLifetime(String raw, String sent) {
        assertThat(SetCookie.parse(raw).within(Lifetime.SESSION, NOW)).isEqualTo(sent);
    }

    @Test
    void theLifetimeThatIsAskedForCanBeTold() {
        assertThat(SetCookie.parse("A=1; Max-Age=60").lifetime(NOW)).isEqualTo(60);
        assertThat(SetCookie.parse("A=1; Expires=Mon, 23 Nov 2026 11:15:30 GMT").lifetime(NOW))
                .isEqualTo(3600);
        assertThat(SetCookie.parse("A=1").lifetime(NOW)).isNegative();
    }

    @Test
    void aDeletionLeavesOutWhatBrowsersIgnoreForItsLength() {
        String tooLong = "/" + "p".repeat(1024);

        assertThat(SetCookie.parse("a=1; Max-Age=0; Path=/shop; Path=" + tooLong + "; Domain=" + tooLong)
                        .deletion())
                .isEqualTo(SetCookie.parse("a=1; Max-Age=0; Path=/shop").deletion());
    }
}
