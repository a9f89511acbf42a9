package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CookieHeaderTest {

    private static List<String> pairs(CookieHeader header) {
        Cookie[] cookies = header.cookies();
        return cookies == null
                ? List.of()
                : Arrays.stream(cookies)
                        .map(cookie -> cookie.getName() + "|" + cookie.getValue())
                        .toList();
    }

    @Test
    void whatContainersReadInFiveWaysIsReadAsTheBrowserMeantIt() {
        CookieHeader header = CookieHeader.parse(List.of("JSESSIONID=abc; a=1; \"b\"=2; c=\"x y\"", "d=4"));

        assertThat(header.names()).containsExactly("JSESSIONID", "a", "\"b\"", "c", "d");
        assertThat(header.values("c")).containsExactly("\"x y\"");
        assertThat(pairs(header)).containsExactly("JSESSIONID|abc", "a|1", "c|\"x y\"", "d|4");
    }

    @Test
    void blanksAroundPairsDoNotCountAndEmptyPairsAreNone() {
        CookieHeader header = CookieHeader.parse(List.of(" ;; a = 1 ;\tb\t=\t2\t; ;c=;d"));

        assertThat(header.names()).containsExactly("a", "b", "c", "");
        assertThat(header.values("a")).containsExactly("1");
        assertThat(header.values("c")).containsExactly("");
        assertThat(header.values("")).containsExactly("d");
    }

    @Test
    void allValuesOfANameAreFoundInOrder() {
        CookieHeader header = CookieHeader.parse(List.of("a=1; b=2", "a=3=4"));

        assertThat(header.values("a")).containsExactly("1", "3=4");
        assertThat(header.contains("b")).isTrue();
        assertThat(header.contains("B")).isFalse();
    }

    @Test
    void aLineThatLosesNothingStaysAsItWasSent() {
        CookieHeader header = CookieHeader.parse(List.of("a=1;b=2 ;  c=\"3\"", "x=1; a=2"));

        CookieHeader kept = header.only(Set.of("a", "b", "c")::contains);

        assertThat(kept.lines()).containsExactly("a=1;b=2 ;  c=\"3\"", "a=2");
    }

    @Test
    void aLineThatLosesAllGoes() {
        CookieHeader header = CookieHeader.parse(List.of("a=1", "b=2"));

        assertThat(header.only("b"::equals).lines()).containsExactly("b=2");
        assertThat(header.only(name -> false).lines()).isEmpty();
        assertThat(header.only(name -> false).cookies()).isNull();
    }

    @Test
    void aCookieHiddenInTheQuotesOfAnotherIsFiltered() {
        CookieHeader header = CookieHeader.parse(List.of("a=\"x; _ga=1; y\"; b=2"));

        CookieHeader kept = header.only(Set.of("a", "b")::contains);

        assertThat(kept.lines()).containsExactly("a=\"x; b=2");
        assertThat(pairs(kept)).containsExactly("a|\"x", "b|2");
    }

    @Test
    void aNameThatTheApiRefusesStaysInTheHeaderOnly() {
        CookieHeader header = CookieHeader.parse(List.of("a b=1; c=2"));

        assertThat(header.lines()).containsExactly("a b=1; c=2");
        assertThat(pairs(header)).containsExactly("c|2");
    }

    @Test
    void octetsOfUtf8BecomeTextAndOthersStay() {
        CookieHeader header = CookieHeader.parse(List.of("a=\u00C3\u00A9; b=\u00E9; c=\u00E9\u0100"));

        assertThat(pairs(header)).containsExactly("a|\u00E9", "b|\u00E9", "c|\u00E9\u0100");
    }

    @Test
    void noHeaderIsNoCookies() {
        assertThat(CookieHeader.parse(List.of()).cookies()).isNull();
        assertThat(CookieHeader.parse((java.util.Enumeration<String>) null).names())
                .isEmpty();
        assertThat(Stream.of("", " ", ";", " ; ")
                        .map(line -> CookieHeader.parse(List.of(line)).names()))
                .allMatch(List::isEmpty);
    }
}
