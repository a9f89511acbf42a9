/**
 * Spring Boot 3.5 and 4: registers the filter, hands it the application's {@code consent.*} properties, and lets
 * controllers ask. Nothing here is loaded where Spring is not.
 */
@NullMarked
package com.okonect.consent.servlet.spring;

import org.jspecify.annotations.NullMarked;
