package com.okonect.consent;

import com.okonect.consent.policy.ConsentPolicy;

/** Policies for tests. */
public final class TestPolicies {

    /** Four built-in categories, a cookie each, and exempt cookies of several reasons. */
    public static final String SHOP = """
            {
              "controller": { "name": "OKONECT", "contact": "mailto:privacy@okonect.example",
                              "policyUrl": "/privacy", "authority": "CNIL, https://www.cnil.fr" },
              "languages": ["en", "fr"],
              "evidenceRetention": "P12M",
              "exempt": [
                { "name": "checkout", "reason": "payment", "routes": ["/checkout/*"], "lifetime": "session",
                  "purpose": { "en": "Holds the order that you are paying", "fr": "Garde la commande" } }
              ],
              "providers": [
                { "id": "matomo", "name": "Matomo", "role": "processor", "country": "FR",
                  "policyUrl": "https://matomo.example", "origins": ["https://stats.example"] }
              ],
              "categories": [
                { "id": "statistics", "storage": ["_pk_*"],
                  "cookies": [ { "name": "_pk_id.*", "provider": "matomo", "lifetime": "P13M",
                                 "purpose": { "en": "Counts visits", "fr": "Compte les visites" } } ] },
                { "id": "personalisation", "cookies": [ { "name": "interests", "lifetime": "P6M" } ] },
                { "id": "payment", "cookies": [ { "name": "wallet", "lifetime": "P1Y" } ] },
                { "id": "marketing", "cookies": [ { "name": "offers", "lifetime": "P30D" } ] }
              ]
            }
            """;

    private TestPolicies() {}

    /** The shop, which also counts its visits without consent. */
    public static ConsentPolicy measuringShop() {
        return shopWith("\"exempt\": [", """
                "exempt": [
                  { "name": "visits", "reason": "audience", "lifetime": "P13M",
                    "attested": ["sole-purpose", "publisher-only", "anonymous-statistics", "no-cross-checking",
                                 "no-disclosure", "no-cross-site-tracking"] },
                """);
    }

    public static ConsentPolicy shop() {
        return ConsentPolicy.parse(SHOP);
    }

    /** The shop's policy with one text replaced by another. */
    public static ConsentPolicy shopWith(String text, String replacement) {
        if (!SHOP.contains(text)) {
            throw new IllegalArgumentException("not in the policy: " + text);
        }
        return ConsentPolicy.parse(SHOP.replace(text, replacement));
    }
}
