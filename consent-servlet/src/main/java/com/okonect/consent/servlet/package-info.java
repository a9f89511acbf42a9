/**
 * The web edge: {@link com.okonect.consent.servlet.ConsentFilter} keeps cookies back until they are allowed,
 * {@link com.okonect.consent.servlet.Consents} answers an application's questions,
 * {@link com.okonect.consent.servlet.RequiresConsent} guards a feature, and
 * {@link com.okonect.consent.servlet.CookieDeclaration} writes what the policy declares.
 *
 * <pre>{@code
 * if (Consents.of(request).allows(Category.STATISTICS)) {
 *     counter.count(page);
 * }
 * CookieDeclaration interests = CookieDeclaration.of(request, "interests");
 * if (interests.allowed()) {
 *     response.addCookie(interests.cookie(reader.interests()));
 * }
 * }</pre>
 */
@NullMarked
package com.okonect.consent.servlet;

import org.jspecify.annotations.NullMarked;
