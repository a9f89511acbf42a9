package com.okonect.consent.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes what a start needs of JSON. An {@code ObjectMapper} does the same, and loads four hundred classes for
 * it.
 */
final class Json {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Reads the first value of a text.
     *
     * @return null, as JSON has it, where there is none
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not JSON, or names a key twice
     */
    static JsonValue read(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            return parser.nextToken() == null ? new JsonValue(null) : value(parser);
        }
    }

    /** The value whose first token is the current one; its last token is the current one then. */
    private static JsonValue value(JsonParser parser) throws IOException {
        return new JsonValue(
                switch (parser.currentToken()) {
                    case START_OBJECT -> {
                        Map<String, JsonValue> fields = new LinkedHashMap<>();
                        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                            parser.nextToken();
                            fields.put(name, value(parser));
                        }
                        yield fields;
                    }
                    case START_ARRAY -> {
                        List<JsonValue> items = new ArrayList<>();
                        while (!parser.nextToken().isStructEnd()) {
                            items.add(value(parser));
                        }
                        yield items;
                    }
                    case VALUE_STRING -> parser.getText();
                    case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
                    case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
                    case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
                    default -> null;
                });
    }

    /**
     * Writes a tree of maps, lists, texts and booleans, without any space.
     *
     * @return JSON in UTF-8
     * @throws IllegalArgumentException if there is anything else in it
     */
    static byte[] write(Map<?, ?> content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            write(generator, content);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                generator.writeFieldName((String) field.getKey());
                write(generator, field.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object item : list) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else {
            throw new IllegalArgumentException("neither a map nor a list, text or boolean: " + value.getClass());
        }
    }
}
