/**
 * What operators see: meters of Micrometer where it is present, an MBean, and the health that Spring Boot Actuator
 * asks for.
 */
@NullMarked
package com.okonect.consent.servlet.monitor;

import org.jspecify.annotations.NullMarked;
