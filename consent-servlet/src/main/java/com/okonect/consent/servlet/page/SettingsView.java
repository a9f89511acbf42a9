package com.okonect.consent.servlet.page;

import com.okonect.consent.EarlierChoice;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one visitor's settings page shows besides notice and consent.
 *
 * @param choiceId the id that the page's choice will be recorded under, new for every rendering
 * @param returnPath the page that the visitor came from, one of this site's paths; null if there is none
 * @param saved whether the visitor has just made a choice here
 * @param gpc whether the browser sends the Global Privacy Control signal
 * @param earlier what the visitor chose with other consent platforms, for information
 */
public record SettingsView(
        UUID choiceId, @Nullable String returnPath, boolean saved, boolean gpc, List<EarlierChoice> earlier) {

    /**
     * Copies the choices.
     *
     * @param choiceId as the component
     * @param returnPath as the component
     * @param saved as the component
     * @param gpc as the component
     * @param earlier as the component
     */
    public SettingsView {
        earlier = List.copyOf(earlier);
    }

    /**
     * Returns the view of a visitor who opens the page.
     *
     * @param choiceId as the component
     * @param returnPath as the component
     * @return a view after no choice and without a signal
     */
    public static SettingsView of(UUID choiceId, @Nullable String returnPath) {
        return new SettingsView(choiceId, returnPath, false, false, List.of());
    }
}
