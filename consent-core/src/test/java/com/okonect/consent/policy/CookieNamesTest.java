package com.okonect.consent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CookieNamesTest {

    private static final Comparator<DeclaredCookie> BEST = Comparator.<DeclaredCookie, Boolean>comparing(
                    DeclaredCookie::isPattern)
            .reversed()
            .thenComparing(cookie -> cookie.name().indexOf('*'))
            .thenComparing(cookie -> cookie.name().length());

    private static DeclaredCookie cookie(String name) {
        return new ExemptCookie(name, ExemptReason.BASKET, Lifetime.SESSION, LocalizedText.NONE, List.of(), false);
    }

    private static String found(String name, String... declared) {
        DeclaredCookie cookie = new CookieNames(
                        List.of(declared).stream().map(CookieNamesTest::cookie).toList())
                .find(name);
        return cookie == null ? null : cookie.name();
    }

    @Test
    void anExactNameWinsThenTheLongerStartThenTheLongerEnd() {
        assertThat(found("_ga_1", "_ga_*", "_ga_1", "_*")).isEqualTo("_ga_1");
        assertThat(found("_ga_1", "_*1", "_ga*", "_g*_1")).isEqualTo("_ga*");
        assertThat(found("_ga_1", "_ga*", "_ga*1", "_ga*_1", "_ga*x")).isEqualTo("_ga*_1");
        assertThat(found("_ga_1", "_ga_1*", "*")).isEqualTo("_ga_1*");
        assertThat(found("_ga_1", "_ga_12*", "x*", "_ga_1_*")).isNull();
        assertThat(found("aba", "ab*ba", "a*ba")).isEqualTo("a*ba");
        assertThat(found("", "a", "*a")).isNull();
    }

    @Test
    void aStartIsFoundByMoreThanItsHash() {
        // "Aa" and "BB" have the same hash.
        assertThat(found("BBx", "Aa*")).isNull();
        assertThat(found("BBx", "Aa*", "BB*")).isEqualTo("BB*");
        assertThat(found("AaBBx", "AaAa*", "BBBB*", "BBAa*", "AaBB*")).isEqualTo("AaBB*");
    }

    @Test
    void everyNameIsFoundAsIfAllDeclarationsWereLookedAt() {
        Random random = new Random(20261126);
        for (int turn = 0; turn < 300; turn++) {
            TreeSet<String> names = new TreeSet<>();
            for (int i = random.nextInt(60); i >= 0; i--) {
                names.add(name(random) + (random.nextBoolean() ? "" : "*" + name(random)));
            }
            List<DeclaredCookie> declared = new ArrayList<>();
            names.forEach(name -> declared.add(cookie(name)));
            CookieNames found = new CookieNames(declared);
            for (int i = 0; i < 200; i++) {
                String name = name(random) + name(random);

                assertThat(found.find(name))
                        .as("%s in %s", name, names)
                        .isEqualTo(declared.stream()
                                .filter(one -> covers(one.name(), name))
                                .max(BEST)
                                .orElse(null));
            }
        }
    }

    private static boolean covers(String declared, String name) {
        int star = declared.indexOf('*');
        return star < 0
                ? declared.equals(name)
                : name.length() >= declared.length() - 1
                        && name.startsWith(declared.substring(0, star))
                        && name.endsWith(declared.substring(star + 1));
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            name.append(random.nextBoolean() ? "Aa" : random.nextBoolean() ? "BB" : "a");
        }
        return name.toString();
    }
}
