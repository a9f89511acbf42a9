/** Keeps third-party hosts out of pages by a Content-Security-Policy that is made from the visitor's consent. */
@NullMarked
package com.okonect.consent.servlet.lockdown;

import org.jspecify.annotations.NullMarked;
