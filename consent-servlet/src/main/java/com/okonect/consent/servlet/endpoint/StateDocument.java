package com.okonect.consent.servlet.endpoint;

import com.okonect.consent.Consent;
import com.okonect.consent.policy.Notice;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code GET /consent/state} answers. */
final class StateDocument {

    private StateDocument() {}

    static Map<String, @Nullable Object> of(Consent consent, Notice current) {
        Map<String, Object> categories = new LinkedHashMap<>();
        consent.states().forEach((category, state) -> categories.put(category.id(), state.toString()));
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("decided", consent.decided());
        document.put("id", consent.decided() ? consent.id().orElse(null) : null);
        document.put("notice", consent.notice().orElseGet(current::hash));
        document.put("decidedAt", consent.decidedAt().map(Instant::toString).orElse(null));
        document.put("expiresAt", consent.expiresAt().map(Instant::toString).orElse(null));
        document.put("categories", categories);
        return document;
    }
}
