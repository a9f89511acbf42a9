package com.okonect.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cookies of other platforms say, in the forms in which these platforms write them. */
class EarlierChoiceTest {

    private static final List<String> COOKIES = List.of(
            "cc_cookie",
            "klaro",
            "CookieConsent",
            "OptanonConsent",
            "OptanonAlertBoxClosed",
            "tarteaucitron",
            "didomi_token");

    private static List<EarlierChoice> read(Map<String, String> cookies) {
        return EarlierChoice.read(name -> cookies.containsKey(name) ? List.of(cookies.get(name)) : List.of());
    }

    private static EarlierChoice only(Map<String, String> cookies) {
        List<EarlierChoice> found = read(cookies);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Test
    void orestbidasCookieNamesWhatWasAccepted() {
        EarlierChoice choice = only(Map.of(
                "cc_cookie",
                encoded("{\"categories\":[\"necessary\",\"analytics\"],\"revision\":0,\"data\":null,"
                        + "\"consentTimestamp\":\"2026-03-01T09:30:00.000Z\",\"consentId\":\"x\",\"services\":{},"
                        + "\"lastConsentTimestamp\":\"2026-03-02T09:30:00.000Z\"}")));

        assertThat(choice.platform()).isEqualTo("cookieconsent");
        assertThat(choice.purposes()).isEqualTo(Map.of("analytics", true));
        assertThat(choice.at()).contains(Instant.parse("2026-03-02T09:30:00Z"));
        assertThat(EarlierChoice.category("analytics")).isEqualTo(Category.STATISTICS);
    }

    @Test
    void klarosCookieHasABooleanAService() {
        assertThat(only(Map.of("klaro", encoded("{\"matomo\":true,\"youtube\":false}")))
                        .purposes())
                .isEqualTo(Map.of("matomo", true, "youtube", false));
    }

    @Test
    void cookiebotsCookieIsALiteralAndWhatWasImpliedIsNoChoice() {
        String explicit =
                "{stamp:%27AbC+d==%27%2Cnecessary:true%2Cpreferences:false%2Cstatistics:true%2Cmarketing:false"
                        + "%2Cmethod:%27explicit%27%2Cver:1%2Cutc:1772357400000%2Cregion:%27fr%27}";

        EarlierChoice choice = only(Map.of("CookieConsent", explicit));
        assertThat(choice.purposes()).isEqualTo(Map.of("preferences", false, "statistics", true, "marketing", false));
        assertThat(choice.at()).contains(Instant.parse("2026-03-01T09:30:00Z"));
        assertThat(read(Map.of("CookieConsent", explicit.replace("explicit", "implied"))))
                .isEmpty();
        assertThat(read(Map.of("CookieConsent", "-1"))).isEmpty();
    }

    @Test
    void oneTrustsCookieCountsOnceTheBannerWasClosed() {
        String consent =
                "isGpcEnabled=0&datestamp=Sun+Mar+01+2026&version=202402.1.0&hosts=&consentId=x&interactionCount=1"
                        + "&groups=C0001%3A1%2CC0002%3A0%2CC0004%3A1&AwaitingReconsent=false";

        assertThat(only(Map.of("OptanonConsent", consent, "OptanonAlertBoxClosed", "2026-03-01T09:30:00.000Z"))
                        .purposes())
                .isEqualTo(Map.of("C0002", false, "C0004", true));
        assertThat(read(Map.of("OptanonConsent", consent))).isEmpty();
    }

    @Test
    void tarteaucitronsCookieHasABooleanAServiceAndWaitIsNoChoice() {
        assertThat(only(Map.of("tarteaucitron", "!gajs=true!youtube=false!vimeo=wait"))
                        .purposes())
                .isEqualTo(Map.of("gajs", true, "youtube", false));
    }

    @Test
    void didomisTokenIsJsonInBase64() {
        String token = Base64.getEncoder()
                .encodeToString(
                        ("{\"user_id\":\"x\",\"updated\":\"2026-03-01T09:30:00.000Z\",\"vendors\":{\"enabled\":[\"google\"]},"
                                        + "\"purposes\":{\"enabled\":[\"measurement\"],\"disabled\":[\"advertising\"]},\"version\":2}")
                                .getBytes(StandardCharsets.UTF_8));

        EarlierChoice choice = only(Map.of("didomi_token", token));
        assertThat(choice.purposes()).isEqualTo(Map.of("measurement", true, "advertising", false));
        assertThat(choice.at()).contains(Instant.parse("2026-03-01T09:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "%",
                "%zz",
                "{",
                "[]",
                "7",
                "null",
                "{\"categories\":7}",
                "!=true",
                "groups=",
                "\"x\"",
                "====",
                "{utc:99999999999999999999}",
                "{\"\\u0000\":true}",
                "{\"a\\u202eb\":true}"
            })
    void whatCannotBeReadIsLeftOut(String value) {
        for (String name : COOKIES) {
            Map<String, String> cookies = new HashMap<>(Map.of("OptanonAlertBoxClosed", "2026-03-01T09:30:00Z"));
            cookies.put(name, value);
            assertThat(read(cookies)).as(name).isEmpty();
        }
    }

    @Test
    void whatIsFoundIsBounded() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            many.append("!s").append(i).append("=true");
        }

        assertThat(only(Map.of("tarteaucitron", many.toString())).purposes()).hasSize(50);
        assertThat(read(Map.of("tarteaucitron", "!a=true".repeat(1_000)))).isEmpty();
        assertThat(read(Map.of("tarteaucitron", "!" + "a".repeat(60) + "=true")))
                .isEmpty();
    }
}
