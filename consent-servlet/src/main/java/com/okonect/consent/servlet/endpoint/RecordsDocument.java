package com.okonect.consent.servlet.endpoint;

import com.fasterxml.jackson.databind.util.RawValue;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code GET /consent/records} answers (GDPR, articles 15 and 20): all that is held, and what it points to, notices
 * byte for byte as they were hashed. */
record RecordsDocument(Map<String, Object> content, boolean isEmpty) {

    /** The records of this site alone: a token is signed for one site, and so is a record. */
    static RecordsDocument of(ConsentService service, String consentId, String site) {
        List<Object> records = new ArrayList<>();
        Map<String, Object> notices = new LinkedHashMap<>();
        for (ConsentRecord record : consentId.isEmpty() ? List.<ConsentRecord>of() : service.history(consentId)) {
            records.add(record(record));
            if (!notices.containsKey(record.notice())) {
                service.storedNotice(record.notice())
                        .ifPresent(text -> notices.put(record.notice(), new RawValue(text)));
            }
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("id", consentId);
        content.put("site", site);
        content.put("records", records);
        content.put("notices", notices);
        return new RecordsDocument(content, records.isEmpty());
    }

    private static Map<String, @Nullable Object> record(ConsentRecord record) {
        Map<String, Boolean> categories = new LinkedHashMap<>();
        record.categories().forEach((category, granted) -> categories.put(category.id(), granted));
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("record", record.recordId().toString());
        document.put("consent", record.consentId());
        document.put("sequence", record.sequence());
        document.put("event", record.event().toString());
        document.put("recordedAt", record.recordedAt().toString());
        document.put("validUntil", record.validUntil().toString());
        document.put("categories", categories);
        document.put("decisions", record.decisions());
        document.put("notice", record.notice());
        document.put("method", record.method().toString());
        document.put("language", record.language());
        document.put("gpc", record.gpc());
        document.put("site", record.site());
        document.put("previousHash", record.previousHash());
        document.put("keyId", record.keyId());
        document.put("mac", record.mac());
        return document;
    }
}
