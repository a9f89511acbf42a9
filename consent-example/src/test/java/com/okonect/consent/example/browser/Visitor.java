package com.okonect.consent.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.HttpHeader;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.WaitUntilState;
import com.okonect.consent.example.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A person with a browser of their own, in front of the example. */
final class Visitor implements AutoCloseable {

    /** Every page that is there to be looked at. */
    static final List<String> PAGES = List.of(
            "/",
            "/news",
            "/news/leak",
            "/shop",
            "/shop/hub",
            "/offers",
            "/messages",
            "/help",
            "/privacy",
            "/my-data",
            "/newsletter",
            "/wallet");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Example example;
    private final BrowserContext context;
    private final Page page;
    private final List<String> setCookies = new ArrayList<>();
    private final List<String> scriptErrors = new ArrayList<>();
    private int pages;

    Visitor(Browser browser, Example example, Browser.NewContextOptions options) {
        this.example = example;
        this.context = browser.newContext(options.setLocale("en-GB"));
        this.page = context.newPage();
        page.onPageError(scriptErrors::add);
        page.onFrameNavigated(frame -> {
            if (frame.equals(page.mainFrame())) {
                pages++;
            }
        });
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && message.text().contains("Content Security Policy")) {
                scriptErrors.add(message.text());
            }
        });
    }

    Page page() {
        return page;
    }

    /** Opens a page and returns the status of the answer. */
    int visit(String path) {
        Response response = page.navigate(
                example.url(path), new Page.NavigateOptions().setWaitUntil(WaitUntilState.DOMCONTENTLOADED));
        remember(response);
        return response.status();
    }

    void visitEveryPage() {
        PAGES.forEach(this::visit);
    }

    /** The {@code Set-Cookie} values in answer to {@link #visit} and {@link #chooseAndListen}, whatever the browser made of them. */
    List<String> setCookies() {
        return List.copyOf(setCookies);
    }

    Locator banner() {
        return page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Your choice about cookies"));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The tick for a category, in the banner or on the settings page. */
    Locator category(String title) {
        return page.getByRole(
                AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(title).setExact(true));
    }

    /** Presses what leads to another page, and waits until that page is there, be it the same once more. */
    void follow(Locator link) {
        int before = pages;
        link.click();
        page.waitForCondition(() -> pages > before);
        page.waitForLoadState(LoadState.DOMCONTENTLOADED);
    }

    /** Presses a button of the banner that makes a choice, and waits until the banner is gone. */
    void choose(String button) {
        banner().getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName(button).setExact(true))
                .click();
        assertThat(banner()).isHidden();
    }

    /** Presses a button that makes a choice, and returns the {@code Set-Cookie} values of the answer to it. */
    List<String> chooseAndListen(Locator button) {
        Response answer =
                page.waitForResponse(response -> response.request().method().equals("POST"), button::click);
        return remember(answer);
    }

    private List<String> remember(Response response) {
        List<String> values = response.headersArray().stream()
                .filter(header -> header.name.equalsIgnoreCase("set-cookie"))
                .flatMap(header -> values(header).stream())
                .toList();
        setCookies.addAll(values);
        return values;
    }

    private static List<String> values(HttpHeader header) {
        return List.of(header.value.split("\n"));
    }

    /** The names of the cookies in the browser, those that scripts cannot see included. */
    Set<String> cookies() {
        Set<String> names = new TreeSet<>();
        context.cookies().forEach(cookie -> names.add(cookie.name));
        return names;
    }

    Optional<Cookie> cookie(String name) {
        return context.cookies().stream()
                .filter(cookie -> cookie.name.equals(name))
                .findFirst();
    }

    /** The names of the cookies that the application saw when it wrote the page that is open. */
    Set<String> seenByTheApplication() {
        return namesIn(".knows .seen li[data-cookie]");
    }

    /** The names of the cookies that the application tried to set with the page that is open. */
    Set<String> attemptedByTheApplication() {
        return namesIn(".knows .attempts li[data-cookie]");
    }

    private Set<String> namesIn(String selector) {
        Set<String> names = new TreeSet<>();
        page.locator(selector).all().forEach(item -> names.add(item.getAttribute("data-cookie")));
        return names;
    }

    /** The state of every category, as the application knew it when it wrote the page that is open. */
    TreeMap<String, String> knownToTheApplication() {
        TreeMap<String, String> states = new TreeMap<>();
        page.locator(".knows .states li")
                .all()
                .forEach(item -> states.put(item.getAttribute("data-category"), item.getAttribute("data-state")));
        return states;
    }

    JsonNode state() {
        return json(get("/consent/state"));
    }

    JsonNode records() {
        return json(get("/consent/records"));
    }

    /** Asks with the visitor's cookies, and leaves the page that is open alone. */
    APIResponse get(String path) {
        return context.request().get(example.url(path));
    }

    private static JsonNode json(APIResponse response) {
        try {
            return JSON.readTree(response.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(response.status() + " " + response.text(), e);
        }
    }

    List<String> scriptErrors() {
        return List.copyOf(scriptErrors);
    }

    @Override
    public void close() {
        context.close();
    }
}
