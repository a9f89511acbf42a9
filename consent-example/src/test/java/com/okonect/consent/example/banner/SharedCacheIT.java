package com.okonect.consent.example.banner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind a real nginx that caches whatever it may. */
class SharedCacheIT {

    @TempDir
    private static Path directory;

    private static BannerSite site;
    private static Nginx nginx;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> executable = Nginx.executable();
        assumeTrue(
                executable.isPresent(),
                "nginx is neither on the path nor can it be installed: only root on Debian can. Install nginx-light");
        site = new BannerSite(directory.resolve("home"));
        nginx = Nginx.before(site, executable.get(), directory.resolve("nginx"));
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (site != null) {
            site.close();
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(nginx.url(path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String cache(HttpResponse<String> response) {
        return response.headers().firstValue("X-Cache-Status").orElse("none");
    }

    /** The consent cookie of a visitor who refused. */
    private String refusal() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(nginx.url("/consent")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "http://localhost:" + nginx.port())
                        .POST(HttpRequest.BodyPublishers.ofString("choice=refuse"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    @Test
    void aPageWithABannerIsNeverStored() throws Exception {
        site.put("/page", BannerSite.page(""));
        HttpResponse<String> first = get("/page");
        HttpResponse<String> second = get("/page");

        assertThat(first.body()).contains("id=\"ok-layer\"");
        assertThat(second.body()).contains("id=\"ok-layer\"").isNotEqualTo(first.body());
        assertThat(cache(first)).isEqualTo("MISS");
        assertThat(cache(second)).isEqualTo("MISS");
    }

    @Test
    void aPageOfWhoHasChosenIsNotServedToWhoHasNot() throws Exception {
        site.put("/chosen", BannerSite.page(""));
        String cookie = refusal();

        assertThat(get("/chosen", "Cookie", cookie).body()).doesNotContain("ok-layer");
        assertThat(get("/chosen").body()).contains("id=\"ok-layer\"");
        assertThat(get("/chosen", "Cookie", cookie).body()).doesNotContain("ok-layer");
    }

    @Test
    void aSharedPageIsStoredOnceAndIsTheSameForAll() throws Exception {
        site.put("/shared", BannerSite.page(""), Map.of("Cache-Control", "public, max-age=60"));
        HttpResponse<String> undecided = get("/shared");
        HttpResponse<String> refused = get("/shared", "Cookie", refusal());

        assertThat(cache(undecided)).isEqualTo("MISS");
        assertThat(cache(refused)).isEqualTo("HIT");
        assertThat(refused.body()).isEqualTo(undecided.body());
        assertThat(undecided.body()).contains("/consent/assets/load.js").doesNotContain("ok-layer", "choiceId");
    }

    @Test
    void theVisitorsOwnAnswersAreNeverStoredButTheirAssetsAre() throws Exception {
        for (String path : new String[] {"/consent", "/consent/state", "/consent/banner", "/consent/notice"}) {
            get(path);
            assertThat(cache(get(path))).as(path).isEqualTo("MISS");
        }
        get("/consent/assets/load.js");
        assertThat(cache(get("/consent/assets/load.js"))).isEqualTo("HIT");
    }
}
