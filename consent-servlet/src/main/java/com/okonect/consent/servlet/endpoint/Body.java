package com.okonect.consent.servlet.endpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.okonect.consent.servlet.page.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the body of a POST: a form or a JSON document of at most 8 KiB. */
final class Body {

    static final int MAXIMUM_BYTES = 8 * 1024;

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";
    private static final Set<String> JSON_FIELDS =
            Set.of("choice", "categories", "return", "choiceId", "notice", "method");
    private static final ObjectReader READER = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);

    private Body() {}

    static boolean isJson(HttpServletRequest request) {
        return JSON.equals(mediaType(request));
    }

    static boolean isForm(HttpServletRequest request) {
        return FORM.equals(mediaType(request));
    }

    /**
     * Reads the fields.
     *
     * @throws Rejection 400 for what is malformed, 413 for what is too large, 415 for every other media type
     */
    static Submission.Fields read(HttpServletRequest request) throws IOException, Rejection {
        boolean json = isJson(request);
        if (!json && !isForm(request)) {
            throw new Rejection(Problem.UNSUPPORTED_TYPE, "the content type has to be " + FORM + " or " + JSON);
        }
        if (request.getHeader("Content-Encoding") != null) {
            throw new Rejection(Problem.UNSUPPORTED_TYPE, "the content must not be encoded");
        }
        String text = text(request);
        return json ? json(text) : form(text);
    }

    private static @Nullable String mediaType(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null ? null : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static String text(HttpServletRequest request) throws IOException, Rejection {
        long announced = request.getContentLengthLong();
        if (announced > MAXIMUM_BYTES) {
            throw tooLarge();
        }
        byte[] bytes = new byte[(int) (announced < 0 ? MAXIMUM_BYTES : announced) + 1];
        int length = request.getInputStream().readNBytes(bytes, 0, bytes.length);
        if (length > MAXIMUM_BYTES) {
            throw tooLarge();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Rejection(Problem.BAD_REQUEST, "the content is not UTF-8");
        }
    }

    private static Rejection tooLarge() {
        return new Rejection(Problem.TOO_LARGE, "the content is larger than " + MAXIMUM_BYTES + " bytes");
    }

    /** Fields that are not ours are left alone: frameworks add their own to every form. */
    private static Submission.Fields form(String text) throws Rejection {
        Map<String, List<String>> values = new HashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                values.computeIfAbsent(decode(parts[0]), name -> new ArrayList<>())
                        .add(parts.length == 2 ? decode(parts[1]) : "");
            }
        }
        return new Submission.Fields() {
            @Override
            public Optional<String> one(String name) throws Rejection {
                List<String> all = all(name);
                if (all.size() > 1) {
                    throw new Rejection(
                            Problem.BAD_REQUEST, name + " is there " + all.size() + " times, once is allowed");
                }
                return all.stream().findFirst().filter(value -> !value.isEmpty());
            }

            @Override
            public List<String> all(String name) {
                return values.getOrDefault(name, List.of());
            }
        };
    }

    private static String decode(String encoded) throws Rejection {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Rejection(Problem.BAD_REQUEST, "the form is not percent-encoded as it should be");
        }
    }

    private static Submission.Fields json(String text) throws Rejection {
        JsonNode root;
        try {
            root = READER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Rejection(Problem.BAD_REQUEST, "the content is not JSON: " + e.getOriginalMessage());
        }
        if (root == null || !root.isObject()) {
            throw new Rejection(Problem.BAD_REQUEST, "the content is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (!JSON_FIELDS.contains(field.getKey())) {
                throw new Rejection(
                        Problem.BAD_REQUEST,
                        "there is a field that is not allowed; allowed are "
                                + String.join(
                                        ", ", JSON_FIELDS.stream().sorted().toList()));
            }
        }
        return new Submission.Fields() {
            @Override
            public Optional<String> one(String name) throws Rejection {
                JsonNode node = root.get(name);
                if (node != null && !node.isNull() && !node.isTextual()) {
                    throw new Rejection(Problem.BAD_REQUEST, name + " is not a text");
                }
                return Optional.ofNullable(node).map(JsonNode::textValue);
            }

            @Override
            public List<String> all(String name) throws Rejection {
                JsonNode node = root.get("categories");
                List<String> all = new ArrayList<>();
                if (node != null && !node.isNull()) {
                    if (!node.isArray()) {
                        throw new Rejection(Problem.BAD_REQUEST, "categories is not a list");
                    }
                    for (JsonNode item : node) {
                        if (!item.isTextual()) {
                            throw new Rejection(Problem.BAD_REQUEST, "categories holds something that is not a text");
                        }
                        all.add(item.textValue());
                    }
                }
                return all;
            }
        };
    }
}
