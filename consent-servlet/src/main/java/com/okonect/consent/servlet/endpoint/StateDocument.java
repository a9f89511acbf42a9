package com.okonect.consent.servlet.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.okonect.consent.Category;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentState;
import com.okonect.consent.policy.Notice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code GET /consent/state} answers, and every choice by a script. */
final class StateDocument {

    private static final JsonFactory JSON = new JsonFactory();
    private static final TimeText DECIDED = new TimeText(DateTimeFormatter.ISO_INSTANT);
    private static final TimeText EXPIRES = new TimeText(DateTimeFormatter.ISO_INSTANT);
    private static final int USUAL_LENGTH = 512;

    private StateDocument() {}

    static byte[] of(Consent consent, Notice current) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_LENGTH);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeBooleanField("decided", consent.decided());
            json.writeStringField("id", consent.decided() ? consent.id().orElse(null) : null);
            json.writeStringField("notice", consent.notice().orElseGet(current::hash));
            json.writeStringField("decidedAt", text(consent.decidedAt().orElse(null), DECIDED));
            json.writeStringField("expiresAt", text(consent.expiresAt().orElse(null), EXPIRES));
            json.writeObjectFieldStart("categories");
            for (Map.Entry<Category, ConsentState> state : consent.states().entrySet()) {
                json.writeStringField(state.getKey().id(), state.getValue().toString());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    private static @Nullable String text(@Nullable Instant time, TimeText format) {
        return time == null ? null : format.of(time);
    }
}
