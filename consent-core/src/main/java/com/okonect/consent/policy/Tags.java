package com.okonect.consent.policy;

import com.okonect.consent.Category;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a site turns on for third-party tags in its pages. Nothing is sent to a page for what is not turned on.
 *
 * @param gating whether elements with {@code data-consent} wait for their category
 * @param googleConsentMode the category of each consent type of Google's Consent Mode, such as {@code ad_storage}; empty
 *     if it is not turned on. A type without a category stays denied
 * @param matomo the category without which Matomo may not track; null if it is not turned on
 * @param microsoftUet the category of {@code ad_storage} in Microsoft's Universal Event Tracking; null if it is not
 *     turned on
 * @param clarity the category of each consent type of Microsoft Clarity, such as {@code analytics_Storage}; empty if it is
 *     not turned on
 */
public record Tags(
        boolean gating,
        SortedMap<String, Category> googleConsentMode,
        @Nullable Category matomo,
        @Nullable Category microsoftUet,
        SortedMap<String, Category> clarity) {

    /** The consent types of Google's Consent Mode, version 2. */
    public static final SortedSet<String> GOOGLE_TYPES = set(
            "ad_personalization",
            "ad_storage",
            "ad_user_data",
            "analytics_storage",
            "functionality_storage",
            "personalization_storage",
            "security_storage");

    /** The consent types of Microsoft Clarity, version 2. */
    public static final SortedSet<String> CLARITY_TYPES = set("ad_Storage", "analytics_Storage");

    /** Nothing is turned on. */
    public static final Tags NONE = new Tags(false, new TreeMap<>(), null, null, new TreeMap<>());

    /**
     * Copies the maps.
     *
     * @param gating as the component
     * @param googleConsentMode as the component
     * @param matomo as the component
     * @param microsoftUet as the component
     * @param clarity as the component
     */
    public Tags {
        googleConsentMode = Collections.unmodifiableSortedMap(new TreeMap<>(googleConsentMode));
        clarity = Collections.unmodifiableSortedMap(new TreeMap<>(clarity));
    }

    private static SortedSet<String> set(String... types) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(java.util.List.of(types)));
    }

    /**
     * Says whether any product is told of the visitor's choice.
     *
     * @return true if one is turned on
     */
    public boolean tells() {
        return !googleConsentMode.isEmpty() || matomo != null || microsoftUet != null || !clarity.isEmpty();
    }
}
