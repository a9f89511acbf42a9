package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.policy.Declaration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The vectors in {@code consent-servlet/docs/formats}, by which others check that they read what is stored, hold for this code. */
class FormatVectorsTest {

    private static final Path FOLDER = Path.of("..", "consent-servlet", "docs", "formats");

    @TestFactory
    Stream<DynamicTest> cookies() throws Exception {
        JsonNode file = read("cookie.json");
        SigningKeys keys = keys(file);
        return vectors(file)
                .map(vector -> DynamicTest.dynamicTest(vector.get("about").asText(), () -> {
                    ConsentToken token = ConsentToken.verify(
                            vector.get("value").asText(), vector.get("site").asText(), keys);
                    if (!vector.get("valid").asBoolean()) {
                        assertThat(token).isNull();
                        return;
                    }
                    assertThat(token.decidedAt().getEpochSecond())
                            .isEqualTo(vector.get("decidedAt").asLong());
                    assertThat(token.expiresAt().getEpochSecond())
                            .isEqualTo(vector.get("expiresAt").asLong());
                    assertThat(token.id()).isEqualTo(vector.get("id").textValue());
                    assertThat(token.notice()).isEqualTo(vector.get("notice").textValue());
                    Map<String, String> decisions = new TreeMap<>();
                    token.decisions()
                            .forEach((category, decision) -> decisions.put(
                                    category.id(),
                                    decision.granted() ? "granted " + decision.declaration() : "refused"));
                    Map<String, String> expected = new TreeMap<>();
                    vector.get("decisions")
                            .properties()
                            .forEach(entry -> expected.put(
                                    entry.getKey(), entry.getValue().asText()));
                    assertThat(decisions).isEqualTo(expected);
                }));
    }

