/**
 * Consent in pages: the JSP tags of {@code META-INF/consent.tld}, and the request attribute {@code consent} for
 * templates of every engine.
 */
@NullMarked
package com.okonect.consent.servlet.template;

import org.jspecify.annotations.NullMarked;
