package com.okonect.consent.benchmark;

import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ChoiceResult;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.JdbcConsentStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A site with a policy, its keys and an embedded store in a folder of its own, which goes when it is closed. */
final class Shop implements AutoCloseable {

    static final String HOST = "shop.example";

    private static final String CATEGORY = """
            { "id": "%s", "cookies": [ %s ] }""";
    private static final String COOKIE = """
            { "name": "%s", "lifetime": "P6M", "purpose": { "en": "Measured" } }""";
    private static final String POLICY = """
            { "controller": { "name": "Shop", "contact": "mailto:privacy@shop.example", "policyUrl": "/privacy" },
              "languages": ["en"], "evidenceRetention": "P12M",
              "exempt": [ { "name": "basket", "reason": "basket", "lifetime": "session",
                            "purpose": { "en": "Holds what is to be bought" } } ],
              "categories": [ %s, %s ] }""";

    private final Path folder;
    private final SigningKeys keys = SigningKeys.random();
    private final ConsentPolicy policy;
    private final ConsentService service;

    /**
     * Opens a shop.
     *
     * @param declared how many cookies the policy declares, half of them for marketing; every tenth by a wildcard
     */
    Shop(int declared) {
        policy = ConsentPolicy.parse(policy(declared));
        folder = newFolder();
        service = ConsentService.builder(policy)
                .store(newStore("own"))
                .keys(keys)
                .layout("none")
                .build();
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("consent-benchmark");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String policy(int declared) {
        StringBuilder statistics = new StringBuilder();
        StringBuilder marketing = new StringBuilder();
        for (int i = 0; i < declared; i++) {
            StringBuilder cookies = i % 2 == 0 ? statistics : marketing;
            cookies.append(cookies.isEmpty() ? "" : ", ")
                    .append(COOKIE.formatted(i % 10 < 2 ? "w" + i + "_.*" : name(i)));
        }
        return POLICY.formatted(
                CATEGORY.formatted(Category.STATISTICS.id(), statistics),
                CATEGORY.formatted(Category.MARKETING.id(), marketing));
    }

    /** The name of a declared cookie: for statistics where the number is even, for marketing where it is odd. */
    static String name(int number) {
        return "cookie" + number;
    }

    private ConsentStore newStore(String name) {
        return JdbcConsentStore.embedded(folder.resolve(name), keys, Clock.systemUTC());
    }

    ConsentPolicy policy() {
        return policy;
    }

    SigningKeys keys() {
        return keys;
    }

    ConsentService service() {
        return service;
    }

    /** A filter that has not been initialised. It closes its store when it is destroyed. */
    ConsentFilter newFilter() {
        return ConsentFilter.builder()
                .policy(policy)
                .store(newStore("filter" + System.nanoTime()))
                .keys(keys)
                .build();
    }

    /** The pair for the Cookie header of a new visitor who granted these categories and refused the others. */
    String newVisitor(Category... granted) throws Exception {
        ChoiceResult result = service.record(
                new Choice.Select(Set.of(granted)),
                ChoiceContext.of(service.undecided(), HOST, service.notice(List.of()), ConsentRecord.Method.BANNER));
        return policy.consentCookieName() + "=" + result.token();
    }

    @Override
    public void close() {
        service.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
