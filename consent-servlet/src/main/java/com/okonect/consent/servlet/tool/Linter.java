package com.okonect.consent.servlet.tool;

import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentBoundCookie;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Controller;
import com.okonect.consent.policy.DeclaredCookie;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.policy.Lifetime;
import com.okonect.consent.policy.LocalizedText;
import com.okonect.consent.policy.Provider;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for what a valid policy should say otherwise. Its ceilings are those of the guidelines that supervisory
 * authorities publish (CNIL, deliberations 2020-091 and 2020-092; Article 29 Working Party, opinion 04/2012). It finds
 * slips; it does not say that a policy is lawful.
 */
final class Linter {

    /** CNIL's recommendation for audience measurement, taken as the ceiling for every cookie. */
    private static final Lifetime CEILING = new Lifetime(Period.ofMonths(13));

    /** What needs no consent as long as it ends with the session. */
    private static final Set<ExemptReason> ONLY_FOR_THE_SESSION = EnumSet.of(
            ExemptReason.PAYMENT, ExemptReason.MEDIA_PLAYER, ExemptReason.ASSISTANCE, ExemptReason.LOAD_BALANCING);

    private static final Set<String> EEA = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
            "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

    private static final Instant ANY_DAY = Instant.EPOCH;

    private final ConsentPolicy policy;
    private final List<Finding> findings = new ArrayList<>();

    private Linter(ConsentPolicy policy) {
        this.policy = policy;
    }

    static List<Finding> lint(ConsentPolicy policy) {
        Linter linter = new Linter(policy);
        linter.site();
        linter.exempt();
        linter.providers();
        linter.categories();
        return linter.findings;
    }

    private void site() {
        Controller controller = policy.controller().orElse(null);
        if (controller == null) {
            error("$.controller", "missing; without it nothing can be granted and no banner is shown");
        } else {
            if (controller.contact() == null) {
                warn("$.controller.contact", "missing; visitors have to know where to write (GDPR, article 13(1)(a))");
            }
            if (controller.policyUrl() == null) {
                warn("$.controller.policyUrl", "missing; the notice should lead to the privacy policy");
            }
            if (controller.authority() == null) {
                warn("$.controller.authority", "missing; visitors can complain there (GDPR, article 13(2)(d))");
            }
        }
        if (isLonger(new Lifetime(policy.choiceLifetime()), CEILING)) {
            warn("$.choiceLifetime", "longer than 13 months; CNIL recommends to ask again after six");
        }
        if (policy.categories().isEmpty()) {
            warn("$.categories", "empty; nothing can be granted and no banner is shown");
        }
    }

    private void exempt() {
        for (int i = 0; i < policy.exempt().size(); i++) {
            ExemptCookie cookie = policy.exempt().get(i);
            String at = "$.exempt[" + i + "]";
            KnownCookies.find(cookie.name()).ifPresent(known -> abuse(cookie, known, at));
            if (ONLY_FOR_THE_SESSION.contains(cookie.reason())
                    && cookie.lifetime().amount() != null) {
                warn(
                        at + ".lifetime",
                        "'" + cookie.name() + "' is exempt for "
                                + cookie.reason().word()
                                + " and outlives the session; such cookies are exempt as long as the session at most");
            }
            cookie(cookie, at);
        }
    }

    private void abuse(ExemptCookie cookie, KnownCookies.Known known, String at) {
        boolean attested = known.use() == KnownCookies.Use.AUDIENCE && cookie.reason() == ExemptReason.AUDIENCE;
        if (!attested) {
            error(
                    at,
                    "'" + cookie.name() + "' is a cookie of " + known.company()
                            + (known.use() == KnownCookies.Use.ADVERTISING ? " for advertising" : " for analytics")
                            + " and is not exempt from consent; declare it in a category");
        }
    }

    private void providers() {
        Set<String> used = new HashSet<>();
        policy.categories().forEach(category -> used.addAll(category.providers()));
        for (int i = 0; i < policy.providers().size(); i++) {
            Provider provider = policy.providers().get(i);
            String at = "$.providers[" + i + "]";
            if (provider.country() == null) {
                warn(at + ".country", "missing; where '" + provider.id() + "' is decides whether data leave the EEA");
            } else if (!EEA.contains(provider.country()) && provider.transfer() == null) {
                error(
                        at + ".transfer",
                        "missing; '" + provider.id() + "' is in " + provider.country()
                                + ", outside the EEA: say what the transfer stands on (GDPR, articles 45 to 49)");
            }
            if (provider.policyUrl() == null) {
                warn(at + ".policyUrl", "missing; visitors should find the privacy policy of '" + provider.id() + "'");
            }
            if (provider.exempt() == null && !used.contains(provider.id())) {
                warn(at, "no category and no cookie names '" + provider.id() + "'");
            }
        }
    }

    private void categories() {
        for (int i = 0; i < policy.categories().size(); i++) {
            CategoryDeclaration category = policy.categories().get(i);
            String at = "$.categories[" + i + "]";
            if (category.cookies().isEmpty()
                    && category.storage().isEmpty()
                    && category.providers().isEmpty()) {
                warn(at, "'" + category.category() + "' declares nothing; visitors are asked for what is not there");
            }
            for (int j = 0; j < category.cookies().size(); j++) {
                ConsentBoundCookie cookie = category.cookies().get(j);
                cookie(cookie, at + ".cookies[" + j + "]");
            }
        }
    }

    private void cookie(DeclaredCookie cookie, String at) {
        if (cookie.purpose().equals(LocalizedText.NONE)) {
            warn(at + ".purpose", "missing; the notice says what each cookie is for, here '" + cookie.name() + "'");
        }
        if (isLonger(cookie.lifetime(), CEILING)) {
            warn(at + ".lifetime", "'" + cookie.name() + "' lives for longer than 13 months");
        }
    }

    private static boolean isLonger(Lifetime lifetime, Lifetime ceiling) {
        return lifetime.maxAge(ANY_DAY).orElse(0) > ceiling.maxAge(ANY_DAY).orElse(0);
    }

    private void error(String at, String text) {
        findings.add(new Finding(true, at, text));
    }

    private void warn(String at, String text) {
        findings.add(new Finding(false, at, text));
    }
}
