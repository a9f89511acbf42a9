/** What may pass between the application and the browser: cookies written, cookies read, sessions. */
@NullMarked
package com.okonect.consent.servlet.guard;

import org.jspecify.annotations.NullMarked;
