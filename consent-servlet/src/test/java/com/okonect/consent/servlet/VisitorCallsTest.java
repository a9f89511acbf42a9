package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls below {@code /consent}, over a socket to a real Jetty. */
class VisitorCallsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final TestSite site = new TestSite("/")
            .with(TestSite.filter(TestPolicies.shop(), store, clock).build())
            .page("/consents", (request, response) -> response.getWriter().write("the application's own"))
            .page("/page", (request, response) -> {
                response.setContentType("text/html;charset=utf-8");
                response.getWriter().write("<!doctype html><title>t</title><body><p>page");
            });
    private RawHttp http;

    @BeforeEach
    void start() throws Exception {
        http = site.start();
    }

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    @Test
    void beforeAChoiceTheStateSaysSo() throws Exception {
        JsonNode state = state();

        assertThat(state.get("decided").booleanValue()).isFalse();
        assertThat(state.get("id").isNull()).isTrue();
        assertThat(state.get("decidedAt").isNull()).isTrue();
        assertThat(state.get("expiresAt").isNull()).isTrue();
        assertThat(state.get("notice").textValue()).matches("[0-9a-f]{64}");
        assertThat(state.get("categories").toString())
                .isEqualTo("{\"marketing\":\"undecided\",\"payment\":\"undecided\","
                        + "\"personalisation\":\"undecided\",\"statistics\":\"undecided\"}");
    }

    @Test
    void aFormThatAcceptsIsAnsweredBySeeOtherAndTheSignedCookie() throws Exception {
        Response accepted = http.post("/consent", "choice=accept&return=/page%3Fa%3D1");

        assertThat(accepted.status()).isEqualTo(303);
        assertThat(accepted.header("Location")).contains("/page?a=1");
        assertThat(accepted.header("Cache-Control")).contains("no-store");
        assertThat(accepted.setCookies())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .matches(
                                "eu-consent=1\\.[^;]+; Path=/; Max-Age=15638400; Expires=Sun, 23 May 2027 10:15:30 GMT;"
                                        + " HttpOnly; SameSite=Lax"));
        assertThat(store.records).hasSize(1);
        JsonNode state = state(cookie(accepted));
        assertThat(state.get("decided").booleanValue()).isTrue();
        assertThat(state.get("id").textValue()).isEqualTo(store.records.get(0).consentId());
        assertThat(state.get("decidedAt").textValue()).isEqualTo("2026-11-23T10:15:30Z");
        assertThat(state.get("expiresAt").textValue()).isEqualTo("2027-05-23T10:15:30Z");
        assertThat(state.get("categories").get("marketing").textValue()).isEqualTo("granted");
    }

    @Test
    void aScriptThatSelectsIsAnsweredByTheState() throws Exception {
        Response selected = json("{\"choice\":\"select\",\"categories\":[\"statistics\"]}");

        assertThat(selected.status()).isEqualTo(200);
        assertThat(selected.header("Content-Type")).contains("application/json");
        JsonNode state = JSON.readTree(selected.text());
        assertThat(state.get("categories").get("statistics").textValue()).isEqualTo("granted");
        assertThat(state.get("categories").get("payment").textValue()).isEqualTo("refused");
    }

    @Test
    void refusingSetsACookieWithoutAnIdentifierTheSameForEverybody() throws Exception {
        Response one = http.post("/consent", "choice=refuse");
        Response other = http.post("/consent", "choice=select");

        assertThat(cookie(one)).isEqualTo(cookie(other));
        assertThat(store.records).isEmpty();
        assertThat(state(cookie(one)).get("id").isNull()).isTrue();
        assertThat(state(cookie(one)).get("decided").booleanValue()).isTrue();
    }

    @Test
    void grantingAndWithdrawingChangeOnlyWhatTheyName() throws Exception {
        Response granted = http.post("/consent", "choice=grant&category=statistics&category=payment");
        JsonNode afterGrant = state(cookie(granted));
        Response withdrawn = http.post("/consent", "choice=withdraw&category=payment", "Cookie: " + cookie(granted));
        JsonNode afterWithdrawal = state(cookie(withdrawn));

        assertThat(afterGrant.get("categories").get("marketing").textValue()).isEqualTo("undecided");
        assertThat(afterWithdrawal.get("categories").get("payment").textValue()).isEqualTo("refused");
        assertThat(afterWithdrawal.get("categories").get("statistics").textValue())
                .isEqualTo("granted");
        assertThat(afterWithdrawal.get("id")).isEqualTo(afterGrant.get("id"));
    }

    @Test
    void withdrawingExpiresTheCookiesOfTheCategoryOnTheSameResponse() throws Exception {
        Response accepted = http.post("/consent", "choice=accept");
        Response withdrawn = http.post(
                "/consent",
                "choice=withdraw&category=marketing",
                "Cookie: " + cookie(accepted) + "; offers=1; _pk_id.1=2; stranger=3");

        assertThat(withdrawn.setCookies()).anyMatch(line -> line.startsWith("offers=;") && line.contains("Max-Age=0"));
        assertThat(withdrawn.setCookies()).noneMatch(line -> line.startsWith("_pk_id"));
        assertThat(withdrawn.setCookies()).noneMatch(line -> line.startsWith("stranger"));
    }

    @Test
    void repeatingAChoiceIdReturnsTheFirstResult() throws Exception {
        String form = "choice=accept&choiceId=" + UUID.randomUUID();

        String first = cookie(http.post("/consent", form));
        String second = cookie(http.post("/consent", form));

        assertThat(second).isEqualTo(first);
        assertThat(store.records).hasSize(1);
    }

    @Test
    void theChoiceIdOfAnotherChoiceIsAConflict() throws Exception {
        String id = "&choiceId=" + UUID.randomUUID();
        http.post("/consent", "choice=accept" + id);

        Response conflict = http.post("/consent", "choice=grant&category=payment" + id);

        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.setCookies()).isEmpty();
    }

    @Test
    void aGrantForANoticeThatIsNotInForceIsAskedAgainAndARefusalStands() throws Exception {
        String old = "&notice=" + "0".repeat(64);

        assertThat(http.post("/consent", "choice=accept" + old).status()).isEqualTo(409);
        assertThat(store.records).isEmpty();
        assertThat(http.post("/consent", "choice=refuse" + old).status()).isEqualTo(303);
    }

    @ParameterizedTest
    @CsvSource({
        "/page, /page",
        "/p%C3%A9, /p%C3%A9",
        "https://evil.example/, /",
        "//evil.example/, /",
        "/\\evil.example/, /",
        "/%09/evil.example/, /",
        "/%0d%0aX: y, /",
        "page, /",
        "'', /"
    })
    void theReturnIsAPathOfThisSite(String wanted, String location) throws Exception {
        assertThat(http.post("/consent", "choice=refuse&return=" + wanted).header("Location"))
                .contains(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: none",
                "Sec-Fetch-Site: SAME-ORIGIN",
                "Origin: null",
                "Origin: https://localhost",
                "Origin: http://localhost",
                "Origin: http://evil.example",
                "Referer: http://evil.example/",
                "X-Nothing: at all"
            })
    void aChoiceFromElsewhereIsForbidden(String header) throws Exception {
        Response forbidden = http.send(
                "POST", "/consent", "choice=accept", "Content-Type: application/x-www-form-urlencoded", header);

        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.setCookies()).isEmpty();
        assertThat(store.records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://shop.example", "Referer: http://shop.example/page"})
    void olderBrowsersAreKnownByOriginOrReferrer(String header) throws Exception {
        Response accepted = http.send(
                "POST",
                "/consent",
                "choice=accept",
                "Host: shop.example",
                "Content-Type: application/x-www-form-urlencoded",
                header);

        assertThat(accepted.status()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "choice=perhaps",
                "choice=accept&choice=refuse",
                "choice=grant",
                "choice=withdraw",
                "choice=grant&category=telepathy",
                "choice=grant&category=Statistics",
                "choice=accept&category=telepathy",
                "choice=accept&choiceId=1",
                "choice=%zz",
                "choice=accept&method=force"
            })
    void aBadFormIsAnsweredByAPageAndNothingIsRecorded(String form) throws Exception {
        Response bad = http.post("/consent", form);

        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.header("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(bad.setCookies()).isEmpty();
        assertThat(store.records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"choice\":",
                "{\"choice\":1}",
                "{\"choice\":\"select\",\"categories\":\"statistics\"}",
                "{\"choice\":\"select\",\"categories\":[1]}",
                "{\"choice\":\"select\",\"category\":[\"statistics\"]}",
                "{\"choice\":\"accept\",\"choice\":\"refuse\"}",
                "{\"choice\":\"accept\"} {}"
            })
    void badJsonIsAnsweredByAProblem(String body) throws Exception {
        Response bad = json(body);

        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.header("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(bad.text()).get("status").intValue()).isEqualTo(400);
        assertThat(bad.setCookies()).isEmpty();
        assertThat(store.records).isEmpty();
    }

    @Test
    void whatIsTooLargeOrOfAnotherTypeOrMethodIsSaid() throws Exception {
        assertThat(http.post("/consent", "choice=accept&x=" + "x".repeat(8192)).status())
                .isEqualTo(413);
        assertThat(http.send(
                                "POST",
                                "/consent",
                                "choice=accept",
                                "Sec-Fetch-Site: same-origin",
                                "Content-Type: text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(http.send("POST", "/consent", "choice=accept", "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(415);
        Response put = http.send("PUT", "/consent", "", "Sec-Fetch-Site: same-origin");
        assertThat(put.status()).isEqualTo(405);
        assertThat(put.header("Allow")).contains("GET, HEAD, POST");
        assertThat(http.send("GET", "/consent/erase", null).header("Allow")).contains("POST");
        assertThat(http.get("/consent/nothing").status()).isEqualTo(404);
        assertThat(http.get("/consents").text()).isEqualTo("the application's own");
    }

    @Test
    void whenTheStoreIsDownNothingIsGrantedAndItIsSaid() throws Exception {
        store.goDown();

        Response form = http.post("/consent", "choice=accept");
        Response script = json("{\"choice\":\"select\",\"categories\":[\"statistics\"]}");

        assertThat(form.status()).isEqualTo(503);
        assertThat(form.header("Retry-After")).isPresent();
        assertThat(form.setCookies()).isEmpty();
        assertThat(script.status()).isEqualTo(503);
        assertThat(JSON.readTree(script.text()).get("notGranted").toString()).isEqualTo("[\"statistics\"]");
        assertThat(JSON.readTree(script.text()).get("notRecorded")).hasSize(4);
        JsonNode inEffect = state(cookie(script));
        assertThat(inEffect.get("categories").get("statistics").textValue()).isEqualTo("undecided");
        assertThat(inEffect.get("categories").get("marketing").textValue()).isEqualTo("refused");
    }

    @Test
    void withdrawingWorksWhenTheStoreIsDown() throws Exception {
        Response accepted = http.post("/consent", "choice=accept");
        store.goDown();

        Response withdrawn = http.post(
                "/consent", "choice=withdraw&category=marketing", "Cookie: " + cookie(accepted) + "; offers=1");

        assertThat(withdrawn.status()).isEqualTo(503);
        assertThat(withdrawn.text()).contains("marketing");
        assertThat(withdrawn.setCookies()).anyMatch(line -> line.startsWith("offers=;") && line.contains("Max-Age=0"));
        assertThat(state(cookie(withdrawn)).get("categories").get("marketing").textValue())
                .isEqualTo("refused");
        assertThat(state(cookie(withdrawn)).get("categories").get("statistics").textValue())
                .isEqualTo("granted");
    }

    @Test
    void theHashOfTheNoticeIsThatOfItsJsonInTheLanguageOfThePage() throws Exception {
        for (String language : List.of("en", "fr")) {
            Response notice = http.get("/consent/notice", "Accept: application/json", "Accept-Language: " + language);
            byte[] json = notice.body().getBytes(StandardCharsets.ISO_8859_1);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(json));

            assertThat(JSON.readTree(http.get("/consent/state", "Accept-Language: " + language)
                                    .text())
                            .get("notice")
                            .textValue())
                    .isEqualTo(hash);
        }
        assertThat(http.get("/consent/notice").header("Content-Type").orElseThrow())
                .startsWith("text/html");
    }

    @Test
    void theVisitorsRecordsAreADownloadWithTheNoticesTheyPointTo() throws Exception {
        Response accepted = http.post("/consent", "choice=accept");

        Response records = http.get("/consent/records", "Cookie: " + cookie(accepted));

        assertThat(records.status()).isEqualTo(200);
        assertThat(records.header("Content-Disposition").orElseThrow()).startsWith("attachment");
        JsonNode document = JSON.readTree(records.text());
        assertThat(document.get("records")).hasSize(1);
        JsonNode record = document.get("records").get(0);
        assertThat(record.get("categories").get("marketing").booleanValue()).isTrue();
        assertThat(document.get("notices").get(record.get("notice").textValue()).get("texts"))
                .isNotNull();
    }

    @Test
    void theRecordsAreThereAsIsoConsentRecords() throws Exception {
        Response accepted = http.post("/consent", "choice=accept");

        Response records = http.get("/consent/records?format=iso27560", "Cookie: " + cookie(accepted));

        assertThat(records.header("Content-Type")).contains("application/ld+json");
        JsonNode document = JSON.readTree(records.text());
        assertThat(document.has("@context")).isTrue();
        assertThat(document.get("@graph")).hasSize(4);
        assertThat(http.get("/consent/records?format=pdf", "Cookie: " + cookie(accepted))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whereNothingIsHeldThereIsNothingToDownload() throws Exception {
        assertThat(http.get("/consent/records").status()).isEqualTo(404);
        Response refused = http.post("/consent", "choice=refuse");
        assertThat(http.get("/consent/records", "Cookie: " + cookie(refused)).status())
                .isEqualTo(404);
    }

    @Test
    void erasingRemovesTheRecordsAndAnswersWithARefusalWithoutAnId() throws Exception {
        Response accepted = http.post("/consent", "choice=accept");

        Response erased = http.post("/consent/erase", "", "Cookie: " + cookie(accepted) + "; offers=1");

        assertThat(erased.status()).isEqualTo(303);
        assertThat(erased.header("Clear-Site-Data")).isEmpty();
        assertThat(store.records).isEmpty();
        assertThat(cookie(erased)).isEqualTo(cookie(http.post("/consent", "choice=refuse")));
        assertThat(erased.setCookies()).anyMatch(line -> line.startsWith("offers=;"));
        assertThat(http.get("/consent/records", "Cookie: " + cookie(accepted)).status())
                .isEqualTo(404);
    }

    @Test
    void ourPagesSayWhereTheirFormsComeFromWhateverTheSitesPolicyForReferrers() throws Exception {
        assertThat(http.get("/consent").header("Referrer-Policy")).contains("same-origin");
        assertThat(http.get("/consent/notice").header("Referrer-Policy")).contains("same-origin");
    }

    @Test
    void aVisitorCanComputeTheHashOfADownloadedNotice() throws Exception {
        Response accepted = http.post("/consent", "choice=accept");
        String records =
                http.get("/consent/records", "Cookie: " + cookie(accepted)).body();
        String hash = store.records.get(0).notice();
        int from = records.indexOf(hash + "\":", records.indexOf("\"notices\"")) + hash.length() + 2;
        String notice = records.substring(from, records.length() - 2);

        assertThat(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(notice.getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo(hash);
    }

    @Test
    void assetsNeverChange() throws Exception {
        String page = http.get("/consent").text();
        String style = page.substring(page.indexOf("/consent/assets/"), page.indexOf(".css") + 4);

        Response asset = http.get(style);

        assertThat(asset.status()).isEqualTo(200);
        assertThat(asset.header("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(http.get("/consent/assets/none.css").status()).isEqualTo(404);
    }

    private static String sha256(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void theManifestNamesTheHashOfEveryNoticeAndAsset() throws Exception {
        String manifest = http.get("/consent/manifest").text();

        for (String language : List.of("en", "fr")) {
            Response notice = http.get("/consent/notice?lang=" + language, "Accept: application/json");
            assertThat(manifest).contains(sha256(notice.body()));
        }
        String page = http.get("/consent").text();
        String style = page.substring(page.indexOf("/consent/assets/"), page.indexOf(".css") + 4);
        assertThat(manifest)
                .contains(style.substring(style.lastIndexOf('/') + 1))
                .contains(sha256(http.get(style).body()));
        assertThat(http.get("/consent/manifest").text()).isEqualTo(manifest);
    }

    @Test
    void theSettingsShowTheStoredChoiceAndNeverADefault() throws Exception {
        assertThat(http.get("/consent").text()).doesNotContain("checked");

        Response selected = http.post("/consent", "choice=select&category=statistics");
        String page = http.get("/consent", "Cookie: " + cookie(selected)).text();

        assertThat(page.split(" checked=", -1)).hasSize(2);
        assertThat(http.get("/consent?lang=fr").text()).contains("lang=\"fr\"");
    }

    @Test
    void theBannerIsInThePageUntilAChoiceIsMade() throws Exception {
        Response first = http.get("/page");
        Response refused = http.post("/consent", "choice=refuse");
        Response later = http.get("/page", "Cookie: " + cookie(refused));

        for (String category : List.of("statistics", "personalisation", "payment", "marketing")) {
            assertThat(first.text()).contains("value=\"" + category + "\"");
        }
        assertThat(first.text()).contains("value=\"accept\"").contains("value=\"refuse\"");
        assertThat(first.header("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(later.text()).doesNotContain("value=\"accept\"");
    }

    private static String cookie(Response response) {
        return response.cookie("eu-consent").orElseThrow();
    }

    private Response json(String body) throws Exception {
        return http.send("POST", "/consent", body, "Sec-Fetch-Site: same-origin", "Content-Type: application/json");
    }

    private JsonNode state(String... cookies) throws Exception {
        String[] headers = cookies.length == 0 ? new String[0] : new String[] {"Cookie: " + String.join("; ", cookies)};
        Response response = http.get("/consent/state", headers);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Cache-Control")).contains("no-store");
        return JSON.readTree(response.text());
    }
}
