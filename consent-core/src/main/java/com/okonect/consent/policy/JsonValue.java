package com.okonect.consent.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON text. Jackson's own tree does the same, and thirty classes are loaded for it.
 *
 * @param value a map or a list of values, a text, a boolean, a number, or null
 */
record JsonValue(@Nullable Object value) {

    boolean isObject() {
        return value instanceof Map;
    }

    boolean isArray() {
        return value instanceof List;
    }

    boolean isText() {
        return value instanceof String;
    }

    boolean isBoolean() {
        return value instanceof Boolean;
    }

    /** Returns the fields of an object in their order; none for any other value. */
    @SuppressWarnings("unchecked") // the keys and values of every map are such
    Map<String, JsonValue> fields() {
        return value instanceof Map<?, ?> fields ? (Map<String, JsonValue>) fields : Map.of();
    }

    /** Returns null for a field that is not there. */
    @Nullable
    JsonValue get(String name) {
        return fields().get(name);
    }

    boolean has(String name) {
        return fields().containsKey(name);
    }

    /** Returns the items of a list; none for any other value. */
    @SuppressWarnings("unchecked") // the items of every list are such
    List<JsonValue> items() {
        return value instanceof List<?> items ? (List<JsonValue>) items : List.of();
    }

    /** Returns the empty text for any other value. */
    String text() {
        return value instanceof String text ? text : "";
    }

    boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }
}
