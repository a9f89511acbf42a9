package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Period;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator sees of choices, notices, records and requests, on a real Jetty. */
class OperatorPagesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final MemoryStore store = new MemoryStore();
    private final TestSite site = new TestSite("/shop");
    private RawHttp http;

    @BeforeEach
    void threeChoices() throws Exception {
        ServletHolder operator = new ServletHolder(new OperatorServlet());
        operator.setInitParameter("requireUser", "false");
        site.with(TestSite.filter(TestPolicies.shop(), store, clock).build());
        site.context().addServlet(operator, "/operator/*");
        http = site.start();
        http.post("/shop/consent", "choice=accept");
        http.post("/shop/consent", "choice=select&category=statistics");
        http.post("/shop/consent", "choice=refuse");
    }

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    @Test
    void choicesAreShownByCategoryAsAChartWithItsTable() throws Exception {
        String page = page("choices");

        assertThat(page)
                .contains("<h2 id=\"of-statistics\">", "<h2 id=\"of-marketing\">")
                .contains("role=\"img\" aria-label=\"Choices on statistics from 2026-10-25 on, at most 3 at a time")
                .contains("<rect class=\"accepted\"", "<rect class=\"selected\"", "<rect class=\"refused\"");
        String statistics = page.substring(page.indexOf("of-statistics"), page.indexOf("of-personalisation"));
        assertThat(numbers(statistics.substring(statistics.indexOf("2026-11-23</th>"))))
                .startsWith("1", "1", "1", "0");
        String marketing = page.substring(page.indexOf("of-marketing"));
        assertThat(numbers(marketing.substring(marketing.indexOf("2026-11-23</th>"))))
                .startsWith("1", "0", "2", "0");
    }

    @Test
    void aWithdrawalIsCountedWhereThereWasAConsent() throws Exception {
        ConsentRecord accepted = store.records.get(0);
        Consents.service(site.context().getServletContext()).withdraw(accepted.consentId(), Set.of(Category.MARKETING));

        String page = page("choices?span=weeks");
        String marketing = page.substring(page.indexOf("of-marketing"));
        assertThat(numbers(marketing.substring(marketing.indexOf(">all</th>")))).startsWith("1", "0", "2", "1");
        String payment = page.substring(page.indexOf("of-payment"), page.indexOf("of-marketing"));
        assertThat(numbers(payment.substring(payment.indexOf(">all</th>")))).startsWith("1", "0", "2", "0");
    }

    @Test
    void choicesAreShownByNotice() throws Exception {
        String hash = store.records.get(0).notice();

        assertThat(page("choices")).contains("notice=" + hash, "in force");
        assertThat(page("choices?notice=" + hash)).contains("aria-label=\"Choices on statistics");
        assertThat(page("choices?notice=none"))
                .doesNotContain("<rect class=\"accepted\" x")
                .contains("Nobody chose");
    }

    @Test
    void theTextOfANoticeIsTheBytesThatWereHashed() throws Exception {
        String hash = store.records.get(0).notice();
        assertThat(page("choices?notice=" + hash)).contains("<a href=\"notice.json?hash=" + hash + "\">");

        byte[] text = page("notice.json?hash=" + hash).getBytes(StandardCharsets.UTF_8);

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)))
                .isEqualTo(hash);
        assertThat(http.get("/shop/operator/notice.json?hash=" + hash).header("Cache-Control"))
                .contains("no-store");
        assertThat(http.get("/shop/operator/notice.json?hash=none").status()).isEqualTo(404);
        assertThat(page("choices?notice=none")).doesNotContain("notice.json");
    }

    @Test
    void noticesAreComparedInAChartWithItsTable() throws Exception {
        http.post("/shop/consent?lang=fr", "choice=accept");
        String page = page("choices");

        String compared = page.substring(page.indexOf("id=\"compared\""), page.indexOf("id=\"by-notice\""));
        assertThat(compared)
                .contains("role=\"img\" aria-label=\"Shares of the choices under each notice", "…, en<", "…, fr<");
        assertThat(compared.split("<rect class=\"accepted\" x", -1)).hasSize(3);
        assertThat(numbers(compared.substring(compared.indexOf("…, en</code>"))))
                .startsWith("3", "33.3%", "33.3%", "33.3%", "0.0%");
        assertThat(numbers(compared.substring(compared.indexOf("…, fr</code>"))))
                .startsWith("1", "100.0%", "0.0%", "0.0%", "0.0%");
        assertThat(page("choices?notice=" + store.records.get(0).notice())).doesNotContain("id=\"compared\"");
        clock.advance(Period.ofYears(2));
        assertThat(page("choices")).doesNotContain("id=\"compared\"");
    }

    @Test
    void anExportIsWatchedOnAPageThatIsWrittenAsItGoes() throws Exception {
        addVisitors(1_200);
        assertThat(page("records")).contains("1,202 records in the store now");
        store.pauseInspectionsAfter(600);

        try (BufferedReader watching = open("records?export=csv")) {
            String frame = lineWith("<iframe", watching);
            String address = frame.replaceFirst(".*src=\"([^\"]*)\".*", "$1").replace("&#x3D;", "=");
            CompletableFuture<Response> download = CompletableFuture.supplyAsync(() -> get(address));
            assertThat(lineWith("<li>", watching)).isEqualTo("<li>512 of 1,202 records, 42%</li>");
            store.comeBack();
            assertThat(lineWith("role=\"status\"", watching)).contains("Exported: 1,202 records");

            Response csv = download.get();
            assertThat(csv.header("Content-Security-Policy").orElseThrow()).contains("frame-ancestors 'self'");
            assertThat(csv.text().split("\r\n")).hasSize(1_203);
        }
    }

    @Test
    void aWatchedExportThatLeavesOutWhatCannotBeReadSaysHowMuch() throws Exception {
        store.addUnreadable("one record");
        store.addUnreadable("another");

        try (BufferedReader watching = open("records?export=json")) {
            String address = lineWith("<iframe", watching)
                    .replaceFirst(".*src=\"([^\"]*)\".*", "$1")
                    .replace("&#x3D;", "=");
            assertThat(JSON.readTree(get(address).text()).get("records")).hasSize(2);
            assertThat(lineWith("role=\"status\"", watching)).contains("\"broken\">Exported: 2 records");
            assertThat(lineWith("role=\"alert\"", watching))
                    .contains("Not whole. Unreadable, and left out: 2 rows of the store.");
        }
    }

    @Test
    void aWatchedExportThatBreaksOffSaysSo() throws Exception {
        try (BufferedReader watching = open("records?export=json")) {
            String address = lineWith("<iframe", watching)
                    .replaceFirst(".*src=\"([^\"]*)\".*", "$1")
                    .replace("&#x3D;", "=");
            store.goDown();
            assertThat(get(address).status()).isEqualTo(500);
            assertThat(lineWith("role=\"alert\"", watching)).contains("It broke off");
        }
    }

    @Test
    void theVerificationTellsHowFarItIsWhileItGoes() throws Exception {
        addVisitors(1_200);
        store.pauseInspectionsAfter(600);

        try (BufferedReader watching = open("records?verify=now")) {
            lineWith("aria-label=\"Progress\"", watching);
            assertThat(lineWith("<li>", watching)).isEqualTo("<li>512 of 1,202 records, 42%</li>");
            store.comeBack();
            assertThat(lineWith("<li>", watching)).isEqualTo("<li>1,024 of 1,202 records, 85%</li>");
            lineWith("role=\"status\"", watching);
            assertThat(watching.readLine()).contains("1,202 records of 1,202 visitors, 1 notice;");
        }
    }

    @Test
    void aStoreThatIsDownHasNoCountAndTheLinksStay() throws Exception {
        store.goDown();
        assertThat(page("records")).contains("The store does not answer.", "As CSV", "Verify now");
    }

    @Test
    void noticesAreShownWithTheirHashAndThePagesInFrames() throws Exception {
        Response notices = http.get("/shop/operator/notices?lang=fr");

        assertThat(notices.header("Content-Security-Policy").orElseThrow()).endsWith("; frame-src 'self'");
        assertThat(notices.text())
                .contains("<code>" + store.records.get(0).notice() + "</code>")
                .contains("src=\"preview?of=banner&amp;lang=fr\"", "sandbox=\"allow-same-origin\"");
        Response banner = http.get("/shop/operator/preview?of=banner&lang=fr");
        assertThat(banner.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "form-action 'none'", "frame-ancestors 'self'")
                .doesNotContain("script-src");
        assertThat(banner.text()).contains("lang=\"fr\"", "Tout refuser");
        assertThat(page("preview?of=settings&lang=en")).contains("<html lang=\"en\"");
        assertThat(page("preview?of=notice")).contains("<html");
        assertThat(store.records).hasSize(2);
    }

    @Test
    void theVerificationTellsWhatItFinds() throws Exception {
        assertThat(page("records")).contains("Verify now").doesNotContain("role=\"status\"");
        // The fake store signs no totals: each day is one fault.
        assertThat(page("records?verify=now"))
                .contains("2 records of 2 visitors, 1 notice;")
                .contains("the records of 2026-11-23 are not those that were stored")
                .endsWith("</html>\n");
        store.goDown();
        assertThat(page("records?verify=now"))
                .contains("It could not be finished")
                .endsWith("</html>\n");
    }

    @Test
    void recordsAreExportedAsCsvAndJson() throws Exception {
        Response csv = http.get("/shop/operator/records.csv");
        assertThat(csv.header("Content-Type")).contains("text/csv;charset=utf-8");
        assertThat(csv.header("Content-Disposition")).contains("attachment; filename=\"consent-records.csv\"");
        assertThat(csv.text().split("\r\n")).hasSize(3);

        JsonNode json = JSON.readTree(page("records.json"));
        assertThat(json.get("records")).hasSize(2);
        assertThat(json.get("notices")).hasSize(1);
    }

    @Test
    void requestsAreShownWithTheDayTheyAreDue() throws Exception {
        ConsentService service = Consents.service(site.context().getServletContext());
        service.receive(RightsRequest.Kind.ACCESS, "letter <1>");
        service.answer(service.receive(RightsRequest.Kind.ERASURE, "letter 2"), "done & told");

        assertThat(page("requests"))
                .contains("letter &lt;1&gt;</a>", "<td>access</td>", "2026-12-23", "Answered (1)", "done &amp; told")
                .doesNotContain("overdue");
        clock.advance(Period.ofDays(31));
        assertThat(page("requests")).contains("<strong>overdue</strong>", "-1");
    }

    @Test
    void requestsLinkToTheSitesOwnPageAboutThemWhereThereIsOne() throws Exception {
        String id = received("letter 1&2");
        assertThat(page("requests")).doesNotContain("details of");
        assertThat(page("request?id=" + id)).doesNotContain("what came with it");

        ServletHolder linking = new ServletHolder(new OperatorServlet());
        linking.setInitParameter("requireUser", "false");
        linking.setInitParameter("requestDetails", "/letters?of=");
        site.context().addServlet(linking, "/linking/*");
        String link = "href=\"/shop/letters?of&#x3D;letter+1%262\"";
        assertThat(http.get("/shop/linking/requests").text())
                .contains(link + " aria-label=\"details of letter 1&amp;2\"");
        assertThat(http.get("/shop/linking/request?id=" + id).text()).contains(link + ">what came with it");
    }

    @Test
    void theCountsBehindTheChartsAreExportedAsCsvAndJson() throws Exception {
        String notice = store.records.get(0).notice();

        Response csv = http.get("/shop/operator/choices.csv?span=weeks");
        assertThat(csv.header("Content-Type").orElseThrow()).isEqualToIgnoringCase("text/csv;charset=utf-8");
        assertThat(csv.header("Content-Disposition")).contains("attachment; filename=\"consent-choices.csv\"");
        assertThat(csv.text().split("\r\n"))
                .startsWith(
                        "from,to,category,notice,accepted,selected,refused,withdrawn",
                        "2026-11-17,2026-11-23,statistics," + notice + ",1,1,1,0")
                .contains("2026-11-17,2026-11-23,marketing," + notice + ",1,0,2,0");

        Response json = http.get("/shop/operator/choices.json");
        assertThat(json.header("Content-Disposition")).contains("attachment; filename=\"consent-choices.json\"");
        JsonNode document = JSON.readTree(json.text());
        assertThat(document.get("span").asText()).isEqualTo("days");
        assertThat(document.get("at").asText()).isEqualTo("2026-11-23T10:15:30Z");
        assertThat(document.get("counts").get(0))
                .isEqualTo(JSON.readTree("{\"from\":\"2026-11-23\",\"to\":\"2026-11-23\",\"category\":\"statistics\","
                        + "\"notice\":\"" + notice
                        + "\",\"accepted\":1,\"selected\":1,\"refused\":1,\"withdrawn\":0}"));
    }

    @Test
    void theExportOfTheCountsKeepsTheTimeAndTheNoticeOfThePage() throws Exception {
        String notice = store.records.get(0).notice();

        assertThat(page("choices?span=months&notice=" + notice))
                .contains("href=\"choices.csv?span=months&amp;notice=" + notice + "\"")
                .contains("href=\"choices.json?span=months&amp;notice=" + notice + "\"");
        assertThat(page("choices.csv?notice=none").split("\r\n")).hasSize(1);
        clock.advance(Period.ofDays(40));
        assertThat(JSON.readTree(page("choices.json")).get("counts")).isEmpty();
        assertThat(JSON.readTree(page("choices.json?span=months&notice=" + notice))
                        .get("counts"))
                .isNotEmpty();
    }

    @Test
    void aRequestThatCameByLetterIsEnteredAndIsDueAMonthAfterTheDayItCame() throws Exception {
        Response entered = http.post(
                "/shop/operator/requests", "kind=erasure&reference=letter+%C3%A9+%3C4%3E%01&received=2026-11-20");

        assertThat(entered.status()).isEqualTo(303);
        RightsRequest stored = store.requests.get(0);
        assertThat(stored.kind()).isEqualTo(RightsRequest.Kind.ERASURE);
        assertThat(stored.reference()).isEqualTo("letter é <4>");
        assertThat(stored.dueOn()).isEqualTo("2026-12-20");
        assertThat(entered.header("Location")).contains("request?id=" + stored.id() + "&stored=now");
        assertThat(page(entered.header("Location").orElseThrow()))
                .contains("role=\"status\"", "letter é &lt;4&gt;", "<dt>Due</dt><dd>2026-12-20, days left: 27</dd>");
        assertThat(page("requests")).contains("href=\"request?id=" + stored.id() + "\"");
    }

    @Test
    void aRequestIsExtendedByTwoMonthsWithItsReasonAndThenAnswered() throws Exception {
        String id = received("letter 1");
        assertThat(page("request?id=" + id)).contains("Extend to 2027-02-23", "Close as answered");

        assertThat(change(id, "extend", "reason=many%0D%0Aletters").status()).isEqualTo(303);
        assertThat(store.requests.get(0).extendedBecause()).isEqualTo("many\nletters");
        assertThat(page("request?id=" + id))
                .contains("<dd>2027-02-23, days left: 92</dd>", "many\nletters", "Close as answered")
                .doesNotContain("Extend to");

        assertThat(change(id, "answer", "outcome=a+copy+sent").status()).isEqualTo(303);
        assertThat(store.requests.get(0).closedOn()).isEqualTo("2026-11-23");
        assertThat(page("request?id=" + id)).contains("a copy sent").doesNotContain("<form");
        assertThat(page("requests")).contains("Answered (1)", "a copy sent");
    }

    @ParameterizedTest
    @CsvSource({
        "'kind=theft&reference=a&received=2026-11-20', Say what was asked for",
        "'kind=access&reference=+&received=2026-11-20', Give a reference",
        "'kind=access&reference=a&received=yesterday', Give the day on which it came as a date",
        "'kind=access&reference=a&received=2026-11-24', still to come",
        "'kind=access&reference=a&received=2025-11-22', more than a year ago"
    })
    void aRequestThatCannotBeEnteredIsShownAgainWithWhatIsWrong(String form, String fault) throws Exception {
        Response again = http.post("/shop/operator/requests", form);

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.text()).contains("role=\"alert\"", fault, "name=\"reference\"");
        assertThat(store.requests).isEmpty();
    }

    @Test
    void whatWasEnteredIsThereAgainEscaped() throws Exception {
        assertThat(http.post("/shop/operator/requests", "kind=objection&reference=%22%3E&received=soon")
                        .text())
                .contains("value=\"&quot;&gt;\"", "value=\"soon\"", "<option selected>objection</option>");
        String id = received("letter 1");
        assertThat(change(id, "answer", "outcome=" + "a".repeat(501)).text())
                .contains("Give the answer, of at most 500 characters", "a".repeat(501) + "</textarea>");
    }

    @Test
    void whatIsAnsweredOrExtendedOrOverdueStaysAsItIs() throws Exception {
        String answered = received("letter 1");
        change(answered, "answer", "outcome=done");
        assertThat(change(answered, "answer", "outcome=again").status()).isEqualTo(409);
        assertThat(change(answered, "extend", "reason=late").status()).isEqualTo(409);
        String extended = received("letter 2");
        change(extended, "extend", "reason=much");
        assertThat(change(extended, "extend", "reason=more").status()).isEqualTo(409);
        String overdue = received("letter 3");
        clock.advance(Period.ofMonths(1).plusDays(1));
        assertThat(change(overdue, "extend", "reason=late").text())
                .contains("It can be extended once, within its first month");
        assertThat(change(overdue, "", "").status()).isEqualTo(400);
        assertThat(change("none", "answer", "outcome=done").status()).isEqualTo(404);
        assertThat(http.get("/shop/operator/request?id=none").status()).isEqualTo(404);
        assertThat(http.get("/shop/operator/request").header("Location")).contains("requests");

        assertThat(store.requests)
                .extracting(request -> request.reference() + ' ' + request.outcome() + ' ' + request.extendedBecause())
                .containsExactly("letter 1 done null", "letter 2 null much", "letter 3 null null");
    }

    @Test
    void whileTheStoreIsDownNothingIsStoredAndWhatWasEnteredIsShown() throws Exception {
        store.goDown();

        Response down = http.post("/shop/operator/requests", "kind=access&reference=letter+5&received=2026-11-20");
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.text()).contains("Nothing was stored", "letter 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none",
                "Origin: https://elsewhere.example",
                "Origin: null",
                "Referer: https://elsewhere.example/operator/requests",
                "X: nothing"
            })
    void aFormOfAnotherSiteIsRefusedAndChangesNothing(String header) throws Exception {
        String id = received("letter 1");
        List<RightsRequest> before = List.copyOf(store.requests);

        for (String form : List.of(
                "requests?kind=access&reference=a&received=2026-11-20",
                "request?id=" + id + "&do=answer&outcome=done")) {
            String[] parts = form.split("\\?");
            Response answer = http.send(
                    "POST",
                    "/shop/operator/" + parts[0],
                    parts[1],
                    header,
                    "Content-Type: application/x-www-form-urlencoded");
            assertThat(answer.status()).as(form).isEqualTo(403);
        }
        assertThat(store.requests).isEqualTo(before);
    }

    @Test
    void pagesWithFormsSayToTheirOwnSiteWhereTheFormsComeFrom() throws Exception {
        assertThat(http.get("/shop/operator/requests").header("Referrer-Policy"))
                .contains("same-origin");
    }

    @Test
    void pagesWithoutFormsTakeNone() throws Exception {
        Response answer = http.post("/shop/operator/choices", "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET, HEAD");
        assertThat(http.post("/shop/operator/none", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "choices",
                "choices.csv",
                "choices.json",
                "notices",
                "records",
                "requests",
                "request",
                "preview",
                "records.csv",
                "records.json"
            })
    void nothingIsCachedAndNobodyWithoutAUserSeesIt(String path) throws Exception {
        assertThat(http.get("/shop/operator/" + path).header("Cache-Control")).contains("no-store");
        TestSite guarded = new TestSite("/shop")
                .with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), clock)
                        .build());
        guarded.context().addServlet(new ServletHolder(new OperatorServlet()), "/operator/*");
        try {
            RawHttp stranger = guarded.start();
            assertThat(stranger.get("/shop/operator/" + path).status()).isEqualTo(403);
            assertThat(stranger.post("/shop/operator/" + path, "").status()).isEqualTo(403);
        } finally {
            guarded.stop();
        }
    }

    private void addVisitors(int visitors) throws Exception {
        ConsentService service = Consents.service(site.context().getServletContext());
        for (int i = 0; i < visitors; i++) {
            service.record(
                    new Choice.AcceptAll(),
                    ChoiceContext.of(
                            service.undecided(), "localhost", service.notice(List.of()), ConsentRecord.Method.BANNER));
        }
    }

    /** A page to be read while it is written; what never comes ends the test by the time that a read may take. */
    private BufferedReader open(String path) throws IOException {
        URLConnection connection =
                URI.create(site.url("/shop/operator/" + path)).toURL().openConnection();
        connection.setReadTimeout(20_000);
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String lineWith(String text, BufferedReader page) throws IOException {
        String line = page.readLine();
        while (line != null && !line.contains(text)) {
            line = page.readLine();
        }
        assertThat(line).as(text).isNotNull();
        return line;
    }

    private Response get(String path) {
        try {
            return http.get("/shop/operator/" + path);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String received(String reference) {
        return Consents.service(site.context().getServletContext())
                .receive(RightsRequest.Kind.ACCESS, reference)
                .id()
                .toString();
    }

    private Response change(String id, String what, String fields) throws Exception {
        return http.post("/shop/operator/request", "id=" + id + "&do=" + what + "&" + fields);
    }

    private String page(String path) throws Exception {
        Response answer = http.get("/shop/operator/" + path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }

    /** The cells of numbers, in order. */
    private static List<String> numbers(String html) {
        return Pattern.compile("<td class=\"number\">([^<]*)</td>")
                .matcher(html)
                .results()
                .map(cell -> cell.group(1))
                .toList();
    }
}
