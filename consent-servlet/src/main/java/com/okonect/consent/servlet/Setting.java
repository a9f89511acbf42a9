package com.okonect.consent.servlet;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings by name. Each is written here once; {@link Settings} holds the values. */
enum Setting {
    POLICY("consent.policy"),
    MODE("consent.mode"),
    STRICT("consent.strict"),
    PATH("consent.path"),
    BANNER("consent.banner"),
    EXPLAIN("consent.explain"),
    THEME("consent.theme"),
    LOCKDOWN("consent.lockdown"),
    HOME("consent.home"),
    STORE_URL("consent.store.url"),
    STORE_USER("consent.store.user"),
    STORE_PASSWORD("consent.store.password", true),
    KEYS("consent.keys"),
    COOKIE_NAME("consent.cookie.name"),
    COOKIE_DOMAIN("consent.cookie.domain"),
    COOKIE_SECURE("consent.cookie.secure"),
    GPC("consent.gpc"),
    AUTOREGISTER("consent.autoregister");

    private static final String PREFIX = "consent.";
    private static final Set<String> NAMES = new TreeSet<>();

    static {
        for (Setting setting : values()) {
            NAMES.add(setting.key);
        }
    }

    private final String key;
    private final boolean secret;

    Setting(String key) {
        this(key, false);
    }

    Setting(String key, boolean secret) {
        this.key = key;
        this.secret = secret;
    }

    String key() {
        return key;
    }

    /** Such as {@code CONSENT_STORE_URL}. */
    String variable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    boolean bool(Source source, boolean otherwise) {
        return source.find(this).map(this::bool).orElse(otherwise);
    }

    boolean bool(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(value, "allowed are true and false");
        };
    }

    String oneOf(Source source, String otherwise, String... others) {
        String value = source.find(this).orElse(otherwise);
        if (!value.equals(otherwise) && !List.of(others).contains(value)) {
            throw invalid(value, "allowed are " + otherwise + " and " + String.join(" and ", others));
        }
        return value;
    }

    SettingException invalid(@Nullable String value, String allowed) {
        return new SettingException(key, secret ? "…" : value, allowed);
    }

    SettingException invalid(@Nullable String value, String allowed, Throwable cause) {
        return new SettingException(key, secret ? "…" : value, allowed, cause);
    }

    /** Stops the start where a name looks like a setting and is none. */
    static void check(Iterable<String> names) {
        for (String name : names) {
            if (name.startsWith(PREFIX) && !NAMES.contains(name)) {
                throw new SettingException(
                        name, "", "there is no such setting; allowed are " + String.join(", ", NAMES));
            }
        }
    }

    /** Where values come from, the first place that has one wins. */
    interface Source {

        Optional<String> find(Setting setting);

        /**
         * Filter and context parameters, then system properties, then environment variables. Empty values do not count.
         */
        static Source of(
                Function<String, @Nullable String> filterParameter,
                Function<String, @Nullable String> contextParameter,
                Function<String, @Nullable String> systemProperty,
                Map<String, String> environment) {
            return setting -> {
                for (Function<String, @Nullable String> place :
                        List.of(filterParameter, contextParameter, systemProperty)) {
                    String value = place.apply(setting.key());
                    if (value != null && !value.isBlank()) {
                        return Optional.of(value.strip());
                    }
                }
                String value = environment.get(setting.variable());
                return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
            };
        }
    }
}
