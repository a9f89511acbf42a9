/** The calls of the visitor's side over HTTP: choices in, pages and documents out. */
@NullMarked
package com.okonect.consent.servlet.endpoint;

import org.jspecify.annotations.NullMarked;
