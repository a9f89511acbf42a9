package com.okonect.consent.servlet.page;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one visitor's settings page shows besides notice and consent.
 *
 * @param choiceId the id that the page's choice will be recorded under, new for every rendering
 * @param returnPath the page that the visitor came from, one of this site's paths; null if there is none
 * @param saved whether the visitor has just made a choice here
 * @param gpc whether the browser sends the Global Privacy Control signal
 */
public record SettingsView(UUID choiceId, @Nullable String returnPath, boolean saved, boolean gpc) {

    /**
     * Returns the view of a visitor who opens the page.
     *
     * @param choiceId as the component
     * @param returnPath as the component
     * @return a view after no choice and without a signal
     */
    public static SettingsView of(UUID choiceId, @Nullable String returnPath) {
        return new SettingsView(choiceId, returnPath, false, false);
    }
}
