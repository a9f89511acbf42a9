package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold for whatever a browser sends. */
class CookieHeaderPropertyTest {

    /** Written with nothing but {@code split}, to compare. */
    private static List<String> names(List<String> lines) {
        List<String> names = new ArrayList<>();
        for (String line : lines) {
            for (String pair : line.split(";", -1)) {
                String trimmed = pair.replaceAll("^[ \\t]+|[ \\t]+$", "");
                if (!trimmed.isEmpty()) {
                    String name = trimmed.contains("=") ? trimmed.substring(0, trimmed.indexOf('=')) : "";
                    names.add(name.replaceAll("[ \\t]+$", ""));
                }
            }
        }
        return names;
    }

    @Property(tries = 2000, seed = "20261123")
    void everyNameIsFound(@ForAll("headers") List<String> lines) {
        assertThat(CookieHeader.parse(lines).names()).isEqualTo(names(lines));
    }

    @Property(tries = 2000, seed = "20261126")
    void theQuickLookFindsWhatReadingFinds(@ForAll("headers") List<String> lines, @ForAll("names") String name) {
        String wanted = name.isEmpty() ? "b" : name;
        assertThat(CookieHeader.anyName(Collections.enumeration(lines), wanted::equals))
                .isEqualTo(lines.stream()
                        .flatMap(line -> CookieHeader.parse(List.of(line)).names().stream())
                        .anyMatch(wanted::equals));
    }

    @Property(tries = 2000, seed = "20261124")
    void whatIsFilteredOutIsInNeitherView(@ForAll("headers") List<String> lines, @ForAll("names") String hidden) {
        CookieHeader kept = CookieHeader.parse(lines).only(name -> !name.equals(hidden));

        assertThat(names(kept.lines())).doesNotContain(hidden);
        List<String> expected = new ArrayList<>(names(lines));
        expected.removeIf(hidden::equals);
        assertThat(CookieHeader.parse(kept.lines()).names()).isEqualTo(expected);
        if (kept.cookies() != null) {
            assertThat(kept.cookies()).noneMatch(cookie -> cookie.getName().equals(hidden));
        }
    }

    @Property(tries = 1000, seed = "20261125")
    void whatAnswersAllIsTheSame(@ForAll("headers") List<String> lines) {
        assertThat(CookieHeader.parse(lines).only(name -> true).lines()).isEqualTo(lines);
    }

    @Provide
    Arbitrary<List<String>> headers() {
        Arbitrary<String> part = Arbitraries.of(
                "a", "_ga", "b", "=", ";", "; ", " ", "\t", "\"", ",", "1", "$Path", "\u00E9", "a=1; ", "_ga=2;");
        Arbitrary<String> line = part.list().ofMaxSize(12).map(parts -> String.join("", parts));
        return Arbitraries.oneOf(line, Arbitraries.strings().ofMaxLength(20))
                .list()
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "_ga", "b", "", "$Path");
    }
}
