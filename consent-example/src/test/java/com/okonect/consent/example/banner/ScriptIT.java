package com.okonect.consent.example.banner;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script adds comfort and nothing else; pages under strict policies and cached pages have it, too. */
class ScriptIT extends BannerTest {

    private static final String STRICT =
            "default-src 'self'; base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static void assertWorks(Page page) {
        assertThat(layer(page)).isVisible();
        assertThat(page.evaluate("getComputedStyle(document.getElementById('ok-layer')).position"))
                .isEqualTo("fixed");
        assertThat(page.evaluate("getComputedStyle(document.getElementById('ok-status')).clipPath"))
                .as("what is said to those who listen is out of sight")
                .isEqualTo("inset(50%)");
        page.evaluate("consent.open()");
        assertThat(page.locator("dialog")).isVisible();
        page.keyboard().press("Escape");
        buttons(page).get(2).click();
        layer(page).locator("input[value=payment]").check();
        buttons(page).get(2).click();
        assertThat(layer(page)).hasCount(0);
        assertThat(state(page)).contains("\"payment\":\"granted\"", "\"marketing\":\"refused\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                STRICT,
                "default-src 'self'",
                "style-src 'nonce-abc'; script-src 'nonce-def' 'strict-dynamic'; require-trusted-types-for 'script'",
                "default-src 'none'; style-src 'unsafe-inline' 'self'; script-src 'self'; connect-src 'self'; form-action 'self'"
            })
    void strictPoliciesAreNotViolated(String policy) {
        site.put("/strict", BannerSite.page(""), Map.of("Content-Security-Policy", policy));
        Page page = visit(desktop(), "/strict");

        assertWorks(page);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aPolicyWithinThePageIsNotViolated() {
        site.put("/meta", BannerSite.page("<meta http-equiv=\"Content-Security-Policy\" content=\"" + STRICT + "\">"));
        site.put(
                "/meta-first",
                BannerSite.page("")
                        .replace(
                                "<title>",
                                "<meta http-equiv=\"Content-Security-Policy\" content=\"" + STRICT + "\"><title>"));

        assertWorks(visit(desktop(), "/meta"));
        assertWorks(visit(desktop(), "/meta-first"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void aPolicyThatAProxyAddsLeavesTheBannerItsStyle() {
        site.put("/proxied", BannerSite.page(""));
        Page page = visit(desktop(), "/");
        page.route("**/proxied", route -> {
            var answer = route.fetch();
            var headers = new java.util.HashMap<>(answer.headers());
            headers.put("content-security-policy", "default-src 'self'");
            route.fulfill(new Route.FulfillOptions().setResponse(answer).setHeaders(headers));
        });
        page.navigate(site.url("/proxied"));

        assertThat(layer(page)).hasCSS("position", "fixed");
    }

    @Test
    void aPageWithoutScriptsByItsPolicyStillHasItsForm() {
        site.put("/none", BannerSite.page(""), Map.of("Content-Security-Policy", "script-src 'none'"));
        Page page = visit(desktop(), "/none");
        buttons(page).get(0).click();

        assertThat(layer(page)).hasCount(0);
        assertThat(page).hasURL(site.url("/none"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void aDoubleClickSendsOneChoice() {
        Page page = visit(desktop(), "/");
        List<String> posts = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.method().equals("POST")) {
                posts.add(request.postData());
            }
        });
        buttons(page).get(1).dblclick();
        assertThat(layer(page)).hasCount(0);

        assertThat(posts).hasSize(1);
        assertThat(posts.get(0)).contains("choice=accept", "choiceId=", "notice=", "method=banner");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 403, 500, 503})
    void aChoiceThatIsNotSavedIsSaidAndCanBeMadeAgain(int status) {
        Page page = visit(desktop(), "/");
        List<String> posts = new ArrayList<>();
        page.route("**/consent", route -> {
            posts.add(route.request().postData());
            if (status == 0) {
                route.abort();
            } else {
                route.fulfill(new Route.FulfillOptions().setStatus(status).setBody("{}"));
            }
        });
        buttons(page).get(1).click();
        assertThat(layer(page).getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
                .hasText("Your choice could not be saved. Please try again.");
        assertThat(page.evaluate("document.activeElement.value")).isEqualTo("accept");
        buttons(page).get(1).click();
        page.waitForCondition(() -> posts.size() == 2);
        assertThat(posts.get(1)).as("the same choice again").isEqualTo(posts.get(0));
        page.waitForCondition(
                () -> !layer(page).locator(".ok-message").innerText().isEmpty());
        buttons(page).get(0).click();
        page.waitForCondition(() -> posts.size() == 3);
        assertThat(posts.get(2)).as("another choice").contains("choice=refuse").doesNotContain("choiceId");

        page.unroute("**/consent");
        page.waitForCondition(
                () -> !layer(page).locator(".ok-message").innerText().isEmpty());
        buttons(page).get(0).click();
        assertThat(layer(page)).hasCount(0);
        assertThat(decided(page)).isTrue();
    }

    @Test
    void pagesAskForTheStateAndHearOfChanges() {
        Page page = visit(desktop(), "/");
        assertThat(page.evaluate("JSON.stringify(consent.state)"))
                .isEqualTo(
                        "{\"decided\":false,\"categories\":{\"assistance\":\"undecided\",\"marketing\":\"undecided\","
                                + "\"payment\":\"undecided\",\"personalisation\":\"undecided\",\"statistics\":\"undecided\"}}");
        page.evaluate("""
                () => {
                  window.heard = [];
                  consent.on('change', state => heard.push('on ' + state.categories.marketing));
                  document.addEventListener('consent:change', e => heard.push('event ' + e.detail.categories.marketing));
                }""");
        buttons(page).get(1).click();
        assertThat(layer(page)).hasCount(0);

        assertThat(page.evaluate("heard.join()")).isEqualTo("on granted,event granted");
        assertThat(page.evaluate("consent.state.decided")).isEqualTo(true);
        assertThat((String) page.evaluate("consent.state.id")).hasSize(22);
    }

    @Test
    void aSignalRefusesWithoutDeciding() {
        Page page = visit(desktop(), "/");
        page.setExtraHTTPHeaders(Map.of("Sec-GPC", "1"));
        page.reload();

        assertThat(page.evaluate("consent.state.categories.marketing")).isEqualTo("refused");
        assertThat(page.evaluate("consent.state.decided")).isEqualTo(false);
        assertThat(layer(page)).isVisible();
    }

    @Test
    void startsOnceHoweverOftenItIsLoaded() {
        Page page = visit(desktop(), "/");
        page.evaluate("window.first = consent");
        page.addScriptTag(new Page.AddScriptTagOptions().setUrl("/consent/assets/load.js"));

        assertThat(page.evaluate("first === consent")).isEqualTo(true);
        assertThat(layer(page)).hasCount(1);
        assertThat(page.locator("#ok-status")).hasCount(1);
    }

    /** As Turbo and its like do: the next page's body in place of this one's. */
    @Test
    void theBannerStaysInAPageThatAScriptPutsInItsPlace() {
        Page page = visit(desktop(), "/");
        page.evaluate("window.heard = []; consent.on('change', state => heard.push(state.categories.marketing))");
        swap(page, "/a", true);
        assertThat(layer(page)).isVisible();
        assertThat(page.locator("#ok-status")).hasCount(1);
        swap(page, "/b", false);
        assertThat(layer(page)).isVisible();
        buttons(page).get(2).click();
        layer(page).locator("input[value=marketing]").check();
        buttons(page).get(2).click();
        assertThat(layer(page)).hasCount(0);
        assertThat(page.evaluate("heard.join()")).isEqualTo("granted");
        assertThat(page).hasURL(site.url("/b"));

        swap(page, "/c", false);
        assertThat(layer(page)).hasCount(0);
        assertThat(complaints).isEmpty();
    }

    private static void swap(Page page, String path, boolean withBanner) {
        page.evaluate("""
                async ([path, withBanner]) => {
                  const text = await (await fetch(path, {headers: {Accept: 'text/html', 'Sec-Fetch-Dest': 'document'}})).text();
                  const next = new DOMParser().parseFromString(text, 'text/html');
                  const layer = document.getElementById('ok-layer');
                  if (withBanner) next.body.prepend(layer.cloneNode(true));
                  history.pushState({}, '', path);
                  document.body.replaceWith(next.body);
                }""", List.of(path, withBanner));
    }

    @Test
    void aPageFromASharedCacheAsksWithTheScript() {
        site.put("/cached", BannerSite.page("", "fr"), Map.of("Cache-Control", "public, max-age=60"));
        Page page = visit(desktop(), "/cached?a=b");
        assertThat(layer(page)).isVisible();
        assertThat(layer(page).locator("h2")).hasText("Votre choix sur les cookies");
        assertThat(layer(page)).hasCSS("position", "fixed");
        assertThat(layer(page).locator(".ok-form [name=return]")).hasValue("/cached?a=b");
        buttons(page).get(1).click();
        assertThat(layer(page)).hasCount(0);
        assertThat(decided(page)).isTrue();

        page.reload();
        page.evaluate("consent.ready");
        assertThat(layer(page)).hasCount(0);
        assertThat(page.evaluate("consent.state.categories.marketing")).isEqualTo("granted");
        page.locator("#ok-link a").click();
        assertThat(page.locator("dialog")).isVisible();
        assertThat(complaints).isEmpty();
    }

    @Test
    void aCachedPageUnderAStrictPolicyAsksToo() {
        site.put(
                "/cached-strict",
                BannerSite.page(""),
                Map.of("Cache-Control", "public, max-age=60", "Content-Security-Policy", STRICT));
        Page page = visit(desktop(), "/cached-strict");

        assertWorks(page);
        assertThat(complaints).isEmpty();
    }

    @Test
    void withdrawingInTheSettingsOverThePageTakesTwoPresses() {
        Page page = visit(desktop(), "/");
        buttons(page).get(1).click();
        assertThat(layer(page)).hasCount(0);
        page.locator("#open").click();
        page.locator("dialog button[value=refuse]").click();
        assertThat(page.locator("dialog")).hasCount(0);

        assertThat(state(page)).contains("\"marketing\":\"refused\"").doesNotContain("granted");
        page.locator("#open").click();
        page.locator("dialog").getByText("Erase my records").click();
        assertThat(page.locator("dialog")).hasCount(0);
        assertThat(page.request().get(site.url("/consent/records")).status()).isEqualTo(404);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aNoticeThatHasChangedSinceIsShownAgain() {
        Page page = visit(desktop(), "/");
        layer(page).locator("[name=notice]").evaluate("e => e.value = 'f'.repeat(64)");
        buttons(page).get(1).click();
        assertThat(layer(page).locator(".ok-message")).hasText("Your choice could not be saved. Please try again.");
        buttons(page).get(1).click();

        assertThat(layer(page)).hasCount(0);
        assertThat(decided(page)).isTrue();
    }
}
