package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.io.Serial;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTextTest {

    private static String text(Cookie cookie) {
        SetCookie written = CookieText.of(cookie);
        return written == null ? null : written.toString();
    }

    @Test
    void aCookieKeepsAllThatItSays() {
        Cookie cookie = new Cookie("lang", "fr");
        cookie.setPath("/app");
        cookie.setDomain("shop.example");
        cookie.setMaxAge(60);
        cookie.setSecure(true);
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "None");
        cookie.setAttribute("Partitioned", "");
        cookie.setAttribute("Priority", "High");

        assertThat(text(cookie))
                .startsWith("lang=fr; Path=/app; Domain=shop.example; Max-Age=60; Secure; HttpOnly")
                .contains("; SameSite=None")
                .contains("; Partitioned")
                .contains("; Priority=High")
                .hasSize(
                        ("lang=fr; Path=/app; Domain=shop.example; Max-Age=60; Secure; HttpOnly; SameSite=None; Partitioned;"
                                        + " Priority=High")
                                .length());
    }

    @Test
    void aPlainCookieIsItsPair() {
        assertThat(text(new Cookie("lang", "fr"))).isEqualTo("lang=fr");
        assertThat(text(new Cookie("lang", null))).isEqualTo("lang=");
        assertThat(text(new Cookie("lang", "\"a b, c\""))).isEqualTo("lang=\"a b, c\"");
    }

    @Test
    void aFlagIsSetByTheWordsOfBothVersionsOfTheApi() {
        for (String word : new String[] {"", "true"}) {
            Cookie cookie = new Cookie("a", "1");
            cookie.setAttribute("Secure", word);
            cookie.setAttribute("HttpOnly", word);
            cookie.setAttribute("Partitioned", word);

            assertThat(text(cookie)).isEqualTo("a=1; Secure; HttpOnly; Partitioned");
        }
        Cookie without = new Cookie("a", "1");
        without.setAttribute("Partitioned", "false");
        without.setSecure(false);
        without.setHttpOnly(false);

        assertThat(text(without)).isEqualTo("a=1");
    }

    @Test
    void aValueBeyondAsciiIsWrittenInUtf8AndReadBack() {
        String text = text(new Cookie("a", "\u00E9\u65E5"));

        assertThat(text).isEqualTo("a=\u00C3\u00A9\u00E6\u0097\u00A5");
        assertThat(CookieHeader.parse(java.util.List.of(text)).cookies()[0].getValue())
                .isEqualTo("\u00E9\u65E5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1; Path=/", "1\r\nSet-Cookie: b=2", "\u0000", "1\u007F", "1\t"})
    void aCharacterThatEndsOrBreaksThePartIsRefused(String part) {
        assertThat(text(new Cookie("a", part))).isNull();

        Cookie path = new Cookie("a", "1");
        path.setPath(part);
        assertThat(text(path)).isNull();

        Cookie domain = new Cookie("a", "1");
        domain.setDomain(part);
        assertThat(text(domain)).isNull();

        Cookie attribute = new Cookie("a", "1");
        attribute.setAttribute("SameSite", part);
        assertThat(text(attribute)).isNull();
    }

    @Test
    void aCookieThatABrowserWouldIgnoreForItsLengthIsRefused() {
        assertThat(text(new Cookie("a", " " + "1".repeat(4095)))).hasSize(4098);
        assertThat(text(new Cookie("a", "1".repeat(4096)))).isNull();
    }

    @Test
    void aLifetimeThatIsWrittenInAnotherWayIsReadFromTheText() {
        Instant now = Instant.parse("2026-11-23T10:15:30Z");
        Cookie cookie = new Cookie("a", "1");
        cookie.setAttribute("eXpires", "Mon, 23 Nov 2026 10:15:30 GMT");
        assertThat(CookieText.of(cookie).isDeletion(now)).isTrue();

        cookie.setMaxAge(60);
        assertThat(CookieText.of(cookie).isDeletion(now)).isFalse();
        assertThat(CookieText.of(cookie).lifetime(now)).isEqualTo(60);
    }

    @Test
    void aCookieIsAskedForItsNameOnce() {
        AtomicInteger asked = new AtomicInteger();
        Cookie changing = new Cookie("lang", "fr") {
            @Serial
            private static final long serialVersionUID = 1L;

            @Override
            public String getName() {
                return asked.getAndIncrement() == 0 ? "lang" : "leak";
            }
        };

        assertThat(text(changing)).isEqualTo("lang=fr");
    }

    @Test
    void aSubclassCannotSmuggleANameOrAnAttribute() {
        Cookie named = new Cookie("a", "1") {
            @Serial
            private static final long serialVersionUID = 1L;

            @Override
            public String getName() {
                return "leak=1; x";
            }
        };
        Cookie attributed = new Cookie("a", "1") {
            @Serial
            private static final long serialVersionUID = 1L;

            @Override
            public Map<String, String> getAttributes() {
                return Map.of("x; Path", "/");
            }
        };

        assertThat(text(named)).isNull();
        assertThat(text(attributed)).isNull();
    }
}
