package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Category;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.servlet.guard.Ledger.Entry;
import com.okonect.consent.servlet.guard.Ledger.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final ShopGuard guard = ShopGuard.enforcing();

    private Entry entry(String name, Outcome outcome) {
        return guard.ledger.snapshot().stream()
                .filter(e -> e.name().equals(name) && e.outcome() == outcome)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " " + outcome + " is not in " + guard.ledger.snapshot()));
    }

    @Test
    void whatBecameOfACookieIsCountedByItsDeclaredName() {
        guard.visit("/first;jsessionid=secret/page").filter("_pk_id.1=a", Layer.WRAPPER);
        guard.clock.advance(Duration.ofHours(1));
        guard.visit("/second").filter("_pk_id.2=b", Layer.WRAPPER);

        Entry entry = entry("_pk_id.*", Outcome.BLOCKED);

        assertThat(entry.count()).isEqualTo(2);
        assertThat(entry.category()).isEqualTo(Category.STATISTICS);
        assertThat(entry.exempt()).isNull();
        assertThat(entry.declared()).isTrue();
        assertThat(entry.endpoint()).isEqualTo("/first/page");
        assertThat(entry.layer()).isEqualTo(Layer.WRAPPER);
        assertThat(entry.first()).isEqualTo(Instant.parse("2026-11-23T10:15:30Z"));
        assertThat(entry.last()).isEqualTo(Instant.parse("2026-11-23T11:15:30Z"));
    }

    @Test
    void everyOutcomeHasItsOwnEntry() {
        guard.sent("lang=fr");
        guard.sent("lang=fr; Max-Age=999999999");
        guard.sent("lang=; Max-Age=0");
        guard.sent("unknown=1");
        guard.visit("/", "unknown=1; lang=fr").readable();

        assertThat(entry("lang", Outcome.PASSED).exempt()).isEqualTo(ExemptReason.INTERFACE);
        assertThat(entry("lang", Outcome.CUT).count()).isEqualTo(1);
        assertThat(entry("lang", Outcome.DELETED).count()).isEqualTo(1);
        assertThat(entry("unknown", Outcome.BLOCKED).declared()).isFalse();
        assertThat(entry("unknown", Outcome.HIDDEN).count()).isEqualTo(1);
    }

    @Test
    void observeModeCountsWhatWouldBeBlocked() {
        ShopGuard observing = ShopGuard.observing();
        observing.sent("unknown=1");
        observing.sent("_pk_id.1=1");
        observing.sent("lang=fr");

        assertThat(observing.ledger.snapshot())
                .extracting(Entry::name, Entry::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("_pk_id.*", Outcome.WOULD_BE_BLOCKED),
                        org.assertj.core.groups.Tuple.tuple("lang", Outcome.PASSED),
                        org.assertj.core.groups.Tuple.tuple("unknown", Outcome.WOULD_BE_BLOCKED));
    }

    @Test
    void aSecondLayerCountsOnlyWhatTheFirstDidNotSee() {
        Visit visit = guard.visit("/");
        visit.filter("lang=fr", Layer.WRAPPER);
        visit.filter("lang=fr", Layer.COMMIT);
        visit.filter("unknown=1", Layer.COMMIT);

        assertThat(entry("lang", Outcome.PASSED).count()).isEqualTo(1);
        assertThat(entry("unknown", Outcome.BLOCKED).layer()).isEqualTo(Layer.COMMIT);
    }

    @Test
    void anUndeclaredCookieIsWarnedOfOnceWithTheJsonToPaste() {
        try (LogCapture log = new LogCapture(Ledger.class)) {
            guard.sent("unknown=secret; Max-Age=86401");
            guard.sent("unknown=secret");
            guard.visit("/", "unknown=secret").readable();

            assertThat(log.messages()).hasSize(1);
            assertThat(log.warnings().get(0))
                    .contains("'unknown'", " at /", "the policy does not declare it")
                    .contains("{ \"name\": \"unknown\", \"lifetime\": \"P2D\", \"purpose\": { \"en\": \"...\" } }")
                    .contains("\"reason\": \"...\"")
                    .doesNotContain("secret");
        }
    }

    @Test
    void whatTheVisitorRefusedIsNoReasonForAWarning() {
        try (LogCapture log = new LogCapture(Ledger.class)) {
            guard.sent("_pk_id.1=1");

            assertThat(log.warnings()).isEmpty();
            assertThat(log.messages()).singleElement().asString().contains("has not consented");
        }
    }

    @Test
    void aCookieThatWaitsForAnExpressRequestSaysHowToMakeOne() {
        try (LogCapture log = new LogCapture(Ledger.class)) {
            guard.sent("checkout=1");

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("Consents.expressRequest(request, \"payment\")", "routes");
        }
    }

    @Test
    void anExemptCookieThatThePolicyDoesNotNameIsWarnedOf() {
        try (LogCapture log = new LogCapture(Ledger.class)) {
            guard.sent("XSRF-TOKEN=1");
            guard.sent("JSESSIONID=1");
            guard.sent("lang=fr");

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("{ \"name\": \"XSRF-TOKEN\", \"reason\": \"security\", \"lifetime\": \"session\"");
        }
    }

    @Test
    void aNameCannotForgeALogLineOrBreakTheJson() {
        try (LogCapture log = new LogCapture(Ledger.class)) {
            guard.sent("a\"b\\c\u00E9=1");

            assertThat(log.warnings()).singleElement().asString().contains("\"name\": \"a\\\"b\\\\c?\"");
            assertThat(entry("a\"b\\c?", Outcome.BLOCKED).count()).isEqualTo(1);
        }
    }

    @Test
    void namesBeyondTheCapacityAreCountedTogether() {
        Ledger small = new Ledger(guard.clock, 3, 2);
        GuardSettings settings = new GuardSettings(
                guard.service, false, false, null, false, false, small, guard.clock, RequestHeaders.BY_REQUEST);
        try (LogCapture log = new LogCapture(Ledger.class)) {
            for (int i = 0; i < 10; i++) {
                new Visit(settings, guard.raw("/", "sent" + i + "=1").proxy()).readable();
            }
            for (int i = 0; i < 10; i++) {
                new Visit(settings, guard.raw("/").proxy()).filter("made" + i + "=1", Layer.WRAPPER);
            }

            List<Entry> entries = small.snapshot();

            assertThat(entries).extracting(Entry::name).contains("made0", "made1", "made2", "sent0", "sent1");
            assertThat(entries.stream()
                            .filter(e -> e.name().equals(Ledger.OTHERS))
                            .map(Entry::count))
                    .containsExactlyInAnyOrder(7L, 8L);
            assertThat(log.warnings()).hasSize(6);
        }
    }

    @Test
    void nothingIsLostWhenManyThreadsCount() throws Exception {
        int threads = 8;
        int times = 500;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(1);
        for (int t = 0; t < threads; t++) {
            executor.execute(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (int i = 0; i < times; i++) {
                    guard.sent("name" + i % 5 + "=1");
                }
            });
        }
        start.countDown();
        executor.shutdown();

        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(guard.ledger.snapshot()).hasSize(5).allMatch(e -> e.count() == threads * times / 5);
    }

    @Test
    void eachReasonAndLayerIsCountedApart() {
        guard.visit("/").filter("_pk_id.1=a", Layer.WRAPPER);
        guard.visit("/").filter("_pk_id.1=a", Layer.COMMIT);
        guard.visit("/").filter("_pk_id.1=a", Layer.CONTAINER);
        guard.visit("/").filter("eu-consent=forged", Layer.WRAPPER);
        guard.visit("/").filter("none", Layer.WRAPPER);

        assertThat(guard.ledger.snapshot())
                .extracting(e -> e.name() + " " + e.reason() + " " + e.layer())
                .containsExactly(
                        "(unreadable) UNREADABLE WRAPPER",
                        "_pk_id.* NOT_GRANTED WRAPPER",
                        "_pk_id.* NOT_GRANTED COMMIT",
                        "_pk_id.* NOT_GRANTED CONTAINER",
                        "eu-consent OWN WRAPPER");
        assertThat(guard.ledger.snapshot()).extracting(Entry::declaration).containsOnlyNulls();
    }

    @Test
    void observeModeCountsWhatTheApplicationCouldNotReadOtherwise() {
        ShopGuard observing = ShopGuard.observing();

        assertThat(observing.visit("/", "unknown=1; lang=fr").readable().names())
                .containsExactly("unknown", "lang");

        assertThat(observing.ledger.snapshot())
                .singleElement()
                .satisfies(e -> assertThat(e.name() + " " + e.outcome()).isEqualTo("unknown WOULD_BE_HIDDEN"));
    }

    @Test
    void aMillionNamesTakeNoMoreRoomThanAFewHundred() {
        try (LogCapture log = new LogCapture(Ledger.class)) {
            String tail = "x".repeat(200);
            for (int i = 0; i < 1_000_000; i++) {
                Visit visit = guard.visit("/" + i + tail);
                visit.filter("made" + i + tail + "=1", Layer.WRAPPER);
                if (i % 10 == 0) {
                    guard.visit("/", "sent" + i + tail + "=1").readable();
                }
            }

            List<Entry> entries = guard.ledger.snapshot();
            assertThat(entries).hasSize(1_000 + 1 + 200 + 1);
            assertThat(entries).allMatch(e -> e.name().length() + e.endpoint().length() <= 2 * 83);
            assertThat(entries.stream().mapToLong(Entry::count).sum()).isEqualTo(1_100_000);
            assertThat(log.messages()).hasSizeLessThan(1_300);
        }
    }

    @Test
    void whatIsLoggedOnceIsMadeUpOnce() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            guard.ledger.tell("this", System.Logger.Level.INFO, () -> {
                made.add("made up");
                return "text";
            });
        }

        assertThat(made).hasSize(1);
    }

    @Test
    void inDevelopmentAResponseSaysWhyItsCookiesWereDropped() {
        FakeResponse raw = new FakeResponse();
        ShopGuard explaining = ShopGuard.explaining();
        GuardedResponse response = new GuardedResponse(raw.proxy(), explaining.request("/"));
        response.addHeader("Set-Cookie", "un\"known=secret");
        response.addHeader("Set-Cookie", "_pk_id.1=secret");
        response.addHeader("Set-Cookie", "checkout=secret");
        response.addHeader("Set-Cookie", "lang=fr");
        for (int i = 0; i < 50; i++) {
            response.addHeader("Set-Cookie", "n".repeat(500) + i + "=secret");
        }

        List<String> said = raw.headers.stream()
                .filter(line -> line.startsWith("Consent-Dropped: "))
                .toList();
        assertThat(said)
                .hasSize(20)
                .startsWith(
                        "Consent-Dropped: \"un\\\"known\"; reason=undeclared",
                        "Consent-Dropped: \"_pk_id.1\"; reason=not-granted",
                        "Consent-Dropped: \"checkout\"; reason=no-express-request")
                .allMatch(line -> line.length() < 150);
        assertThat(raw.headers).contains("Set-Cookie: lang=fr").noneMatch(line -> line.contains("secret"));
    }

    @Test
    void outsideDevelopmentNoHeaderNamesWhatWasDropped() {
        FakeResponse raw = new FakeResponse();
        new GuardedResponse(raw.proxy(), guard.request("/")).addHeader("Set-Cookie", "unknown=1");

        assertThat(raw.headers).isEmpty();
    }
}
