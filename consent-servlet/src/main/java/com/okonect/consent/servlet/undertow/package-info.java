/** The guard's piece in Undertow 2.3. Undertow is an optional dependency: nothing here is loaded without it. */
@NullMarked
package com.okonect.consent.servlet.undertow;

import org.jspecify.annotations.NullMarked;
