package com.okonect.consent.servlet.tool;

import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Controller;
import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.policy.Provider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rows for the record of processing activities (GDPR, article 30(1)) as far as the policy knows: one a category, one a
 * reason for exempt cookies, one for the proof of consent. Comma-separated values (RFC 4180). A draft to be completed.
 */
final class ProcessingRecord {

    private static final List<String> HEADER = List.of(
            "Processing",
            "Controller and contact",
            "Purpose",
            "Legal basis",
            "Data subjects",
            "Personal data",
            "Recipients",
            "Transfers outside the EEA and safeguards",
            "Time limits for erasure",
            "Security measures");
    private static final String SECURITY =
            "Cookies are enforced on the server; choices are signed, recorded and chained";

    private final ConsentPolicy policy;
    private final Locale language;
    private final Map<String, Provider> providers;
    private final List<List<String>> rows = new ArrayList<>();

    private ProcessingRecord(ConsentPolicy policy, Locale language) {
        this.policy = policy;
        this.language = language;
        this.providers = policy.providers().stream().collect(Collectors.toMap(Provider::id, provider -> provider));
    }

    /** The rows with their header, a line each. */
    static String of(ConsentPolicy policy, Locale language) {
        ProcessingRecord record = new ProcessingRecord(policy, language);
        record.rows.add(HEADER);
        record.categories();
        record.exempt();
        record.proof();
        return record.rows.stream()
                .map(row -> row.stream().map(Cells::quoted).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private void categories() {
        Map<String, Map<?, ?>> texts = new TreeMap<>();
        if (policy.canGrant()) {
            List<?> categories = (List<?>)
                    Objects.requireNonNull(policy.notice(language, "").content().get("categories"));
            categories.forEach(category ->
                    texts.put(String.valueOf(((Map<?, ?>) category).get("id")), (Map<?, ?>) category));
        }
        for (CategoryDeclaration category : policy.categories()) {
            Map<?, ?> text = texts.getOrDefault(category.category().id(), Map.of());
            List<String> data = new ArrayList<>(names(category.cookies()));
            category.storage().forEach(name -> data.add(name + " (browser storage)"));
            row(
                    "Cookies: " + category.category(),
                    Objects.toString(text.get("title"), category.category().id()) + ": "
                            + Objects.toString(text.get("description"), ""),
                    "Consent (article 6(1)(a))",
                    String.join(", ", data),
                    category.providers(),
                    lifetimes(category.cookies()));
        }
    }

    private void exempt() {
        Map<ExemptReason, List<ExemptCookie>> byReason = new TreeMap<>();
        policy.exempt()
                .forEach(cookie -> byReason.computeIfAbsent(cookie.reason(), reason -> new ArrayList<>())
                        .add(cookie));
        byReason.forEach((reason, cookies) -> row(
                "Cookies without consent: " + reason.word(),
                cookies.stream()
                        .map(cookie -> cookie.purpose().in(language, reason.word()))
                        .distinct()
                        .collect(Collectors.joining("; ")),
                "To be named by the controller; the cookies are exempt from consent for " + reason.word(),
                String.join(", ", names(cookies)),
                List.of(),
                lifetimes(cookies)));
    }

    private void proof() {
        row(
                "Proof of consent",
                "Shows that consent was given (article 7(1)) and honours choices",
                "Legal obligation (article 6(1)(c))",
                "Random identifier from the first grant on, choices, times, notice shown; nothing that identifies those"
                        + " who only refuse",
                List.of(),
                "Choice: " + policy.choiceLifetime() + "; record: " + policy.evidenceRetention()
                        + " after the end of the consent");
    }

    private void row(
            String processing,
            String purpose,
            String basis,
            String data,
            Collection<String> recipients,
            String limits) {
        rows.add(List.of(
                processing,
                controller(),
                purpose,
                basis,
                "Visitors of the site",
                data,
                recipients.stream().map(this::recipient).collect(Collectors.joining("; ")),
                recipients.stream()
                        .map(this::transfer)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("; ")),
                limits,
                SECURITY));
    }

    private String controller() {
        Controller controller = policy.controller().orElse(null);
        return controller == null
                ? ""
                : controller.name() + (controller.contact() == null ? "" : ", " + controller.contact());
    }

    private String recipient(String id) {
        Provider provider = Objects.requireNonNull(providers.get(id));
        String country = provider.country() == null ? "" : ", " + provider.country();
        return provider.name() + " (" + provider.role() + country + ")";
    }

    private String transfer(String id) {
        Provider provider = Objects.requireNonNull(providers.get(id));
        return provider.transfer() == null ? "" : provider.name() + ": " + provider.transfer();
    }

    private static List<String> names(Collection<? extends DeclaredCookie> cookies) {
        return cookies.stream().map(DeclaredCookie::name).toList();
    }

    private static String lifetimes(Collection<? extends DeclaredCookie> cookies) {
        return cookies.stream()
                .map(cookie -> cookie.name() + ": " + cookie.lifetime())
                .collect(Collectors.joining("; "));
    }
}
