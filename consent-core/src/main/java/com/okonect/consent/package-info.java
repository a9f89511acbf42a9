/**
 * What a visitor decided, and the proof of it: {@link com.okonect.consent.Choice} in,
 * {@link com.okonect.consent.ConsentRecord} stored, {@link com.okonect.consent.Consent} out.
 */
@NullMarked
package com.okonect.consent;

import org.jspecify.annotations.NullMarked;
