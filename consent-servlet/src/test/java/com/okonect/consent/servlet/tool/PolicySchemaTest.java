package com.okonect.consent.servlet.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.ExemptReason;
import com.okonect.consent.policy.InvalidPolicyException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the published schema allows is what the reader reads. */
class PolicySchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode TEXT = read();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TEXT);
    private static final Pattern ALLOWED = Pattern.compile("\\.zz: unknown; allowed are (.*)");

    @Test
    void aWholePolicyIsValid() throws Exception {
        assertThat(SCHEMA.validate(JSON.readTree(TestPolicies.SHOP))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ 'zz': 1 } | /properties",
                "{ 'controller': { 'zz': 1 } } | /properties/controller/properties",
                "{ 'exempt': [ { 'zz': 1 } ] } | /properties/exempt/items/properties",
                "{ 'providers': [ { 'zz': 1 } ] } | /properties/providers/items/properties",
                "{ 'categories': [ { 'zz': 1 } ] } | /properties/categories/items/properties",
                "{ 'categories': [ { 'cookies': [ { 'zz': 1 } ] } ] }"
                        + " | /properties/categories/items/properties/cookies/items/properties"
            })
    void itKnowsTheSameWordsAsTheReader(String policy, String place) {
        String allowed = faults(policy).stream()
                .map(ALLOWED::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();

        TreeSet<String> words = new TreeSet<>();
        TEXT.at(place).fieldNames().forEachRemaining(words::add);
        assertThat(words).containsExactlyInAnyOrder(allowed.split(", "));
    }

    @Test
    void itListsTheReasonsAndLanguagesOfTheReader() {
        assertThat(texts("/$defs/reason/enum"))
                .containsExactlyElementsOf(Arrays.stream(ExemptReason.values())
                        .map(ExemptReason::word)
                        .toList());
        assertThat(faults("{ 'languages': ['xx'] }"))
                .anyMatch(fault ->
                        fault.endsWith("allowed are " + String.join(", ", texts("/properties/languages/items/enum"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'exempt': []",
                "'choiceLifetime': 'P6M', 'strict': true",
                "'languages': ['fr']",
                "'languages': ['zh-Hant', 'sr-Latn', 'ar']",
                "'providers': [ { 'id': 'b', 'name': 'B' } ], 'categories': [ { 'id': 'marketing', 'providers': ['b'],"
                        + " 'perProvider': true } ]",
                "'controller': { 'name': 'A', 'contact': '/contact' }",
                "'exempt': [ { 'name': 'a*', 'reason': 'basket', 'lifetime': 'PT30M', 'routes': ['/a/*', '/b', '/*'] } ]",
                "'providers': [ { 'id': 'a', 'country': 'FR', 'origins': ['https://a.example'], 'policyUrl': '/a' } ]",
                "'exempt': [ { 'name': 'a', 'reason': 'audience', 'lifetime': 'P13M', 'attested': ['sole-purpose',"
                        + " 'publisher-only', 'anonymous-statistics', 'no-cross-checking', 'no-disclosure',"
                        + " 'no-cross-site-tracking'] } ]",
                "'categories': [ { 'id': 'payment', 'storage': ['a'], 'title': 'Pay' } ]",
                "'categories': [ { 'id': 'a', 'title': 'A', 'description': {'en': 'b', 'fr': 'b'}, 'consequence': 'C' } ]"
            })
    void bothAccept(String part) throws Exception {
        String policy = "{ 'evidenceRetention': 'P1Y', " + part + " }";

        assertThat(SCHEMA.validate(json(policy))).isEmpty();
        ConsentPolicy.parse(policy.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ 'strict': true }",
                "{ 'evidenceRetention': '6 months' }",
                "{ 'evidenceRetention': 'P' }",
                "{ 'evidenceRetention': 'P1Y', 'strict': 'yes' }",
                "{ 'evidenceRetention': 'P1Y', 'languages': [] }",
                "{ 'evidenceRetention': 'P1Y', 'languages': ['en', 'en'] }",
                "{ 'evidenceRetention': 'P1Y', 'controller': { 'name': ' ' } }",
                "{ 'evidenceRetention': 'P1Y', 'controller': { 'name': 'A', 'contact': 'somewhere' } }",
                "{ 'evidenceRetention': 'P1Y', 'controller': { 'name': 'A', 'policyUrl': 'ftp://a.example' } }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': '*', 'reason': 'basket', 'lifetime': 'session' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a*b*', 'reason': 'basket', 'lifetime': 'P1D' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a b', 'reason': 'basket', 'lifetime': 'P1D' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a', 'reason': 'needed', 'lifetime': 'P1D' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a', 'reason': 'basket' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a', 'reason': 'basket', 'lifetime': 'ever' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a', 'reason': 'basket', 'lifetime': 'P1D',"
                        + " 'routes': ['/a*'] } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a', 'reason': 'audience', 'lifetime': 'P1D' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a', 'reason': 'audience', 'lifetime': 'P1D',"
                        + " 'attested': ['sole-purpose'] } ] }",
                "{ 'evidenceRetention': 'P1Y', 'exempt': [ { 'name': 'a', 'reason': 'basket', 'lifetime': 'P1D',"
                        + " 'attested': ['sole-purpose'] } ] }",
                "{ 'evidenceRetention': 'P1Y', 'categories': [ { 'id': 'audience', 'title': 'a', 'description': 'b',"
                        + " 'consequence': 'c' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'providers': [ { 'id': 'a', 'role': 'friend' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'categories': [ { 'id': 'marketing', 'perProvider': 'yes' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'providers': [ { 'id': 'a', 'country': 'France' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'providers': [ { 'id': 'a', 'origins': ['https://a.example/b'] } ] }",
                "{ 'evidenceRetention': 'P1Y', 'categories': [ { 'id': 'Statistics' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'categories': [ { 'id': 'assistance' } ] }",
                "{ 'evidenceRetention': 'P1Y', 'categories': {} }"
            })
    void bothReject(String policy) throws Exception {
        assertThat(SCHEMA.validate(json(policy))).isNotEmpty();
        assertThat(faults(policy)).isNotEmpty();
    }

    private static List<String> faults(String policy) {
        return catchThrowableOfType(InvalidPolicyException.class, () -> ConsentPolicy.parse(policy.replace('\'', '"')))
                .faults();
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static List<String> texts(String place) {
        List<String> texts = new ArrayList<>();
        TEXT.at(place).forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    private static JsonNode read() {
        try (InputStream in = PolicySchemaTest.class.getResourceAsStream("/META-INF/consent.schema.json")) {
            return JSON.readTree(in);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
