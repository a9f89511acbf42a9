package com.okonect.consent.servlet.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every container has to keep, over raw sockets; a few lines more for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ContainerTest {

    /** Pages of {@link ScenarioSite.Words} that come whole, whatever is put in. */
    private static final List<String> PLAIN_PAGES =
            List.of("page", "included", "forwarded", "forwarded-by-name", "cleared", "late");

    /** Those of which containers make one thing or another. */
    private static final List<String> ODD_PAGES = List.of(
            "streamed-then-forwarded",
            "asked-for-its-writer-then-forwarded-by-name",
            "forwarded-with-a-writer-that-is-kept",
            "included-error",
            "included-redirect",
            "included-reset",
            "broken-off");

    /** Those in place of which the container answers. */
    private static final List<String> REPLACED_PAGES = List.of("error", "thrown", "redirected");

    private static final List<String> TABLE =
            Site.TABLE.stream().map(Site::path).toList();

    private static final String ACCEPT = "{\"choice\":\"accept\"}";
    private static final String[] BY_SCRIPT = {"Content-Type: application/json", "Sec-Fetch-Site: same-origin"};

    private final String name;
    private final List<String> folders;
    private final Class<?> host;
    private final String[] arguments;
    private ContainerJvm container;
    private PathTable paths;

    /**
     * Tests one container.
     *
     * @param name its name and version
     * @param folders where its jars are
     */
    ContainerTest(String name, List<String> folders, Class<?> host, String... arguments) {
        this.name = name;
        this.folders = folders;
        this.host = host;
        this.arguments = arguments;
    }

    /** What the filter by itself leaves open here. */
    Set<String> openWithoutPiece() {
        return Set.of();
    }

    /** What is open here with the piece in the container, too. */
    Set<String> openWithPiece() {
        return Set.of();
    }

    @BeforeAll
    void start() throws Exception {
        container = ContainerJvm.start(name, folders, host, arguments);
        paths = PathTable.measure(container.port(), TABLE, known(name));
        paths.write(ContainerJvm.CONTAINERS.resolve("paths").resolve(name + ".txt"));
    }

    @AfterAll
    void stop() throws Exception {
        container.close();
    }

    @Test
    void withThePieceNothingLeaves() {
        assertThat(paths.leaks(Site.PIECE.path()).keySet()).isEqualTo(openWithPiece());
        assertThat(openWithPiece()).allMatch(path -> path.startsWith("readInWebSocket"));
    }

    @Test
    void byTheFilterAloneNothingIsOpenButWhatTheContainerDoesBeforeAnyFilter() {
        assertThat(paths.leaks(Site.FILTER.path()).keySet()).isEqualTo(openWithoutPiece());
    }

    /** The first two columns are the container's nature; a new version may change it. */
    @Test
    void thePathsAreThoseThatAreKnown() throws IOException {
        assertThat(paths.others(known(name))).isEmpty();
        assertThat(paths.lines()).isEqualTo(known(name));
    }

    static List<String> known(String name) throws IOException {
        try (InputStream in = ContainerTest.class.getResourceAsStream(name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FILTER", "PIECE"})
    void theGuardBreaksNoPage(Site site) {
        Map<String, Integer> before = paths.statuses(Site.WRAPPERS.path());
        // The wrappers alone refuse what they could not keep from leaking.
        paths.statuses(Site.BARE.path()).forEach((path, status) -> {
            if (path.matches("log[iI]n.*|authenticate.*")) {
                before.put(path, status);
            }
        });
        before.values().removeIf(status -> status == 0);

        assertThat(paths.statuses(site.path())).containsAllEntriesOf(before);
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void whatMayPassKeepsItsOrderAndItsAttributes(Site site) throws IOException {
        String page = site.path() + "/s/several";

        for (WireAnswer answer : List.of(http1(page), http2(page))) {
            assertThat(answer.all("Set-Cookie"))
                    .containsExactly(
                            "kept=1; Path=/; Secure; SameSite=Lax; Partitioned",
                            "kept=2; Path=/x",
                            "kept=3; Path=/y; Max-Age=86400",
                            "gone=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/");
            assertThat(answer.all("X-Other")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void aChoiceGoesOutAndOpensWhatItGrants(Site site) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            WireAnswer choice = wire.post(site.path() + "/consent", "choice=accept");
            String consent = choice.all("Set-Cookie").get(0).split(";", 2)[0];
            WireAnswer page = wire.get(site.path() + "/s/several", "Cookie: " + consent);

            assertThat(choice.last().status()).isEqualTo(303);
            assertThat(consent).startsWith("eu-consent=");
            assertThat(page.all("Set-Cookie")).contains("visits=1; Path=/");
        }
    }

    /** Its record is durable when the request has long returned. */
    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void aChoiceThatWaitsIsAnsweredOverHttp2(Site site) throws IOException {
        try (Http2Wire wire = new Http2Wire(container.port())) {
            WireAnswer byForm = wire.post(site.path() + "/consent", "choice=accept");
            WireAnswer byScript = wire.send("POST", site.path() + "/consent", ACCEPT, BY_SCRIPT);
            String consent = byScript.all("Set-Cookie").get(0).split(";", 2)[0];
            WireAnswer page = wire.get(site.path() + "/s/several", "Cookie: " + consent);

            assertThat(byForm.last().status()).isEqualTo(303);
            assertThat(byForm.all("Set-Cookie").get(0)).startsWith("eu-consent=");
            assertThat(byScript.last().status()).isEqualTo(200);
            assertThat(byScript.body()).contains("\"statistics\":\"granted\"");
            assertThat(page.all("Set-Cookie")).contains("visits=1; Path=/");
        }
    }

    /** They are more than there are threads that answer. */
    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void visitorsWhoDoNotReadTheirAnswersHoldUpNobodyElses(Site site) throws IOException {
        List<Http2Wire> idle = new ArrayList<>();
        try (Http1Wire wire = new Http1Wire(container.port())) {
            for (int i = 0; i < 6; i++) {
                Http2Wire visitor = Http2Wire.thatReadsNoBody(container.port());
                idle.add(visitor);
                WireAnswer head = visitor.sendForHead("POST", site.path() + "/consent", ACCEPT, BY_SCRIPT);
                assertThat(head.last().status()).isEqualTo(200);
            }

            for (int i = 0; i < 6; i++) {
                WireAnswer answer = wire.send("POST", site.path() + "/consent", ACCEPT, BY_SCRIPT);
                assertThat(answer.body()).contains("\"statistics\":\"granted\"");
            }
            for (Http2Wire visitor : idle) {
                assertThat(visitor.readOn()).contains("\"statistics\":\"granted\"");
            }
        } finally {
            for (Http2Wire visitor : idle) {
                visitor.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void aPageThatIsForwardedToKeepsItsEndAndGetsItsLink(Site site) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            String consent = accepted(wire, site);

            for (String path : List.of("/forwarded", "/forward")) {
                String page = wire.get(site.path() + path, "Cookie: " + consent, "Accept: text/html")
                        .body();
                assertThat(page)
                        .as(path)
                        .startsWith("<!DOCTYPE html><html><body><p>view</p>")
                        .containsOnlyOnce("href=\"" + site.path() + "/consent")
                        .endsWith("</a></p></body></html>");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void aPageThatTakesInWhatItForwardedToIsWholeAndAsksOrHasItsLink(Site site) throws IOException {
        assumeFalse(closesAfterForward(), "nothing can be written after a forward here");
        try (Http1Wire wire = new Http1Wire(container.port())) {
            String consent = accepted(wire, site);
            String asks =
                    wire.get(site.path() + "/captured", "Accept: text/html").body();
            String decided = wire.get(site.path() + "/captured", "Cookie: " + consent, "Accept: text/html")
                    .body();

            assertThat(asks)
                    .containsOnlyOnce("id=\"ok-layer\"")
                    .contains("<p>rest</p>")
                    .endsWith("</body></html>");
            assertThat(decided)
                    .contains("<p>rest</p>")
                    .containsOnlyOnce("href=\"" + site.path() + "/consent")
                    .endsWith("</a></p></body></html>");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void aPageThatIsWrittenAWordAtATimeIsWholeHoweverItGoesOn(Site site) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            String consent = accepted(wire, site);

            for (String path : PLAIN_PAGES) {
                String asks = wire.get(site.path() + "/words/" + path, "Accept: text/html")
                        .body();
                String decided = wire.get(site.path() + "/words/" + path, "Cookie: " + consent, "Accept: text/html")
                        .body();

                for (String page : List.of(asks, decided)) {
                    assertThat(new String(page.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                            .as(path)
                            .startsWith(ScenarioSite.Words.START.substring(0, 40))
                            .containsOnlyOnce(ScenarioSite.Words.TEXT)
                            .doesNotContain("lost");
                }
                assertThat(asks).as(path).containsOnlyOnce("id=\"ok-layer\"");
                if (!path.equals("forwarded-by-name") || !closesAfterForward()) {
                    // Nobody tells the filter of such a forward, after which nothing can be written there.
                    assertThat(decided)
                            .as(path)
                            .containsOnlyOnce("href=\"" + site.path() + "/consent")
                            .endsWith(ScenarioSite.Words.END);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void whoLacksAConsentIsToldSoThoughTextWasWrittenBefore(Site site) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            String consent = accepted(wire, site);
            for (String path : List.of(
                    "requires", "forwarded-to-what-requires", "streamed-then-requires", "announced-then-requires")) {
                String address = site.path() + "/words/" + path;
                WireAnswer page = wire.get(address, "Accept: text/html");
                WireAnswer problem = wire.get(address, "Accept: application/json");

                assertThat(page.last().status()).as(path).isEqualTo(403);
                assertThat(page.body())
                        .as(path)
                        .startsWith("<!DOCTYPE html>")
                        .endsWith("</html>")
                        .doesNotContain("lost", "id=\"ok-layer\"");
                assertThat(problem.last().status()).as(path).isEqualTo(403);
                assertThat(problem.body()).as(path).startsWith("{").endsWith("}");
            }
            WireAnswer passes = wire.get(site.path() + "/words/requires", "Accept: text/html", "Cookie: " + consent);
            assertThat(passes.last().status()).isEqualTo(200);
            assertThat(passes.body()).startsWith(ScenarioSite.Words.START).doesNotContain("lost");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void whoLacksAConsentIsToldSoInTheCharsetOfTheTextBefore(Site site) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            WireAnswer page = wire.get(site.path() + "/words/wide-then-requires", "Accept: text/html");

            assertThat(page.last().status()).isEqualTo(403);
            assertThat(page.all("Content-Type").toString()).containsIgnoringCase("UTF-16BE");
            assertThat(new String(page.body().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_16BE))
                    .startsWith("<!DOCTYPE html>")
                    .endsWith("</html>")
                    .doesNotContain("lost");
        }
    }

    /** Whatever the container makes of it. */
    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void aPageThatIsWrittenAWordAtATimeIsTheContainersOwnButForItsLink(Site site) throws IOException {
        String consent = accepted(site);
        for (String path : ODD_PAGES) {
            String bare = wordsOf(Site.BARE, "/words/" + path, "");
            String page = wordsOf(site, "/words/" + path, consent).replaceFirst("<p id=\"ok-link\">.*?</p>", "");
            if (closesAfterForward() && path.endsWith("by-name")) {
                // As above: what is held back is too late there.
                page += ScenarioSite.Words.END;
            }

            assertThat(page).as(path).isEqualTo(bare);
        }
    }

    /** Their text is gathered all the same. */
    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void anAddressThatIsNotLookedAtAnswersAsByTheContainerAlone(Site site) throws IOException {
        String consent = accepted(site);
        List<String> paths = new ArrayList<>(ODD_PAGES);
        paths.addAll(PLAIN_PAGES);
        paths.addAll(REPLACED_PAGES);
        for (String path : paths) {
            String address = "/known-words/" + path;
            String bare = wordsOf(Site.BARE, address, "");

            assertThat(wordsOf(site, address + "?" + ScenarioSite.Words.PLAIN, consent))
                    .as(path)
                    .startsWith("200 not looked at");
            assertThat(wordsOf(site, address, consent)).as(path).isEqualTo(bare);
        }
    }

    private String accepted(Site site) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            return accepted(wire, site);
        }
    }

    /** Accepts, and returns the consent cookie. */
    private static String accepted(Http1Wire wire, Site site) throws IOException {
        WireAnswer choice = wire.post(site.path() + "/consent", "choice=accept");
        return choice.all("Set-Cookie").get(0).split(";", 2)[0];
    }

    private String wordsOf(Site site, String address, String cookie) {
        StringBuilder answer = new StringBuilder();
        try (Http1Wire wire = new Http1Wire(container.port())) {
            WireAnswer whole = wire.get(site.path() + address, "Cookie: " + cookie, "Accept: text/html");
            answer.append(whole.last().status()).append(' ').append(whole.last().status() < 400 ? whole.body() : "");
        } catch (IOException e) {
            answer.append(e.getMessage());
        }
        return answer.toString().replace(site.path() + "/", "/");
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void nothingIsLeftOfAPageThatTheContainerAnswersInPlaceOf(Site site) throws IOException {
        for (String path : REPLACED_PAGES) {
            try (Http1Wire wire = new Http1Wire(container.port())) {
                WireAnswer answer = wire.get(site.path() + "/words/" + path, "Accept: text/html");

                assertThat(answer.last().status()).as(path).isNotEqualTo(200);
                assertThat(answer.body()).as(path).doesNotContain("lost");
            }
        }
    }

    /** Whether the container closes its own response when a forward returns. */
    boolean closesAfterForward() {
        return false;
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE", "NOT_STARTED"})
    void theContainersOwnSessionPassesWhereItIsExempt(Site site) throws IOException {
        for (String page : List.of("session", "rawSession", "includeSession")) {
            List<String> cookies = http1(site.path() + "/s/" + page).all("Set-Cookie");

            assertThat(cookies).isNotEmpty().allMatch(cookie -> cookie.startsWith("JSESSIONID="));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE", "STRICT"})
    void theContainersLogInWorksWhereItsSessionMayOpen(Site site) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            Map<String, String> jar = new LinkedHashMap<>();
            keep(jar, wire.get(site.path() + "/secure/page"));
            WireAnswer login = wire.send(
                    "POST",
                    site.path() + "/secure/j_security_check",
                    "j_username=user&j_password=password",
                    "Content-Type: application/x-www-form-urlencoded",
                    cookies(jar));
            keep(jar, login);

            assertThat(login.last().status()).isBetween(302, 303);
            assertThat(wire.get(site.path() + "/secure/page", cookies(jar)).body())
                    .isEqualTo("page");
        }
    }

    private static void keep(Map<String, String> jar, WireAnswer answer) {
        for (String cookie : answer.all("Set-Cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            jar.put(pair[0], pair[1]);
        }
    }

    private static String cookies(Map<String, String> jar) {
        return jar.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; ", "Cookie: ", ""));
    }

    @Test
    void inStrictModeTheContainersSessionWaits() throws IOException {
        assertThat(http1("/strict/s/rawSession").all("Set-Cookie")).isEmpty();
        assertThat(http1("/strict/s/session").all("Set-Cookie")).isEmpty();
    }

    @Test
    void anExpressRequestOpensTheSessionForALogInThatLasts() throws IOException {
        WireAnswer answer = http1("/strict/express");

        assertThat(answer.body()).isEqualTo("user");
        assertThat(answer.all("Set-Cookie")).anyMatch(cookie -> cookie.startsWith("JSESSIONID="));
    }

    @Test
    void observingBlocksNothing() throws IOException {
        for (String page : List.of("addCookie", "rawAddCookie", "rawSession", "filterBefore")) {
            WireAnswer answer = http1("/observe" + (page.equals("filterBefore") ? "/before/plain" : "/s/" + page));

            assertThat(answer.all("Set-Cookie")).isNotEmpty();
        }
    }

    @Test
    void beforeTheFilterHasStartedNothingPassesButWhatIsExemptOutOfTheBox() throws IOException {
        for (String page : List.of("addCookie", "several", "nameless", "nameWithColon", "valueWithNul")) {
            assertThat(http1("/not-started/s/" + page).leaks()).isEmpty();
            assertThat(http2("/not-started/s/" + page).leaks()).isEmpty();
        }
    }

    /** Containers use their objects again for the next request. */
    @Test
    void requestsOnOneConnectionLeaveNothingToEachOther() throws IOException {
        try (Http1Wire http1 = new Http1Wire(container.port());
                Http2Wire http2 = new Http2Wire(container.port())) {
            for (int round = 0; round < 3; round++) {
                for (Site site : List.of(Site.FILTER, Site.BARE, Site.PIECE, Site.BARE, Site.SHOP, Site.BARE)) {
                    int expected = site == Site.BARE ? 1 : 0;
                    String page = site.path() + "/s/rawAddHeader";

                    assertThat(http1.get(page).all("Set-Cookie")).hasSize(expected);
                    assertThat(http2.get(page).all("Set-Cookie")).hasSize(expected);
                }
            }
        }
    }

    @Test
    void theLogSaysWhichLayersAreActiveAndWhatIsNotCovered() throws IOException {
        String log = String.join("\n", container.log());

        assertThat(log)
                .contains("the cookies of '/wrappers/' are guarded at start by the wrappers alone")
                .contains("the cookies of '/filter/' are guarded at start by the wrappers, the commit guard")
                .contains(
                        "the cookies of '/filter/' are guarded on the first request by the wrappers, the commit guard")
                .contains("the piece in the container. Not covered: "
                        + (openWithPiece().isEmpty() ? "nothing that is known." : "the cookies that an endpoint"));
        for (String word : saidToBeOpen()) {
            assertThat(container.log())
                    .anyMatch(line -> line.contains("the cookies of '/filter/' are guarded on the first request")
                            && line.contains(word));
        }
    }

    /** Words by which the log says what the filter by itself leaves open. */
    List<String> saidToBeOpen() {
        return List.of();
    }

    @ParameterizedTest
    @EnumSource(names = {"SHOP", "SHOP_WITH_PIECE"})
    void theApplicationReadsWhatItMayRead(Site site) throws IOException {
        for (String page : List.of("readCookies", "readHeader", "readAllHeaders", "readInAsync", "readAfterForward")) {
            String answer = get(site.path() + "/s/" + page, "Cookie: a=b; kept=yes; visits=no", "Cookie: LEAK=no");

            assertThat(answer)
                    .as(page)
                    .contains("kept=yes")
                    .doesNotContain("=no")
                    .doesNotContain("a=b");
        }
        assertThat(get(site.path() + "/traced", "Cookie: kept=yes; visits=no")).doesNotContain("=no");
    }

    private String get(String path, String... headers) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            return wire.get(path, headers).body();
        }
    }

    /** What the response says of its headers is what it sends, on containers that say something else by themselves. */
    @ParameterizedTest
    @EnumSource(names = {"FILTER", "SHOP", "SHOP_WITH_PIECE"})
    void theResponseSaysOfItsCookiesWhatItSends(Site site) throws IOException {
        WireAnswer answer = http1(site.path() + "/s/introspect");

        assertThat(answer.body()).isEqualTo(answer.all("Set-Cookie").toString());
    }

    @Test
    void whereTheSessionIsClosedLogInIsForTheRequest() throws IOException {
        for (Site site : List.of(Site.FILTER, Site.PIECE)) {
            WireAnswer answer = http1(site.path() + "/s/whoIsLoggedIn");

            assertThat(answer.body()).isEqualTo("user");
            assertThat(answer.leaks()).isEmpty();
        }
        assertThat(http1("/wrappers/s/whoIsLoggedIn").body()).isEqualTo("ServletException");
    }

    private WireAnswer http1(String path) throws IOException {
        try (Http1Wire wire = new Http1Wire(container.port())) {
            return wire.get(path);
        }
    }

    private WireAnswer http2(String path) throws IOException {
        try (Http2Wire wire = new Http2Wire(container.port())) {
            return wire.get(path);
        }
    }
}
