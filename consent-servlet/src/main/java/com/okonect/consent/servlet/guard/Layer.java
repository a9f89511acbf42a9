package com.okonect.consent.servlet.guard;

/** Where a cookie or an origin was met. */
public enum Layer {
    /** In the filter's wrappers, while the application was writing or reading. */
    WRAPPER,
    /** In the hook that the filter has put into the container, when the response was committed. */
    COMMIT,
    /** In the piece that the site has put into the container. */
    CONTAINER,
    /** In the visitor's browser, which reported it. */
    BROWSER
}
