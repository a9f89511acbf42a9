/** What the visitor sees: banner, settings, notice and problem pages, their assets, and how the banner gets into HTML. */
@NullMarked
package com.okonect.consent.servlet.page;

import org.jspecify.annotations.NullMarked;
