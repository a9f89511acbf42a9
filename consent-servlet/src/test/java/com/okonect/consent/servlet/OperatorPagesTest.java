package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.okonect.consent.Category;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import java.time.Period;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                .contains("2 records of 2 visitors")
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
                .contains("letter &lt;1&gt;", "<td>access</td>", "2026-12-23", "Answered (1)", "done &amp; told")
                .doesNotContain("overdue");
        clock.advance(Period.ofDays(31));
        assertThat(page("requests")).contains("<strong>overdue</strong>", "-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"choices", "notices", "records", "requests", "preview", "records.csv", "records.json"})
    void nothingIsCachedAndNobodyWithoutAUserSeesIt(String path) throws Exception {
        assertThat(http.get("/shop/operator/" + path).header("Cache-Control")).contains("no-store");
        TestSite guarded = new TestSite("/shop")
                .with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), clock)
                        .build());
        guarded.context().addServlet(new ServletHolder(new OperatorServlet()), "/operator/*");
        try {
            assertThat(guarded.start().get("/shop/operator/" + path).status()).isEqualTo(403);
        } finally {
            guarded.stop();
        }
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
