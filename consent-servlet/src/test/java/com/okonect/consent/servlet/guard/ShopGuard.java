package com.okonect.consent.servlet.guard;

import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ChoiceResult;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** The guard of one site, with real consent and no server. */
final class ShopGuard {

    static final String HOST = "www.shop.example";

    static final String POLICY = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example" },
              "languages": ["en"],
              "evidenceRetention": "P12M",
              "exempt": [
                { "name": "lang", "reason": "interface", "lifetime": "P30D", "purpose": { "en": "Language" } },
                { "name": "basket", "reason": "basket", "lifetime": "session", "purpose": { "en": "Basket" } },
                { "name": "checkout", "reason": "payment", "routes": ["/checkout/*"], "lifetime": "session",
                  "purpose": { "en": "Order" } },
                { "name": "help", "reason": "assistance", "lifetime": "PT30M", "purpose": { "en": "Help" } }
              ],
              "categories": [
                { "id": "statistics",
                  "cookies": [ { "name": "_pk_id.*", "lifetime": "P13M", "purpose": { "en": "Counts visits" },
                                 "paths": ["/stats"] } ] },
                { "id": "marketing",
                  "cookies": [ { "name": "offers", "lifetime": "P30D", "purpose": { "en": "Offers" } } ] }
              ]
            }
            """;

    /** Held, so that it stays silent; {@link LogCapture} still hears what is below it. */
    private static final Logger SILENT = Logger.getLogger(ShopGuard.class.getPackageName());

    static {
        SILENT.setUseParentHandlers(false);
    }

    final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    final Ledger ledger = new Ledger(clock);
    final ConsentService service;
    final GuardSettings settings;

    private ShopGuard(String policy, boolean strict, boolean observe) {
        this(policy, strict, observe, false);
    }

    private ShopGuard(String policy, boolean strict, boolean observe, boolean explain) {
        service = ConsentService.builder(ConsentPolicy.parse(policy))
                .store(new MemoryStore())
                .keys(SigningKeys.random())
                .clock(clock)
                .build();
        settings = new GuardSettings(
                service, strict, observe, null, false, explain, ledger, clock, RequestHeaders.BY_REQUEST);
    }

    static ShopGuard enforcing() {
        return new ShopGuard(POLICY, false, false);
    }

    static ShopGuard strict() {
        return new ShopGuard(POLICY, true, false);
    }

    static ShopGuard observing() {
        return new ShopGuard(POLICY, false, true);
    }

    /** Responses say why a cookie was dropped. */
    static ShopGuard explaining() {
        return new ShopGuard(POLICY, false, false, true);
    }

    /** The session cookie needs consent for statistics. */
    static ShopGuard withConsentBoundSession() {
        return new ShopGuard(
                POLICY.replace(
                        "\"cookies\": [ { \"name\": \"_pk_id.*\"",
                        "\"cookies\": [ { \"name\": \"JSESSIONID\", \"lifetime\": \"session\","
                                + " \"purpose\": { \"en\": \"Session\" } }, { \"name\": \"_pk_id.*\""),
                false,
                false);
    }

    /** The consent of a visitor who granted these categories and refused the others. */
    Consent choose(String... granted) {
        return record(granted).consent();
    }

    /** The pair of the Cookie header that a visitor sends who granted these categories and refused the others. */
    String consentCookie(String... granted) {
        return "eu-consent=" + record(granted).token();
    }

    private ChoiceResult record(String... granted) {
        Choice choice =
                new Choice.Select(Arrays.stream(granted).map(Category::of).collect(Collectors.toSet()));
        try {
            return service.record(
                    choice,
                    ChoiceContext.of(
                            service.undecided(), HOST, service.notice(List.of()), ConsentRecord.Method.BANNER));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    FakeRequest raw(String path, String... cookieLines) {
        return new FakeRequest(HOST, path, List.of(cookieLines));
    }

    GuardedRequest request(String path, String... cookieLines) {
        return new GuardedRequest(raw(path, cookieLines).proxy(), settings);
    }

    Visit visit(String path, String... cookieLines) {
        return request(path, cookieLines).visit();
    }

    /** What is sent of one Set-Cookie value; null for nothing. */
    String sent(String setCookie, String... cookieLines) {
        return visit("/", cookieLines).filter(setCookie, Layer.WRAPPER);
    }
}
