package com.okonect.consent.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A company that sets or reads a cookie for the site (GDPR, articles 26 and 28).
 *
 * @param id how the policy refers to it
 * @param name the name that visitors see
 * @param role {@code processor}, {@code controller} or {@code joint-controller}
 * @param country an ISO 3166-1 code of two letters; null if not declared
 * @param policyUrl the provider's privacy policy; null if not declared
 * @param origins the web origins that its content comes from, such as {@code https://stats.example}, or with all hosts
 *     below one, {@code https://*.stats.example}
 * @param transfer what the transfer out of the EEA stands on (GDPR, articles 45 to 49); null if there is none
 * @param exempt why its content needs no consent; null if it is for the categories that name it
 * @param routes with {@code exempt}: the paths of the application, a request to which is the visitor's express request
 */
public record Provider(
        String id,
        String name,
        String role,
        @Nullable String country,
        @Nullable String policyUrl,
        List<String> origins,
        @Nullable String transfer,
        @Nullable ExemptReason exempt,
        List<String> routes) {

    /**
     * Copies the origins.
     *
     * @param id as the component
     * @param name as the component
     * @param role as the component
     * @param country as the component
     * @param policyUrl as the component
     * @param origins as the component
     * @param transfer as the component
     * @param exempt as the component
     * @param routes as the component
     */
    public Provider {
        origins = List.copyOf(origins);
        routes = List.copyOf(routes);
    }
}
