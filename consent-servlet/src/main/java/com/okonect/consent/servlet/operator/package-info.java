/** The operator's pages, behind {@code OperatorServlet}. */
@NullMarked
package com.okonect.consent.servlet.operator;

import org.jspecify.annotations.NullMarked;
