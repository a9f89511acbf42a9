/** The guard's piece in Tomcat 10.1 and 11. Tomcat is an optional dependency: nothing here is loaded without it. */
@NullMarked
package com.okonect.consent.servlet.tomcat;

import org.jspecify.annotations.NullMarked;
