package com.okonect.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The formats of other platforms' cookies. Everything in them is the visitor's word: bounded, and never an error. */
final class ForeignCookies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 4_096;
    private static final int MOST_PURPOSES = 50;
    private static final int LONGEST_PURPOSE = 40;
    private static final Pattern COOKIEBOT = Pattern.compile("(preferences|statistics|marketing):(true|false)");
    private static final Pattern COOKIEBOT_TIME = Pattern.compile("utc:(\\d{1,15})");
    private static final Pattern ONETRUST_GROUP = Pattern.compile("([A-Za-z0-9_-]{1,40}):([01])");
    private static final Pattern TARTEAUCITRON = Pattern.compile("!([^!=]{1,40})=(true|false)");

    private static final Map<String, Category> WORDS = Map.ofEntries(
            Map.entry("analytics", Category.STATISTICS),
            Map.entry("audience", Category.STATISTICS),
            Map.entry("measurement", Category.STATISTICS),
            Map.entry("performance", Category.STATISTICS),
            Map.entry("statistics", Category.STATISTICS),
            Map.entry("c0002", Category.STATISTICS),
            Map.entry("functional", Category.PERSONALISATION),
            Map.entry("functionality", Category.PERSONALISATION),
            Map.entry("personalisation", Category.PERSONALISATION),
            Map.entry("personalization", Category.PERSONALISATION),
            Map.entry("preferences", Category.PERSONALISATION),
            Map.entry("c0003", Category.PERSONALISATION),
            Map.entry("ads", Category.MARKETING),
            Map.entry("advertisement", Category.MARKETING),
            Map.entry("advertising", Category.MARKETING),
            Map.entry("marketing", Category.MARKETING),
            Map.entry("targeting", Category.MARKETING),
            Map.entry("c0004", Category.MARKETING));

    private ForeignCookies() {}

    /** Reads the value of one platform's cookie; null for what is no choice. */
    private interface Format {
        @Nullable
        EarlierChoice read(String value) throws JsonProcessingException;
    }

    static @Nullable Category category(String purpose) {
        return WORDS.get(purpose.toLowerCase(Locale.ROOT));
    }

    static List<EarlierChoice> read(Function<String, List<String>> cookies) {
        List<EarlierChoice> found = new ArrayList<>();
        add(found, cookies.apply("cc_cookie"), ForeignCookies::orestbida);
        add(found, cookies.apply("klaro"), ForeignCookies::klaro);
        add(found, cookies.apply("CookieConsent"), ForeignCookies::cookiebot);
        Optional<Instant> closed =
                cookies.apply("OptanonAlertBoxClosed").stream().findFirst().flatMap(ForeignCookies::encodedTime);
        add(found, cookies.apply("OptanonConsent"), value -> oneTrust(value, closed));
        add(found, cookies.apply("tarteaucitron"), ForeignCookies::tarteaucitron);
        add(found, cookies.apply("didomi_token"), ForeignCookies::didomi);
        return found;
    }

    private static void add(List<EarlierChoice> found, List<String> values, Format format) {
        for (String value : values) {
            try {
                EarlierChoice choice = value.length() > LONGEST ? null : format.read(value);
                if (choice != null && !choice.purposes().isEmpty()) {
                    found.add(choice);
                    return;
                }
            } catch (JsonProcessingException | RuntimeException unreadable) {
                // of several cookies of the name another may be readable
            }
        }
    }

    /** {@code cc_cookie}: JSON with the accepted categories; what is not accepted is not named. */
    private static @Nullable EarlierChoice orestbida(String value) throws JsonProcessingException {
        JsonNode root = JSON.readTree(decoded(value));
        SortedMap<String, Boolean> purposes = new TreeMap<>();
        root.path("categories").forEach(category -> put(purposes, category.asText(), true));
        purposes.remove("necessary");
        Optional<Instant> at = time(root.path("lastConsentTimestamp")
                .asText(root.path("consentTimestamp").asText()));
        return new EarlierChoice("cookieconsent", at, purposes);
    }

    /** {@code klaro}: JSON with a boolean a service. */
    private static @Nullable EarlierChoice klaro(String value) throws JsonProcessingException {
        SortedMap<String, Boolean> purposes = new TreeMap<>();
        JSON.readTree(decoded(value)).properties().forEach(service -> {
            if (service.getValue().isBoolean()) {
                put(purposes, service.getKey(), service.getValue().booleanValue());
            }
        });
        return new EarlierChoice("Klaro", Optional.empty(), purposes);
    }

    /** {@code CookieConsent}: the literal of an object in JavaScript; what was implied is no choice. */
    private static @Nullable EarlierChoice cookiebot(String value) {
        String text = decoded(value);
        if (text.contains("method:'implied'")) {
            return null;
        }
        SortedMap<String, Boolean> purposes = new TreeMap<>();
        Matcher purpose = COOKIEBOT.matcher(text);
        while (purpose.find()) {
            put(purposes, purpose.group(1), purpose.group(2).equals("true"));
        }
        Matcher time = COOKIEBOT_TIME.matcher(text);
        return new EarlierChoice(
                "Cookiebot",
                time.find() ? Optional.of(Instant.ofEpochMilli(Long.parseLong(time.group(1)))) : Optional.empty(),
                purposes);
    }

    /** {@code OptanonConsent}: a query with {@code groups}; a choice only once the banner was closed. */
    private static @Nullable EarlierChoice oneTrust(String value, Optional<Instant> closed) {
        if (closed.isEmpty()) {
            return null;
        }
        SortedMap<String, Boolean> purposes = new TreeMap<>();
        for (String pair : value.split("&")) {
            if (pair.startsWith("groups=")) {
                Matcher group = ONETRUST_GROUP.matcher(decoded(pair.substring("groups=".length())));
                while (group.find()) {
                    put(purposes, group.group(1), group.group(2).equals("1"));
                }
            }
        }
        purposes.remove("C0001");
        return new EarlierChoice("OneTrust", closed, purposes);
    }

    /** {@code tarteaucitron}: {@code !service=true}; {@code wait} is no choice. */
    private static @Nullable EarlierChoice tarteaucitron(String value) {
        SortedMap<String, Boolean> purposes = new TreeMap<>();
        Matcher service = TARTEAUCITRON.matcher(decoded(value));
        while (service.find()) {
            put(purposes, service.group(1), service.group(2).equals("true"));
        }
        return new EarlierChoice("tarteaucitron", Optional.empty(), purposes);
    }

    /** {@code didomi_token}: JSON in base64, with the purposes enabled and disabled. */
    private static @Nullable EarlierChoice didomi(String value) throws JsonProcessingException {
        String text = decoded(value).replace('-', '+').replace('_', '/').replace("=", "");
        JsonNode root = JSON.readTree(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
        SortedMap<String, Boolean> purposes = new TreeMap<>();
        root.path("purposes").path("enabled").forEach(purpose -> put(purposes, purpose.asText(), true));
        root.path("purposes").path("disabled").forEach(purpose -> put(purposes, purpose.asText(), false));
        return new EarlierChoice("Didomi", time(root.path("updated").asText()), purposes);
    }

    private static void put(SortedMap<String, Boolean> purposes, String name, boolean agreed) {
        boolean usable = !name.isBlank()
                && name.length() <= LONGEST_PURPOSE
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        if (usable && purposes.size() < MOST_PURPOSES) {
            purposes.put(name, agreed);
        }
    }

    private static String decoded(String value) {
        // A plus is a plus here: these are cookies, not forms.
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Optional<Instant> encodedTime(String value) {
        try {
            return time(decoded(value));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }
}
