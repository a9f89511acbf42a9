package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.servlet.lockdown.LockdownMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void theDefaultsAreThese() {
        Settings settings = read("");

        assertThat(settings)
                .isEqualTo(new Settings(
                        null,
                        false,
                        null,
                        "/consent",
                        true,
                        false,
                        null,
                        Path.of("consent-data", "root"),
                        true,
                        null,
                        null,
                        null,
                        null,
                        "eu-consent",
                        null,
                        false,
                        LockdownMode.OFF,
                        false));
        assertThat(read("/shop/fr").home()).isEqualTo(Path.of("consent-data", "shop#fr"));
    }

    @Test
    void theLockdownOnlyReportsWhereNothingIsBlocked() {
        assertThat(read("", "consent.lockdown", "true").lockdown()).isEqualTo(LockdownMode.ENFORCED);
        assertThat(read("", "consent.lockdown", "report-only").lockdown()).isEqualTo(LockdownMode.REPORT_ONLY);
        assertThat(read("", "consent.lockdown", "true", "consent.mode", "observe")
                        .lockdown())
                .isEqualTo(LockdownMode.REPORT_ONLY);
        assertThat(read("", "consent.mode", "observe").lockdown()).isEqualTo(LockdownMode.OFF);
    }

    @Test
    void theFirstPlaceThatHasAValueWins() {
        Map<String, String> filter = new TreeMap<>(Map.of("consent.mode", "observe"));
        Map<String, String> context = new TreeMap<>(Map.of("consent.mode", "enforce", "consent.path", "/a"));
        Map<String, String> system = new TreeMap<>(Map.of("consent.path", "/b", "consent.gpc", " true "));
        Map<String, String> environment = Map.of("CONSENT_GPC", "false", "CONSENT_COOKIE_NAME", "choice");

        Settings settings = Settings.read(Setting.Source.of(filter::get, context::get, system::get, environment), "");

        assertThat(settings.observe()).isTrue();
        assertThat(settings.path()).isEqualTo("/a");
        assertThat(settings.gpc()).isTrue();
        assertThat(settings.cookieName()).isEqualTo("choice");
    }

    @ParameterizedTest
    @CsvSource({
        "consent.mode, off",
        "consent.strict, yes",
        "consent.path, consent",
        "consent.path, /",
        "consent.path, /consent/",
        "consent.path, /../x",
        "consent.banner, none",
        "consent.lockdown, yes",
        "consent.cookie.name, a b",
        "consent.cookie.domain, example",
        "consent.cookie.domain, 'shop.example;x'",
        "consent.cookie.secure, never",
        "consent.gpc, 1",
        "consent.store.user, someone"
    })
    void aValueThatCannotBeUsedIsNamedWithItsSetting(String name, String value) {
        assertThatThrownBy(() -> read("", name, value))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name);
    }

    @Test
    void anotherStoreNeedsKeysThatAreTheSameOnEveryNode() {
        assertThatThrownBy(() -> read("", "consent.store.url", "jdbc:postgresql://db/consent"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("consent.keys is not set");
    }

    @Test
    void aPasswordIsInNoMessage() {
        assertThatThrownBy(() -> read("", "consent.store.password", "hunter2"))
                .hasMessageStartingWith("consent.store.password")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void anUnknownNameIsAnErrorAndForeignNamesAreNot() {
        Setting.check(List.of("consent.mode", "other.mode", "consents"));

        assertThatThrownBy(() -> Setting.check(List.of("consent.moode")))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("consent.moode")
                .hasMessageContaining("consent.mode");
    }

    private static Settings read(String contextPath, String... namesAndValues) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.read(Setting.Source.of(values::get, name -> null, name -> null, Map.of()), contextPath);
    }
}
