package com.okonect.consent.servlet.page;

import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ChoiceResult;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.Revocation;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.store.ConsentStore;
import java.time.Clock;
import java.time.Instant;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A policy with five categories, its service and its pages; time stands still on 1 November 2026. */
final class PageFixture {

    static final UUID CHOICE_ID = UUID.fromString("7c1de0aa-3f30-4d52-9d0a-6a4bd1a0c9ef");

    static final String POLICY = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example", "policyUrl": "/privacy",
                              "authority": "CNIL, https://www.cnil.fr" },
              "languages": ["en", "fr"],
              "evidenceRetention": "P12M",
              "exempt": [
                { "name": "checkout", "reason": "payment", "routes": ["/checkout/*"], "lifetime": "session",
                  "purpose": { "en": "Holds the order that you are paying", "fr": "Garde la commande que vous payez" } }
              ],
              "providers": [
                { "id": "matomo", "name": "Matomo", "role": "processor", "country": "FR",
                  "policyUrl": "https://matomo.example", "origins": ["https://stats.example"] },
                { "id": "ads", "name": "Ads & Co", "role": "joint-controller", "country": "DE" }
              ],
              "categories": [
                { "id": "statistics",
                  "cookies": [ { "name": "_pk_id.*", "provider": "matomo", "lifetime": "P13M",
                                 "purpose": { "en": "Tells visits apart", "fr": "Distingue les visites" } } ],
                  "storage": ["_pk_*"] },
                { "id": "personalisation", "cookies": [ { "name": "seen", "lifetime": "P3M" } ] },
                { "id": "payment" },
                { "id": "marketing", "cookies": [ { "name": "_ads", "provider": "ads", "lifetime": "P3M" } ] },
                { "id": "assistance", "title": { "en": "Live help", "fr": "Assistance" },
                  "description": { "en": "Our helpers see your page.", "fr": "Nos conseillers voient votre page." },
                  "consequence": { "en": "You can write to us.", "fr": "Vous pouvez nous écrire." } }
              ]
            }
            """;

    final ConsentService service;
    final PageSettings settings;
    final Pages pages;

    PageFixture() {
        this(POLICY);
    }

    PageFixture(String policy) {
        this(policy, PageSettings.of("", "/consent"));
    }

    PageFixture(String policy, PageSettings settings) {
        this.service = ConsentService.builder(ConsentPolicy.parse(policy))
                .store(new LastingStore())
                .keys(SigningKeys.random())
                .clock(Clock.fixed(Instant.parse("2026-11-01T10:00:00Z"), ZoneOffset.UTC))
                .layout(Pages.layoutId())
                .build();
        this.settings = settings;
        this.pages = new Pages(service, settings);
    }

    Notice notice(String language) {
        return service.notice(List.of(Locale.forLanguageTag(language)));
    }

    /** What holds after a choice in the banner. */
    Consent choose(Consent before, String choice, String... categories) {
        try {
            ChoiceResult result = service.record(
                    Choice.parse(choice, List.of(categories)),
                    ChoiceContext.of(before, "localhost", notice("en"), ConsentRecord.Method.BANNER));
            return result.consent();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Records everything and remembers nothing. */
    private static final class LastingStore implements ConsentStore {

        @Override
        public CompletableFuture<ConsentRecord> append(RecordDraft draft) {
            return CompletableFuture.completedFuture(draft.seal(1, null));
        }

        @Override
        public Optional<ConsentRecord> find(UUID recordId) {
            return Optional.empty();
        }

        @Override
        public List<ConsentRecord> history(String consentId) {
            return List.of();
        }

        @Override
        public Optional<String> notice(String hash) {
            return Optional.empty();
        }

        @Override
        public Optional<SortedSet<String>> declaration(String fingerprint) {
            return Optional.empty();
        }

        @Override
        public void countRefusal(LocalDate day, String notice) {
            // nobody asks
        }

        @Override
        public int erase(String consentId) {
            return 0;
        }

        @Override
        public List<Revocation> revocations(Instant since) {
            return List.of();
        }

        @Override
        public void hold(String consentId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void release(String consentId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int purge(Instant endedBefore) {
            return 0;
        }

        @Override
        public void purgeAfter(Period retention) {
            // nothing is kept
        }

        @Override
        public void subscribe(ConsentListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void attach(String account, String consentId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> attached(String account) {
            return List.of();
        }

        @Override
        public int detach(String account) {
            return 0;
        }

        @Override
        public void log(RightsRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<RightsRequest> requests() {
            return List.of();
        }

        @Override
        public void inspect(Inspection inspection) {
            // nothing is kept
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
