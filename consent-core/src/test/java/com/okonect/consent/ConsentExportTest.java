package com.okonect.consent;

import static com.okonect.consent.Category.MARKETING;
import static com.okonect.consent.Category.STATISTICS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentExportTest {

    private static final String SITE = "shop.example";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final ConsentService service = ConsentService.builder(TestPolicies.shop())
            .store(store)
            .keys(SigningKeys.random())
            .clock(clock)
            .build();
    private String id;

    @BeforeEach
    void chooseThrice() throws Exception {
        Consent selected = choose(new Choice.Select(Set.of(STATISTICS)), service.undecided());
        clock.advance(Duration.ofDays(1));
        Consent accepted = choose(new Choice.AcceptAll(), selected);
        clock.advance(Duration.ofDays(1));
        choose(new Choice.Withdraw(Set.of(MARKETING)), accepted);
        id = selected.id().orElseThrow();
    }

    @Test
    void everyFieldOfEveryRecordIsWritten() throws Exception {
        JsonNode written = export(ExportFormat.JSON).path("records");

        assertThat(written).hasSize(3);
        for (int i = 0; i < 3; i++) {
            ConsentRecord record = store.records.get(i);
            JsonNode one = written.get(i);
            assertThat(one.path("record").asText()).isEqualTo(record.recordId().toString());
            assertThat(one.path("consent").asText()).isEqualTo(record.consentId());
            assertThat(one.path("sequence").asInt()).isEqualTo(record.sequence());
            assertThat(one.path("event").asText()).isEqualTo(record.event().toString());
            assertThat(one.path("recordedAt").asText())
                    .isEqualTo(record.recordedAt().toString());
            assertThat(one.path("validUntil").asText())
                    .isEqualTo(record.validUntil().toString());
            assertThat(one.path("decisions").asText()).isEqualTo(record.decisions());
            assertThat(one.path("categories").path("statistics").asBoolean()).isTrue();
            assertThat(one.path("notice").asText()).isEqualTo(record.notice());
            assertThat(one.path("method").asText()).isEqualTo(record.method().toString());
            assertThat(one.path("language").asText()).isEqualTo(record.language());
            assertThat(one.path("gpc").asBoolean()).isEqualTo(record.gpc());
            assertThat(one.path("site").asText()).isEqualTo(record.site());
            assertThat(one.path("previousHash").asText("null")).isEqualTo(String.valueOf(record.previousHash()));
            assertThat(one.path("keyId").asText()).isEqualTo(record.keyId());
            assertThat(one.path("mac").asText()).isEqualTo(record.mac());
        }
    }

    @Test
    void theNoticesAreWrittenAsTheyWereHashed() {
        String hash = store.records.get(0).notice();

        assertThat(service.export(id, ExportFormat.JSON).orElseThrow())
                .contains("\"" + hash + "\":" + store.notice(hash).orElseThrow());
    }

    /** The fields that the guide of the W3C's Data Privacy Vocabulary group lists as mandatory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "schema_version",
                "record_id",
                "pii_principal_id",
                "privacy_notice",
                "language",
                "purposes",
                "pii_information",
                "pii_controllers",
                "storage_locations",
                "retention_period",
                "jurisdiction",
                "recipient_third_parties",
                "withdrawal_method",
                "party_identification",
                "events"
            })
    void everyMandatoryFieldOfIso27560IsThere(String field) throws Exception {
        JsonNode graph = export(ExportFormat.ISO_27560).path("@graph");

        assertThat(graph).hasSize(4);
        for (JsonNode record : graph) {
            assertThat(record.path(field).isMissingNode()).as(field).isFalse();
            assertThat(record.path(field).isNull()).as(field).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"event_time", "validity_duration", "entity_id", "event_type", "event_state"})
    void everyMandatoryFieldOfAnIso27560EventIsThere(String field) throws Exception {
        for (JsonNode record : export(ExportFormat.ISO_27560).path("@graph")) {
            for (JsonNode event : record.path("events")) {
                assertThat(event.path(field).asText()).as(field).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"party_name", "party_address", "party_contact", "party_role"})
    void theControllerIsIdentified(String field) throws Exception {
        JsonNode controller = export(ExportFormat.ISO_27560)
                .path("@graph")
                .get(0)
                .path("party_identification")
                .get(0);

        assertThat(controller.path(field).asText()).isNotEmpty();
        assertThat(controller.path("party_name").asText()).isEqualTo("OKONECT");
    }

    @Test
    void theEventsTellWhatBecameOfEachCategory() throws Exception {
        assertThat(states("marketing"))
                .containsExactly("dpv:ConsentRefused", "dpv:ConsentGiven", "dpv:ConsentWithdrawn");
        assertThat(states("statistics")).containsExactly("dpv:ConsentGiven", "dpv:RenewedConsentGiven");
    }

    @Test
    void everyTermHasAMeaning() throws Exception {
        JsonNode document = export(ExportFormat.ISO_27560);

        assertThat(document.path("@context").path("events").asText()).startsWith("dpv:");
        assertThat(document.path("@context").path("dpv").asText()).isEqualTo("https://w3id.org/dpv#");
    }

    @Test
    void nothingIsWrittenWhereNothingIsHeld() {
        assertThat(service.export("nobody", ExportFormat.JSON)).isEmpty();
    }

    private List<String> states(String category) throws Exception {
        return StreamSupport.stream(
                        export(ExportFormat.ISO_27560).path("@graph").spliterator(), false)
                .filter(record -> record.path("record_id").asText().endsWith("/" + category))
                .flatMap(record -> StreamSupport.stream(record.path("events").spliterator(), false))
                .map(event -> event.path("event_state").asText())
                .toList();
    }

    private JsonNode export(ExportFormat format) throws Exception {
        return JSON.readTree(service.export(id, format).orElseThrow());
    }

    private Consent choose(Choice choice, Consent before) throws Exception {
        return service.record(
                        choice,
                        ChoiceContext.of(before, SITE, service.notice(List.of()), ConsentRecord.Method.SETTINGS))
                .consent();
    }
}
