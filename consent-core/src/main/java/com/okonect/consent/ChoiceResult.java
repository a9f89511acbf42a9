package com.okonect.consent;

import java.util.Optional;

/**
 * What follows from a choice.
 *
 * @param consent what holds now
 * @param token the signed text for the consent cookie
 * @param record the record that proves it; empty for a refusal that leaves nobody an identifier
 */
public record ChoiceResult(Consent consent, String token, Optional<ConsentRecord> record) {}
