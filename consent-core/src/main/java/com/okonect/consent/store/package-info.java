/** Where the proof of consent lives: the store's contract and its JDBC implementation. */
@NullMarked
package com.okonect.consent.store;

import org.jspecify.annotations.NullMarked;
