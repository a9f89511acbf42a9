/**
 * The web edge: {@link com.okonect.consent.servlet.ConsentFilter} keeps cookies back until they are allowed,
 * {@link com.okonect.consent.servlet.Consents} answers an application's questions.
 */
@NullMarked
package com.okonect.consent.servlet;

import org.jspecify.annotations.NullMarked;
