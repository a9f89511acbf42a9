package com.okonect.consent.servlet;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a servlet, and on a Spring controller, a Jakarta REST resource or one of their methods: it runs only for visitors who
 * granted these categories. Others get a page (403) that says what is missing and lets them grant just that; callers that read JSON
 * get problem details (RFC 9457). A method's own annotation replaces that of its class.
 *
 * <pre>{@code
 * @RequiresConsent("personalisation")
 * static class RecommendationsServlet extends HttpServlet
 * }</pre>
 *
 * <p>Mark a feature, never a whole site: a refusal must not lock anybody out. On a servlet that is mapped to {@code /*} or
 * {@code /}, and on a Spring handler for {@code /**}, it stops the start.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresConsent {

    /**
     * Returns the ids of the categories that are needed, all of them.
     *
     * @return one id or more, each declared by the policy
     */
    String[] value();
}
