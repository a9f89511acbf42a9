/** The guard's piece in Jetty 12.0 and 12.1. Jetty is an optional dependency: nothing here is loaded without it. */
@NullMarked
package com.okonect.consent.servlet.jetty;

import org.jspecify.annotations.NullMarked;
