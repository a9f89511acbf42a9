package com.okonect.consent.policy;

import java.util.List;

/**
 * A cookie that needs no consent by law.
 *
 * @param name the declared name
 * @param reason why
 * @param lifetime the longest time that it may live
 * @param purpose what it is for
 * @param routes the paths of the application, such as {@code /checkout/*}, a request to which is the visitor's express
 *     request; empty where there are none
 * @param preset whether it comes with the library and not from the site's policy
 */
public record ExemptCookie(
        String name, ExemptReason reason, Lifetime lifetime, LocalizedText purpose, List<String> routes, boolean preset)
        implements DeclaredCookie {

    /**
     * Copies the routes.
     *
     * @param name as the component
     * @param reason as the component
     * @param lifetime as the component
     * @param purpose as the component
     * @param routes as the component
     * @param preset as the component
     */
    public ExemptCookie {
        routes = List.copyOf(routes);
    }

    /**
     * Says whether a path is one of the cookie's routes.
     *
     * @param path a path within the application, starting with {@code /}
     * @return true if a route is the path, or ends in {@code /*} and is the path or above it
     */
    public boolean isRoute(String path) {
        for (String route : routes) {
            if (route.endsWith("/*")) {
                String folder = route.substring(0, route.length() - 2);
                if (path.startsWith(folder)
                        && (path.length() == folder.length() || path.charAt(folder.length()) == '/')) {
                    return true;
                }
            } else if (route.equals(path)) {
                return true;
            }
        }
        return false;
    }
}
