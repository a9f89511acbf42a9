/** The command line for policies: check one, compare two, list what a record of processing says. */
@NullMarked
package com.okonect.consent.servlet.tool;

import org.jspecify.annotations.NullMarked;
