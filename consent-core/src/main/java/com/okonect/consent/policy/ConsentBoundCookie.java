package com.okonect.consent.policy;

import com.okonect.consent.Category;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that needs consent for its category.
 *
 * @param name the declared name
 * @param category the category that it serves
 * @param provider the id of the provider that sets or reads it; null for the site itself
 * @param lifetime the longest time that it may live
 * @param purpose what it is for
 * @param paths the paths that it is set on, used to delete it; {@code /} and the application's path need not be listed
 */
public record ConsentBoundCookie(
        String name,
        Category category,
        @Nullable String provider,
        Lifetime lifetime,
        LocalizedText purpose,
        List<String> paths)
        implements DeclaredCookie {

    /**
     * Copies the paths.
     *
     * @param name as the component
     * @param category as the component
     * @param provider as the component
     * @param lifetime as the component
     * @param purpose as the component
     * @param paths as the component
     */
    public ConsentBoundCookie {
        paths = List.copyOf(paths);
    }
}
