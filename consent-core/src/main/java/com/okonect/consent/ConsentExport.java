package com.okonect.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a visitor's records and the notices that they point to. */
final class ConsentExport {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_DECLARED = "not declared";
    private static final String SCHEMA_VERSION = "ISO/IEC TS 27560:2023";

    private final List<ConsentRecord> records;
    private final Map<String, String> notices;

    /**
     * @param records one visitor's, in order
     * @param notices the JSON of the notices that they point to, by hash
     */
    ConsentExport(List<ConsentRecord> records, Map<String, String> notices) {
        this.records = records;
        this.notices = notices;
    }

    String write(ExportFormat format) {
        ObjectNode document = format == ExportFormat.JSON ? plain() : iso27560();
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    private ObjectNode plain() {
        ObjectNode document = JSON.createObjectNode();
        document.put("id", records.get(0).consentId());
        document.put("site", records.get(0).site());
        ArrayNode written = document.putArray("records");
        for (ConsentRecord record : records) {
            ObjectNode one = written.addObject()
                    .put("record", record.recordId().toString())
                    .put("consent", record.consentId())
                    .put("sequence", record.sequence())
                    .put("event", record.event().toString())
                    .put("recordedAt", record.recordedAt().toString())
                    .put("validUntil", record.validUntil().toString());
            ObjectNode categories = one.putObject("categories");
            record.categories().forEach((category, granted) -> categories.put(category.id(), granted));
            one.put("decisions", record.decisions())
                    .put("notice", record.notice())
                    .put("method", record.method().toString())
                    .put("language", record.language())
                    .put("gpc", record.gpc())
                    .put("site", record.site())
                    .put("previousHash", record.previousHash())
                    .put("keyId", record.keyId())
                    .put("mac", record.mac());
        }
        ObjectNode texts = document.putObject("notices");
        // As they are stored, so that their hash can be checked.
        notices.forEach((hash, json) -> texts.putRawValue(hash, new RawValue(json)));
        return document;
    }

    private ObjectNode iso27560() {
        ObjectNode document = JSON.createObjectNode();
        document.set("@context", context());
        ArrayNode graph = document.putArray("@graph");
        SortedMap<Category, List<Event>> histories = new TreeMap<>();
        Map<Category, Decision> held = new LinkedHashMap<>();
        for (ConsentRecord record : records) {
            Map<Category, Decision> now = Decision.split(record.decisions());
            now.forEach((category, decision) -> {
                String state = state(record, held.get(category), decision);
                if (state != null) {
                    histories
                            .computeIfAbsent(category, same -> new ArrayList<>())
                            .add(new Event(record, state));
                }
            });
            held.clear();
            held.putAll(now);
        }
        histories.forEach((category, events) -> graph.add(consentRecord(category, events)));
        return document;
    }

    /** One step of a category, and the state of consent after it in the words of the Data Privacy Vocabulary. */
    private record Event(ConsentRecord record, String state) {}

    /** Returns null where nothing was expressed. */
    private static @Nullable String state(ConsentRecord record, @Nullable Decision before, Decision now) {
        boolean wasGranted = before != null && before.granted();
        if (record.event() == ConsentRecord.Event.COMPENSATE) {
            return wasGranted && !now.granted() ? "ConsentInvalidated" : null;
        }
        if (now.granted()) {
            if (!wasGranted) {
                return "ConsentGiven";
            }
            boolean expressed = record.event() == ConsentRecord.Event.ACCEPT
                    || record.event() == ConsentRecord.Event.SELECT
                    || !now.equals(before);
            return expressed ? "RenewedConsentGiven" : null;
        }
        if (wasGranted) {
            return "ConsentWithdrawn";
        }
        return before == null ? "ConsentRefused" : null;
    }

    private ObjectNode consentRecord(Category category, List<Event> events) {
        ConsentRecord last = events.get(events.size() - 1).record;
        JsonNode notice = notice(last.notice());
        JsonNode declared = category(notice, category);
        ObjectNode record = JSON.createObjectNode();
        record.put("@type", "dpv:ConsentRecord");
        // Header
        record.put("schema_version", SCHEMA_VERSION);
        record.put("record_id", last.consentId() + "/" + category);
        record.put("pii_principal_id", last.consentId());
        // Processing
        record.putObject("privacy_notice")
                .put("sha256", last.notice())
                .put("policy_url", text(notice.path("controller").path("policyUrl")));
        record.put("language", last.language());
        record.set("purposes", purposes(category, declared));
        record.put("lawful_basis", "dpv:Consent");
        record.set("pii_information", piiInformation(declared));
        record.set("pii_controllers", JSON.createArrayNode().add("controller"));
        record.put("collection_method", "from the visitor's browser");
        record.putArray("storage_locations").add("the visitor's browser").add(NOT_DECLARED);
        record.put("retention_period", text(notice.path("evidenceRetention")));
        record.putArray("processing_locations").add(NOT_DECLARED);
        record.put("jurisdiction", NOT_DECLARED);
        record.set("recipient_third_parties", recipients(declared));
        record.put("withdrawal_method", "by the settings of the site, at any time, as easily as given");
        record.put(
                "privacy_rights",
                "access, erasure and correction by the settings of the site; complaint to the" + " authority");
        record.set("party_identification", parties(notice, declared));
        // Events
        ArrayNode written = record.putArray("events");
        events.forEach(event -> written.add(event(event)));
        return record;
    }

    private ObjectNode event(Event event) {
        ConsentRecord record = event.record;
        Instant time = record.recordedAt();
        return JSON.createObjectNode()
                .put("@type", "dpv:" + event.state)
                .put("event_id", record.recordId().toString())
                .put("event_time", time.toString())
                .put("validity_duration", text(notice(record.notice()).path("choiceLifetime")))
                .put("valid_until", record.validUntil().toString())
                .put("entity_id", record.consentId())
                .put("event_type", "dpv:ExpressedConsent")
                .put("event_state", "dpv:" + event.state)
                .put("expression_method", record.method().toString())
                .put("event_language", record.language())
                .put("notice_sha256", record.notice())
                .put("global_privacy_control", record.gpc())
                .put("integrity_mac", record.mac());
    }

    private static ArrayNode purposes(Category category, JsonNode declared) {
        ArrayNode purposes = JSON.createArrayNode();
        purposes.addObject()
                .put("purpose_id", category.id())
                .put("purpose", text(declared.path("title")))
                .put("purpose_description", text(declared.path("description")))
                .put("consequence_of_refusal", text(declared.path("consequence")));
        return purposes;
    }

    private static ArrayNode piiInformation(JsonNode declared) {
        ArrayNode information = JSON.createArrayNode();
        for (JsonNode cookie : declared.path("cookies")) {
            information
                    .addObject()
                    .put("pii_type", "cookie")
                    .put("name", text(cookie.path("name")))
                    .put("pii_purpose", text(cookie.path("purpose")))
                    .put("retention_period", text(cookie.path("lifetimeIso")));
        }
        for (JsonNode entry : declared.path("storage")) {
            information.addObject().put("pii_type", "browser storage").put("name", text(entry));
        }
        return information;
    }

    private static ArrayNode recipients(JsonNode declared) {
        ArrayNode recipients = JSON.createArrayNode();
        declared.path("providers").forEach(provider -> recipients.add(text(provider.path("id"))));
        return recipients;
    }

    private static ArrayNode parties(JsonNode notice, JsonNode declared) {
        JsonNode controller = notice.path("controller");
        ArrayNode parties = JSON.createArrayNode();
        parties.addObject()
                .put("party_id", "controller")
                .put("party_name", text(controller.path("name")))
                .put("party_address", NOT_DECLARED)
                .put("party_contact", text(controller.path("contact")))
                .put("party_url", text(controller.path("policyUrl")))
                .put("party_role", "dpv:DataController");
        parties.addObject()
                .put("party_id", "authority")
                .put("party_name", text(controller.path("authority")))
                .put("party_role", "dpv:DataProtectionAuthority");
        for (JsonNode provider : declared.path("providers")) {
            parties.addObject()
                    .put("party_id", text(provider.path("id")))
                    .put("party_name", text(provider.path("name")))
                    .put("party_address", text(provider.path("country")))
                    .put("party_url", text(provider.path("policyUrl")))
                    .put("party_role", text(provider.path("role")));
        }
        return parties;
    }

    private static ObjectNode context() {
        ObjectNode context = JSON.createObjectNode();
        context.put("dpv", "https://w3id.org/dpv#");
        context.put("dct", "http://purl.org/dc/terms/");
        Map<String, String> terms = new LinkedHashMap<>();
        terms.put("schema_version", "dct:conformsTo");
        terms.put("record_id", "dct:identifier");
        terms.put("pii_principal_id", "dpv:hasDataSubject");
        terms.put("privacy_notice", "dpv:hasNotice");
        terms.put("language", "dct:language");
        terms.put("purposes", "dpv:hasPurpose");
        terms.put("lawful_basis", "dpv:hasLegalBasis");
        terms.put("pii_information", "dpv:hasPersonalData");
        terms.put("pii_controllers", "dpv:hasDataController");
        terms.put("storage_locations", "dpv:hasStorageCondition");
        terms.put("retention_period", "dpv:hasDuration");
        terms.put("jurisdiction", "dpv:hasJurisdiction");
        terms.put("recipient_third_parties", "dpv:hasRecipient");
        terms.put("withdrawal_method", "dpv:hasWithdrawalMethod");
        terms.put("privacy_rights", "dpv:hasRight");
        terms.put("party_identification", "dpv:hasEntity");
        terms.put("events", "dpv:hasConsentStatus");
        terms.put("event_time", "dct:date");
        terms.put("validity_duration", "dpv:hasValidity");
        terms.put("entity_id", "dpv:isIndicatedBy");
        terms.put("event_type", "dct:type");
        terms.put("event_state", "dpv:hasStatus");
        terms.put("expression_method", "dpv:hasIndicationMethod");
        terms.forEach(context::put);
        return context;
    }

    private JsonNode notice(String hash) {
        String json = notices.get(hash);
        try {
            return json == null ? MissingNode.getInstance() : JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static JsonNode category(JsonNode notice, Category category) {
        for (JsonNode declared : notice.path("categories")) {
            if (declared.path("id").asText().equals(category.id())) {
                return declared;
            }
        }
        return MissingNode.getInstance();
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? NOT_DECLARED : node.asText();
    }
}