    @Test
    void theKeysForEachPurposeFollowFromTheSecret() throws Exception {
        JsonNode file = read("cookie.json");
        JsonNode purposes = file.get("derivedKeys").get("k1");

        assertThat(purposes.fieldNames()).toIterable().hasSameSizeAs(SigningKeys.Purpose.values());
        for (SigningKeys.Purpose purpose : SigningKeys.Purpose.values()) {
            byte[] key = HexFormat.of()
                    .parseHex(purposes.get(purpose.name().toLowerCase(Locale.ROOT))
                            .asText());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] message = {1, 2, 3};
            assertThat(keys(file).mac("k1", purpose, message)).isEqualTo(mac.doFinal(message));
        }
    }

    @Test
    void recordsAreSignedAndChainedAsWritten() throws Exception {
        JsonNode file = read("record.json");
        SigningKeys keys = keys(file);
        String previous = null;
        for (JsonNode vector : vectors(file).toList()) {
            ConsentRecord record = record(vector.get("record"));

            assertThat(record.signedText()).isEqualTo(vector.get("signedText").asText());
            assertThat(record.verifies(keys)).isEqualTo(vector.get("valid").asBoolean());
            assertThat(record.hash()).isEqualTo(vector.get("hash").asText());
            if (vector.get("valid").asBoolean()) {
                assertThat(record.previousHash()).isEqualTo(previous);
                previous = record.hash();
            }
        }
    }

    @Test
    void checkpointsAddUpAsWritten() throws Exception {
        JsonNode file = read("record.json");
        JsonNode vector = file.get("checkpoint");
        Checkpoint checkpoint = new Checkpoint(
                vector.get("writer").asText(),
                LocalDate.parse(vector.get("day").asText()),
                vector.get("records").asLong(),
                vector.get("total").asText(),
                vector.get("keyId").asText(),
                vector.get("mac").asText());
        List<Checkpoint.Element> elements = vectors(file)
                .filter(one -> one.get("valid").asBoolean())
                .map(one -> record(one.get("record")))
                .filter(record -> Checkpoint.dayOf(record).equals(checkpoint.day()))
                .map(record -> Checkpoint.Element.of(record, keys(file)))
                .toList();

        assertThat(checkpoint.verifies(keys(file))).isTrue();
        assertThat(Checkpoint.ofNothing("any", checkpoint.day(), keys(file))
                        .plus(elements, keys(file))
                        .isSumOf(List.of(checkpoint)))
                .isTrue();
    }

    @Test
    void theNoticeIsHashedAsItsBytesAre() throws Exception {
        JsonNode file = read("notice-vector.json");
        byte[] notice = Files.readAllBytes(FOLDER.resolve("notice.json"));

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(notice)))
                .isEqualTo(file.get("hash").asText());
        JsonNode content = new ObjectMapper().readTree(notice);
        assertThat(content.get("format").asText()).isEqualTo("1");
        for (JsonNode category : content.get("categories")) {
            TreeSet<String> elements = new TreeSet<>();
            category.get("declares").forEach(element -> elements.add(element.asText()));
            Declaration declared =
                    new Declaration(Category.of(category.get("id").asText()), elements);
            assertThat(category.get("fingerprint").asText()).isEqualTo(declared.fingerprint());
            assertThat(file.get("fingerprints").get(category.get("id").asText()).asText())
                    .isEqualTo(declared.fingerprint());
        }
    }

    /** What is written today has the same fields, so that the specification is of this version, too. */
    @Test
    void aNoticeOfTodayHasTheFieldsThatAreSpecified() throws Exception {
        JsonNode stored =
                new ObjectMapper().readTree(FOLDER.resolve("notice.json").toFile());
        JsonNode today = new ObjectMapper()
                .readTree(TestPolicies.measuringShop()
                        .notice(Locale.ENGLISH, "layout")
                        .json());

        assertThat(fields(today)).isEqualTo(fields(stored));
        assertThat(fields(today.get("categories").get(0)))
                .isEqualTo(fields(stored.get("categories").get(0)));
        assertThat(fields(today.get("categories").get(0).get("cookies").get(0)))
                .isEqualTo(fields(stored.get("categories").get(0).get("cookies").get(0)));
        assertThat(fields(today.get("exempt").get(0)))
                .isEqualTo(fields(stored.get("exempt").get(0)));
        assertThat(fields(today.get("providers").get(0)))
                .isEqualTo(fields(stored.get("providers").get(0)));
    }

    @Test
    void everyFieldIsSpecified() throws Exception {
        String specification = Files.readString(FOLDER.resolve("README.md"));
        JsonNode notice =
                new ObjectMapper().readTree(FOLDER.resolve("notice.json").toFile());
        for (String field : fields(notice)) {
            assertThat(specification).contains("`" + field + "`");
        }
        for (String field : fields(notice.get("categories").get(0))) {
            assertThat(specification).contains("`" + field + "`");
        }
        for (ConsentRecord.Event event : ConsentRecord.Event.values()) {
            assertThat(specification).contains("`" + event + "`");
        }
        for (ConsentRecord.Method method : ConsentRecord.Method.values()) {
            assertThat(specification).contains("`" + method + "`");
        }
    }

    private static List<String> fields(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }

    private static ConsentRecord record(JsonNode json) {
        return new ConsentRecord(
                UUID.fromString(json.get("record").asText()),
                json.get("consent").asText(),
                json.get("sequence").asInt(),
                ConsentRecord.Event.valueOf(json.get("event").asText().toUpperCase(Locale.ROOT)),
                Instant.parse(json.get("recordedAt").asText()),
                Instant.parse(json.get("validUntil").asText()),
                json.get("decisions").asText(),
                json.get("notice").asText(),
                ConsentRecord.Method.valueOf(json.get("method").asText().toUpperCase(Locale.ROOT)),
                json.get("language").asText(),
                json.get("gpc").asBoolean(),
                json.get("site").asText(),
                Optional.ofNullable(json.get("previousHash").textValue()).orElse(null),
                json.get("keyId").asText(),
                json.get("mac").asText());
    }

    private static JsonNode read(String name) throws IOException {
        return new ObjectMapper().readTree(FOLDER.resolve(name).toFile());
    }

    private static Stream<JsonNode> vectors(JsonNode file) {
        return StreamSupport.stream(file.get("vectors").spliterator(), false);
    }

    private static SigningKeys keys(JsonNode file) {
        StringBuilder lines = new StringBuilder();
        file.get("keys").forEach(line -> lines.append(line.asText()).append('\n'));
        return SigningKeys.parse(lines.toString());
    }
}
