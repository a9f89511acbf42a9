package com.okonect.consent.store;

import org.jspecify.annotations.Nullable;

/**
 * A statement and what it is bound to.
 *
 * @param text with a question mark for each value
 * @param values texts, numbers, ids and days; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // made, run and forgotten
record Sql(String text, @Nullable Object... values) {}
