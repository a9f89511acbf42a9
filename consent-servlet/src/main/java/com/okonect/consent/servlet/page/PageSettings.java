package com.okonect.consent.servlet.page;

import java.util.Optional;

/**
 * How the visitor's pages are in one application.
 *
 * @param contextPath the application's context path: empty for the root, else such as {@code /shop}
 * @param consentPath the setting {@code consent.path}, such as {@code /consent}
 * @param inject whether the banner is put into HTML pages; false where the pages bring their own tag
 * @param theme how they look
 * @param templates the site's own templates
 * @param locked whether pages keep third-party hosts out by a policy of their own
 */
public record PageSettings(
        String contextPath, String consentPath, boolean inject, Theme theme, OwnTemplates templates, boolean locked) {

    PageSettings(String contextPath, String consentPath, boolean inject, Theme theme, OwnTemplates templates) {
        this(contextPath, consentPath, inject, theme, templates, false);
    }

    /** The site's own templates, in place of the library's. */
    @FunctionalInterface
    public interface OwnTemplates {

        /** The library's templates alone. */
        OwnTemplates NONE = name -> Optional.empty();

        /**
         * Finds a template.
         *
         * @param name such as {@code banner}
         * @return its text; empty where the library's is used
         */
        Optional<String> find(String name);
    }

    /**
     * Returns the settings of an application that has the banner injected and the library's look.
     *
     * @param contextPath as the component
     * @param consentPath as the component
     * @return the settings
     */
    public static PageSettings of(String contextPath, String consentPath) {
        return new PageSettings(contextPath, consentPath, true, Theme.DEFAULT, OwnTemplates.NONE);
    }

    /** Returns the path of the settings page as a browser asks for it; all else lives below. */
    public String path() {
        return contextPath + consentPath;
    }

    /** Returns the application's root, the way back where none is known. */
    public String home() {
        return contextPath + "/";
    }
}
