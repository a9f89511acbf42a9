package com.okonect.consent.servlet.page;

/**
 * Where the visitor's pages live in one application.
 *
 * @param contextPath the application's context path: empty for the root, else such as {@code /shop}
 * @param consentPath the setting {@code consent.path}, such as {@code /consent}
 * @param inject whether the banner is put into HTML pages; false where the pages bring their own tag
 */
public record PageSettings(String contextPath, String consentPath, boolean inject) {

    /**
     * Returns the settings of an application that has the banner injected.
     *
     * @param contextPath as the component
     * @param consentPath as the component
     * @return the settings
     */
    public static PageSettings of(String contextPath, String consentPath) {
        return new PageSettings(contextPath, consentPath, true);
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
