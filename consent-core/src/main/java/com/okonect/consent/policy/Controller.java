package com.okonect.consent.policy;

import org.jspecify.annotations.Nullable;

/**
 * Who is responsible for the site's cookies (GDPR, article 13(1)(a)).
 *
 * @param name the name that visitors see
 * @param contact where to write, a {@code mailto:} or web address; null if not declared
 * @param policyUrl the privacy policy, absolute or from the site's root; null if not declared
 * @param authority the supervisory authority to which visitors can complain; null if not declared
 */
public record Controller(
        String name,
        @Nullable String contact,
        @Nullable String policyUrl,
        @Nullable String authority) {}
