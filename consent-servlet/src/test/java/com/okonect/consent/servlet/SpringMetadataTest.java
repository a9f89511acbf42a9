package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What editors tell the authors of {@code application.properties} is what the settings are. */
class SpringMetadataTest {

    @Test
    void everySettingIsDescribedWithItsDefault() throws Exception {
        Map<String, String> described = new TreeMap<>();
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            for (JsonNode property : new ObjectMapper().readTree(in).get("properties")) {
                assertThat(property.path("description").asText()).endsWith(".");
                described.put(
                        property.get("name").asText(),
                        property.path("defaultValue").asText());
            }
        }

        assertThat(described.keySet())
                .containsExactlyElementsOf(Arrays.stream(Setting.values())
                        .map(Setting::key)
                        .sorted()
                        .toList());
        Settings defaults = Settings.read(setting -> Optional.empty(), "");
        assertThat(described)
                .containsEntry("consent.mode", defaults.observe() ? "observe" : "enforce")
                .containsEntry("consent.path", defaults.path())
                .containsEntry("consent.banner", defaults.inject() ? "inject" : "manual")
                .containsEntry("consent.cookie.name", defaults.cookieName())
                .containsEntry("consent.cookie.secure", defaults.secureAlways() ? "always" : "auto")
                .containsEntry("consent.gpc", Boolean.toString(defaults.gpc()))
                .containsEntry("consent.lockdown", "false")
                .containsEntry("consent.autoregister", "true");
    }
}
