package com.okonect.consent.servlet.lockdown;

import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.ExemptCookie;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.policy.Lifetime;
import com.okonect.consent.policy.LocalizedText;
import com.okonect.consent.policy.Provider;
import com.okonect.consent.servlet.guard.Visit;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The origins that a policy declares, and for what. Immutable. */
final class DeclaredOrigins {

    private final Map<Category, SortedSet<String>> ofCategories = new TreeMap<>();
    private final Map<ExemptCookie, List<String>> exempt = new LinkedHashMap<>();
    private final SortedSet<String> all = new TreeSet<>();

    DeclaredOrigins(ConsentPolicy policy) {
        for (CategoryDeclaration category : policy.categories()) {
            SortedSet<String> origins = new TreeSet<>();
            for (Provider provider : policy.providers()) {
                if (category.providers().contains(provider.id())) {
                    origins.addAll(provider.origins());
                }
            }
            if (!origins.isEmpty()) {
                ofCategories.put(category.category(), origins);
            }
        }
        for (Provider provider : policy.providers()) {
            ExemptReason reason = provider.exempt();
            if (reason != null && !provider.origins().isEmpty()) {
                exempt.put(
                        new ExemptCookie(
                                "provider " + provider.id(),
                                reason,
                                Lifetime.SESSION,
                                LocalizedText.NONE,
                                provider.routes(),
                                false),
                        provider.origins());
            }
            all.addAll(provider.origins());
        }
    }

    /** Whether a visitor's choice opens any. */
    boolean dependOnConsent() {
        return !ofCategories.isEmpty();
    }

    int count() {
        return all.size();
    }

    /** What a visitor's page may load: what is granted, and what is exempt here and now. */
    SortedSet<String> open(Visit visit) {
        Consent consent = visit.consent();
        SortedSet<String> open = new TreeSet<>();
        ofCategories.forEach((category, origins) -> {
            if (consent.allows(category)) {
                open.addAll(origins);
            }
        });
        exempt.forEach((service, origins) -> {
            if (visit.opens(service)) {
                open.addAll(origins);
            }
        });
        return open;
    }

    /** What a page may load whoever looks at it. */
    SortedSet<String> openToAll(Visit visit) {
        SortedSet<String> open = new TreeSet<>();
        exempt.forEach((service, origins) -> {
            if (visit.opensToAll(service)) {
                open.addAll(origins);
            }
        });
        return open;
    }

    /** Whether the policy names an origin at all. */
    boolean declares(URI origin) {
        return all.stream().anyMatch(declared -> matches(declared, origin));
    }

    /** The first category that an origin is declared for; null for one that is exempt or undeclared. */
    @Nullable
    Category category(URI origin) {
        for (Map.Entry<Category, SortedSet<String>> declared : ofCategories.entrySet()) {
            if (declared.getValue().stream().anyMatch(one -> matches(one, origin))) {
                return declared.getKey();
            }
        }
        return null;
    }

    /** As browsers match a host source, but for its ports and upgrades of the scheme (CSP Level 3, section 6.7.2). */
    private static boolean matches(String declared, URI origin) {
        boolean below = declared.contains("://*.");
        URI source = URI.create(below ? declared.replaceFirst("\\*\\.", "") : declared);
        String host = source.getHost().toLowerCase(Locale.ROOT);
        String other = origin.getHost().toLowerCase(Locale.ROOT);
        return source.getScheme().equalsIgnoreCase(origin.getScheme())
                && source.getPort() == origin.getPort()
                && (below ? other.endsWith("." + host) : other.equals(host));
    }
}
