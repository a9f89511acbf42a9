package com.okonect.consent.servlet;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Erasures and look-ups of records keep few threads of the container, whatever visitors send. */
class StandingStoreTest {

    private static final int MOST = 16;

    private final MemoryStore store = new MemoryStore();
    private final TestSite site = new TestSite("/");
    private final HttpClient visitors = HttpClient.newHttpClient();
    private RawHttp http;

    @BeforeEach
    void start() throws Exception {
        site.with(TestSite.filter(TestPolicies.shop(), store, new FakeClock("2026-11-23T10:15:30Z"))
                .build());
        http = site.start();
    }

    @AfterEach
    void stop() throws Exception {
        store.comeBack();
        site.stop();
    }

    @Test
    void whoHasNoIdIsAnsweredWithoutTheStore() throws Exception {
        String refused =
                http.post("/consent", "choice=refuse").cookie("eu-consent").orElseThrow();
        store.answerNoLookUp();

        for (String cookie : List.of("other=1", refused)) {
            Response records = http.get("/consent/records", "Cookie: " + cookie);
            Response erased = http.post("/consent/erase", "", "Cookie: " + cookie);

            assertThat(records.status()).isEqualTo(404);
            assertThat(records.text()).contains("nothing is held about you");
            assertThat(erased.status()).isEqualTo(303);
            assertThat(erased.cookie("eu-consent")).contains(refused);
        }
        assertThat(store.lookUps()).isZero();
    }

    @Test
    void onlyAFewWaitForTheStoreAndWhoComesThenIsAnsweredAtOnce() throws Exception {
        String granted = granted();
        store.answerNoLookUp();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < MOST / 2; i++) {
            waiting.add(send(request("/consent/records", granted).GET()));
            waiting.add(send(request("/consent/erase", granted)
                    .header("Sec-Fetch-Site", "same-origin")
                    .POST(BodyPublishers.noBody())));
        }
        store.awaitLookUps(MOST);

        Response records = http.get("/consent/records", "Cookie: " + granted, "Accept: application/json");
        Response erased = http.post("/consent/erase", "", "Cookie: " + granted);

        for (Response answer : List.of(records, erased)) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isPresent();
            assertThat(answer.text()).contains("the store does not answer");
            assertThat(answer.setCookies()).isEmpty();
        }
        assertThat(records.header("Content-Type").orElseThrow()).contains("application/problem+json");
        assertThat(erased.header("Content-Type").orElseThrow()).contains("text/html");
        assertThat(store.lookUps()).isEqualTo(MOST);
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        store.comeBack();
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(answer.get(1, MINUTES).statusCode()).isIn(200, 303, 404);
        }
        assertThat(http.post("/consent/erase", "", "Cookie: " + granted).status())
                .isEqualTo(303);
    }

    @Test
    void lookUpsThatFailedKeepNobodyFromTheNext() throws Exception {
        String granted = granted();
        store.goDown();
        for (int i = 0; i <= MOST; i++) {
            assertThat(http.get("/consent/records", "Cookie: " + granted).status())
                    .isEqualTo(503);
        }
        store.comeBack();

        assertThat(http.get("/consent/records", "Cookie: " + granted).status()).isEqualTo(200);
    }

    private String granted() throws Exception {
        return http.post("/consent", "choice=accept").cookie("eu-consent").orElseThrow();
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return visitors.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String cookie) {
        return HttpRequest.newBuilder(URI.create(site.url(path)))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Cookie", cookie);
    }
}
