package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.okonect.consent.policy.Lifetime;
import com.okonect.consent.servlet.guard.ModelBrowser.Sent;
import com.okonect.consent.servlet.guard.ModelBrowser.Stored;
import jakarta.servlet.http.Cookie;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The readings of cookies against {@link ModelBrowser}, over cookies that are made up: {@link #CASES} for each try of each
 * property. The system property {@code jqwik.tries.default} says how many tries, {@code okonect.test.fuzz.seed} makes up
 * others.
 */
class CookieFuzzTest {

    private static final long SEED = Long.getLong("okonect.test.fuzz.seed", 0);
    private static final int CASES = 100;
    private static final String URI = "/a/b/page";
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30Z");
    private static final ModelBrowser BROWSER = new ModelBrowser(ShopGuard.HOST, URI, NOW);

    /** Presets, and what the policy of the shop declares exempt without an express request. */
    private static final Set<String> EXEMPT = Set.of(
            "lang",
            "basket",
            "JSESSIONID",
            "JSESSIONIDSSO",
            "SESSION",
            "XSRF-TOKEN",
            "CSRF-TOKEN",
            "remember-me",
            "rememberMe",
            "OAuth_Token_Request_State",
            "ROUTEID");

    private final ShopGuard guard = ShopGuard.enforcing();

    /** What a visitor may have granted, and the cookie that says so. */
    record Visitor(Set<String> granted, List<String> cookieLines) {

        boolean lets(String name) {
            return EXEMPT.contains(name)
                    || List.of("_shibsession_", "mod_auth_openidc_", "AWSALB").stream()
                            .anyMatch(name::startsWith)
                    || (name.startsWith("_pk_id.") && granted.contains("statistics"))
                    || (name.equals("offers") && granted.contains("marketing"));
        }
    }

    private final List<Visitor> visitors = List.of(
            new Visitor(Set.of(), List.of()),
            new Visitor(Set.of(), List.of(guard.consentCookie())),
            new Visitor(Set.of("statistics"), List.of(guard.consentCookie("statistics"))),
            new Visitor(Set.of("statistics", "marketing"), List.of(guard.consentCookie("statistics", "marketing"))));

    @Property(seed = "20261123")
    void whatIsReadIsWhatABrowserStores(@ForAll("odd") OddCookies odd) {
        each(odd::setCookie, text -> {
            SetCookie cookie = SetCookie.parse(text);
            Optional<Stored> stored = stored(text);

            if (stored.isPresent() && !stored.get().name().isEmpty()) {
                assertThat(cookie).isNotNull();
                assertThat(cookie.name()).isEqualTo(stored.get().name());
                assertThat(cookie.value()).isEqualTo(stored.get().value());
                assertThat(cookie.isDeletion(NOW)).isEqualTo(stored.get().isGone(NOW));
            } else if (cookie != null) {
                // no browser keeps it where it comes from, but the name is right for one that would
                assertThat(ModelBrowser.read(text))
                        .first()
                        .extracting(Sent::name)
                        .isEqualTo(cookie.name());
            }
        });
    }

    @Property(seed = "20261124")
    void aDeletionReachesTheCookieThatWasMeant(@ForAll("odd") OddCookies odd) {
        each(odd::setCookie, text -> {
            SetCookie cookie = SetCookie.parse(text);
            if (cookie == null) {
                return;
            }

            String deletion = cookie.deletion();

            assertThat(SetCookie.parse(deletion)).isNotNull();
            assertThat(SetCookie.parse(deletion).deletion()).isEqualTo(deletion);
            stored(text)
                    .ifPresent(before -> assertThat(stored(deletion)).hasValueSatisfying(after -> {
                        assertThat(after.name()).isEqualTo(before.name());
                        assertThat(after.value()).isEmpty();
                        assertThat(after.place()).isEqualTo(before.place());
                        assertThat(after.traits()).isEqualTo(before.traits());
                        assertThat(after.isGone(NOW)).isTrue();
                    }));
        });
    }

    @Property(seed = "20261125")
    void whatIsCutIsTheSameCookieForNoLongerThanItMayLive(
            @ForAll("odd") OddCookies odd, @ForAll("lifetimes") Lifetime ceiling) {
        each(odd::setCookie, text -> {
            SetCookie cookie = SetCookie.parse(text);
            if (cookie == null || cookie.isDeletion(NOW)) {
                return;
            }

            String sent = cookie.within(ceiling, NOW);

            assertThat(SetCookie.parse(sent)).isNotNull();
            assertThat(SetCookie.parse(sent).within(ceiling, NOW)).isEqualTo(sent);
            stored(text)
                    .ifPresent(before -> assertThat(stored(sent)).hasValueSatisfying(after -> {
                        assertThat(after.name()).isEqualTo(before.name());
                        assertThat(after.value()).isEqualTo(before.value());
                        assertThat(after.place()).isEqualTo(before.place());
                        assertThat(after.traits()).isEqualTo(before.traits());
                        assertThat(after.expires()).isEqualTo(atMost(before.expires(), ceiling));
                    }));
        });
    }

    private static Optional<Instant> atMost(Optional<Instant> asked, Lifetime ceiling) {
        Optional<Instant> end =
                ceiling.maxAge(NOW).stream().mapToObj(NOW::plusSeconds).findFirst();
        return end.isEmpty() || asked.isEmpty() || asked.get().isBefore(end.get())
                ? asked.filter(time -> end.isPresent())
                : end;
    }

    @Property(seed = "20261126")
    void aCookieThatIsWrittenIsStoredWithItsParts(@ForAll("odd") OddCookies odd) {
        each(odd::cookie, cookie -> {
            SetCookie written = CookieText.of(cookie);
            if (written == null) {
                return;
            }
            String text = written.toString();

            SetCookie read = SetCookie.parse(text);

            assertThat(read).isNotNull();
            assertSame(written, read);
            assertThat(read.name()).isEqualTo(cookie.getName());
            assertThat(asText(read.value())).isEqualTo(cookie.getValue().replaceAll("^ +| +$", ""));
            assertThat(text).doesNotContain("\r", "\n", "\t");
            stored(text).ifPresent(stored -> {
                assertThat(stored.name()).isEqualTo(cookie.getName());
                assertThat(stored.traits().secure())
                        .isEqualTo(cookie.getSecure() || "".equals(cookie.getAttribute("Secure")));
                assertThat(stored.traits().httpOnly())
                        .isEqualTo(cookie.isHttpOnly() || "".equals(cookie.getAttribute("HttpOnly")));
                if (cookie.getMaxAge() >= 0) {
                    assertThat(stored.expires())
                            .contains(cookie.getMaxAge() == 0 ? Instant.EPOCH : NOW.plusSeconds(cookie.getMaxAge()));
                }
                if (cookie.getPath() != null && cookie.getPath().startsWith("/")) {
                    assertThat(asText(stored.place().path())).isEqualTo(cookie.getPath());
                }
            });
        });
    }

    /** What is known of a cookie because it was written here is what is read from its text. */
    private static void assertSame(SetCookie written, SetCookie read) {
        assertThat(written.name()).isEqualTo(read.name());
        assertThat(written.value()).isEqualTo(read.value());
        assertThat(written.isDeletion(NOW)).isEqualTo(read.isDeletion(NOW));
        assertThat(written.lifetime(NOW)).isEqualTo(read.lifetime(NOW));
        assertThat(written.deletion()).isEqualTo(read.deletion());
        for (String ceiling : new String[] {"session", "PT30S", "PT1H", "P13M"}) {
            Lifetime lifetime = Lifetime.parse(ceiling);
            assertThat(written.within(lifetime, NOW)).isEqualTo(read.within(lifetime, NOW));
        }
    }

    @Property(seed = "20261127")
    void nothingIsStoredThatMayNotBeAndNothingIsLostThatMay(
            @ForAll("odd") OddCookies odd, @ForAll("visitors") Visitor visitor) {
        each(odd::setCookie, text -> {
            String sent = guard.visit(URI, visitor.cookieLines().toArray(String[]::new))
                    .filter(text, Layer.WRAPPER);

            Optional<Stored> before = stored(text);
            Optional<Stored> after = sent == null ? Optional.empty() : stored(sent);
            if (after.isPresent() && !after.get().isGone(NOW)) {
                assertThat(visitor.lets(after.get().name())).isTrue();
                assertThat(after.get().expires().orElse(NOW)).isBeforeOrEqualTo(NOW.plus(Duration.ofDays(397)));
            }
            if (before.isPresent() && visitor.lets(before.get().name())) {
                assertThat(after).hasValueSatisfying(kept -> {
                    assertThat(kept.name()).isEqualTo(before.get().name());
                    assertThat(kept.place()).isEqualTo(before.get().place());
                    assertThat(kept.isGone(NOW)).isEqualTo(before.get().isGone(NOW));
                });
            }
        });
    }

    @Property(seed = "20261128")
    void bothViewsOfARequestShowTheSameAndNothingThatTheApplicationMayNotSee(
            @ForAll("odd") OddCookies odd, @ForAll("visitors") Visitor visitor) {
        each(odd::cookieLines, made -> {
            List<String> lines = new ArrayList<>(visitor.cookieLines());
            lines.addAll(made);
            List<Sent> expected = lines.stream()
                    .flatMap(line -> ModelBrowser.read(line).stream())
                    .filter(cookie -> visitor.lets(cookie.name())
                            || List.of("checkout", "help", "eu-consent").contains(cookie.name()))
                    .toList();

            GuardedRequest request = guard.request(URI, lines.toArray(String[]::new));

            List<String> header = Collections.list(request.getHeaders("cookie"));
            assertThat(header.stream().flatMap(line -> ModelBrowser.read(line).stream()))
                    .isEqualTo(expected);
            assertThat(request.getHeader("COOKIE")).isEqualTo(header.isEmpty() ? null : header.get(0));
            assertThat(Collections.list(request.getHeaderNames()).contains("cookie"))
                    .isEqualTo(!header.isEmpty());
            Cookie[] cookies = request.getCookies();
            assertThat(cookies == null ? List.of() : List.of(cookies))
                    .extracting(cookie -> new Sent(cookie.getName(), cookie.getValue()))
                    .isEqualTo(expected.stream()
                            .filter(cookie -> isNameToTheApi(cookie.name()))
                            .map(cookie -> new Sent(cookie.name(), shown(cookie.value())))
                            .toList());
        });
    }

    /** A reading that looks through the rest of the line for each of its parts would take minutes. */
    @Example
    void longLinesAreReadInOneGo() {
        for (String part : List.of(";", "; ", "a;", "=;", "a=1; ", " ", "; Path=/", "; Expires=1", "\"", ",")) {
            String text = part.repeat(2_000_000 / part.length());
            assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
                guard.sent(text);
                guard.sent("lang=1" + text);
                guard.sent("lang=1; Max-Age=0" + text);
                guard.request(URI, text).getCookies();
                guard.request(URI, text).sends("offers"::equals);
            });
        }
    }

    private static boolean isNameToTheApi(String name) {
        try {
            return new Cookie(name, "").getName().equals(name);
        } catch (IllegalArgumentException notAName) {
            return false;
        }
    }

    /** What the API shows of a value in the header: text, where the octets are that. */
    private static String shown(String value) {
        return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xFF && c != 0x7F)) ? asText(value) : value;
    }

    private static String asText(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException another) {
            return octets;
        }
    }

    private static Optional<Stored> stored(String text) {
        return BROWSER.store(text);
    }

    private static <T> void each(Supplier<T> made, Consumer<T> check) {
        for (int i = 0; i < CASES; i++) {
            T one = made.get();
            try {
                check.accept(one);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with " + (one instanceof Cookie ? CookieText.of((Cookie) one) : one), e);
            }
        }
    }

    @Provide
    Arbitrary<OddCookies> odd() {
        return Arbitraries.randomValue(random -> new OddCookies(new Random(random.nextLong() ^ SEED)));
    }

    @Provide
    Arbitrary<Visitor> visitors() {
        return Arbitraries.of(visitors);
    }

    @Provide
    Arbitrary<Lifetime> lifetimes() {
        return Arbitraries.of(List.of("session", "PT30S", "P1D", "P13M").stream()
                .map(Lifetime::parse)
                .collect(Collectors.toList()));
    }
}
