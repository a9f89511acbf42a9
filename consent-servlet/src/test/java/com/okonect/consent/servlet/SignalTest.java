package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.Category;
import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Global Privacy Control signal, over a socket. */
class SignalTest {

    private static final String GPC = "Sec-GPC: 1";

    private final MemoryStore store = new MemoryStore();
    private final TestSite site = new TestSite("/");

    @AfterEach
    void stop() throws Exception {
        site.stop();
    }

    private RawHttp start() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, new FakeClock("2026-11-23T10:15:30Z"))
                .build());
        site.page("/html", (request, response) -> {
            response.setContentType("text/html; charset=utf-8");
            response.getWriter().write("<!DOCTYPE html><html><head><title>x</title></head><body>x</body></html>");
        });
        site.page("/offers", (request, response) -> {
            response.addHeader("Set-Cookie", "offers=1; Max-Age=60");
            Consents.of(request).run(Category.MARKETING, () -> response.addHeader("X-Ran", "marketing"));
            Consents.of(request).run(Category.STATISTICS, () -> response.addHeader("X-Ran", "statistics"));
        });
        return site.start();
    }

    @Test
    void itIsARefusalOfMarketingThatIsShownAndAskedAbout() throws Exception {
        RawHttp http = start();

        assertThat(http.get("/consent/state", GPC).text())
                .contains("\"marketing\":\"refused\"", "\"statistics\":\"undecided\"", "\"decided\":false");
        assertThat(http.get("/consent/state").text()).contains("\"marketing\":\"undecided\"");
        String banner = http.get("/html", GPC, "Sec-Fetch-Dest: document").text();
        assertThat(banner).contains("Global Privacy Control", "value=\"marketing\"");
        assertThat(http.get("/html", "Sec-Fetch-Dest: document").text()).doesNotContain("Global Privacy Control");
        String settings = http.get("/consent", GPC).text();
        assertThat(settings).contains("Global Privacy Control").doesNotContain("checked=");
    }

    @Test
    void anEarlierGrantGivesWayToItAndALaterOneDoesNot() throws Exception {
        RawHttp http = start();
        String earlier = "Cookie: "
                + http.post("/consent", "choice=accept").cookie("eu-consent").orElseThrow();

        assertThat(http.get("/offers", earlier).namesSet()).containsExactly("offers");
        Response signalled = http.get("/offers", earlier, GPC);
        assertThat(signalled.namesSet()).isEmpty();
        assertThat(signalled.all("X-Ran")).containsExactly("statistics");

        Response posted = http.post("/consent", "choice=accept", earlier, GPC, "Accept: application/json");
        assertThat(posted.text()).contains("\"marketing\":\"granted\"");
        String later = "Cookie: " + posted.cookie("eu-consent").orElseThrow();
        assertThat(http.get("/offers", later, GPC).namesSet()).containsExactly("offers");
        assertThat(http.get("/offers", later, GPC).all("X-Ran")).containsExactly("marketing", "statistics");
        assertThat(store.records).hasSize(2);
        assertThat(store.records.get(0).gpc()).isFalse();
        assertThat(store.records.get(1).gpc()).isTrue();
    }

    @Test
    void whatWasChosenElsewhereIsShownAndGrantsAndTicksNothing() throws Exception {
        RawHttp http = start();
        String elsewhere =
                "Cookie: CookieConsent={statistics:true%2Cmarketing:false%2Cmethod:%27explicit%27}; klaro=%7B%22%3Cb%3Ex%22:true%7D";

        String settings = http.get("/consent?lang=en", elsewhere).text();
        assertThat(settings)
                .contains(
                        "Cookiebot: Promotional messages: Refused; Statistics: Accepted", "Klaro: &lt;b&gt;x: Accepted")
                .doesNotContain("checked=", "<b>x");
        assertThat(http.get("/consent/state", elsewhere).text()).doesNotContain("granted", "refused");
        String refused =
                http.post("/consent", "choice=refuse").cookie("eu-consent").orElseThrow();
        assertThat(http.get("/consent?lang=en", elsewhere + "; " + refused).text())
                .doesNotContain("Cookiebot");
    }

    @Test
    void theAnswerToAGrantOfSomethingElseStillSaysRefused() throws Exception {
        RawHttp http = start();

        assertThat(http.post("/consent", "choice=grant&category=statistics", GPC, "Accept: application/json")
                        .text())
                .contains("\"statistics\":\"granted\"", "\"marketing\":\"refused\"");
    }
}
