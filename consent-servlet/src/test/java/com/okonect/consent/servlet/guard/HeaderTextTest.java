package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"Set-Cookie", "SET-COOKIE", "set-cookie", "sEt-cOOkIe"})
    void everyAsciiCaseOfTheNameIsTheHeader(String name) {
        assertThat(HeaderText.isSetCookie(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie2",
                "Set-Cooki",
                "Set\u2010Cookie",
                "\u017Fet-Cookie",
                "Set-Coo\u212Aie",
                "Set-Cook\u0131e"
            })
    void nothingElseIs(String name) {
        assertThat(HeaderText.isSetCookie(name)).isFalse();
    }

    @Test
    void theTurkishLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(HeaderText.isSetCookie("SET-COOKIE")).isTrue();
            assertThat(HeaderText.isSetCookie2("SET-COOKIE2")).isTrue();
            assertThat(HeaderText.isCookie("COOKIE")).isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Set-Cookie:",
                "Set-Cookie: LEAK=1;x",
                "Set-Cookie ",
                " Set-Cookie",
                "Set-Cookie\t",
                "Set-Cookie\u0000",
                "Set-Cookie\u000B",
                "Set-Cookie\u00A0",
                "Set-Coo\u212Aie",
                "X\r\nSet-Cookie",
                "a(b",
                "a@b",
                "a[b",
                "a{b",
                "a\"b",
                "a/b"
            })
    void aNameThatIsNoTokenIsNone(String name) {
        assertThat(HeaderText.isToken(name)).isFalse();
    }

    @Test
    void everyCharacterOfATokenIsAllowed() {
        assertThat(HeaderText.isToken("!#$%&'*+-.^_`|~09AZaz")).isTrue();
        assertThat(HeaderText.isToken(null)).isFalse();
    }

    @Test
    void aNameThatIsKnownMakesNoOtherOne() {
        String other = "C\u0004";
        assertThat(other).hasSameHashCodeAs("AB");

        for (int time = 0; time < 2; time++) {
            assertThat(HeaderText.isName("AB")).isTrue();
            assertThat(HeaderText.isName(other)).isFalse();
        }
        assertThat(HeaderText.isName(new String("AB"))).isTrue();
        for (int name = 0; name < 1_000; name++) {
            assertThat(HeaderText.isName("X-" + name)).isTrue();
            assertThat(HeaderText.isName("X " + name)).isFalse();
        }
        assertThat(HeaderText.isName("x".repeat(1_000))).isTrue();
        assertThat(HeaderText.isName(null)).isFalse();
    }

    @Test
    void aValueIsOfOctetsWithoutControls() {
        for (int c = 0; c <= 0x17F; c++) {
            boolean allowed = c == '\t' || c >= ' ' && c != 0x7F && c <= 0xFF;
            assertThat(HeaderText.isValue("a" + (char) c)).as("character %d", c).isEqualTo(allowed);
        }
    }

    @Test
    void aLogLineIsShortAndOnOneLine() {
        assertThat(HeaderText.printable("a\r\nb\u001B[0m\u00E9")).isEqualTo("a??b?[0m?");
        assertThat(HeaderText.printable("x".repeat(500))).hasSizeLessThan(100).endsWith("...");
        assertThat(HeaderText.printable(null)).isEqualTo("(none)");
    }
}
