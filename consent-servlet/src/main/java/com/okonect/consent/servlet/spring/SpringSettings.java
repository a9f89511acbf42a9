package com.okonect.consent.servlet.spring;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** The settings of an application in Spring's places for them, in Spring's order of precedence. */
final class SpringSettings {

    private static final String PREFIX = "consent.";
    private static final String AUTOREGISTER = "consent.autoregister";

    private SpringSettings() {}

    /** Every property below {@code consent.}: one that is no setting stops the start, as everywhere. */
    static Map<String, String> of(ConfigurableEnvironment environment) {
        Map<String, String> settings = new TreeMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> named) {
                for (String name : named.getPropertyNames()) {
                    if (name.startsWith(PREFIX)) {
                        put(settings, environment, name);
                    }
                }
            }
        }
        put(settings, environment, AUTOREGISTER); // also where only the environment variable has it
        return settings;
    }

    private static void put(Map<String, String> settings, ConfigurableEnvironment environment, String name) {
        String value = environment.getProperty(name);
        if (value != null) {
            settings.put(name, value);
        }
    }
}
