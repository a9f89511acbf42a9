package com.okonect.consent.servlet.template;

import com.okonect.consent.servlet.Consents;
import jakarta.servlet.ServletRequest;

/** The functions for expressions in JSP pages. */
public final class Functions {

    private Functions() {}

    /**
     * {@code ${consent:allows(pageContext.request, 'marketing')}}.
     *
     * @param request the page's request
     * @param category the id of a category
     * @return whether the visitor granted it
     */
    public static boolean allows(ServletRequest request, String category) {
        return Consents.of(request).allows(category);
    }

    /**
     * {@code ${consent:state(pageContext.request, 'marketing')}}.
     *
     * @param request the page's request
     * @param category the id of a category
     * @return such as {@code granted}
     */
    public static String state(ServletRequest request, String category) {
        return Consents.of(request).state(category).toString();
    }
}
