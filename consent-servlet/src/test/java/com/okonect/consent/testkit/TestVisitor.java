package com.okonect.consent.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decides as a visitor does, on the running site, and returns the consent cookie for the requests of a test. It needs
 * no key of the site, and the choice is recorded as every other.
 *
 * <pre>{@code
 * String cookie = TestVisitor.at(URI.create("http://localhost:8080/consent")).select("statistics");
 * HttpRequest.newBuilder(page).header("Cookie", cookie)…
 * context.addCookies(List.of(new Cookie(name, value)…))  // Playwright; Selenium likewise, from cookie.split("=", 2)
 * }</pre>
 */
public final class TestVisitor {

    private final URI settings;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestVisitor(URI settings) {
        this.settings = settings;
    }

    /**
     * Returns a visitor of a site.
     *
     * @param settings the address of the settings page, where {@code consent.path} is
     * @return a visitor who has not decided
     */
    public static TestVisitor at(URI settings) {
        return new TestVisitor(settings);
    }

    /**
     * Grants every category.
     *
     * @return the consent cookie, as {@code name=value}
     * @throws IOException if the site does not answer
     * @throws InterruptedException if the thread is interrupted
     * @throws AssertionError if the site does not record the choice
     */
    public String acceptAll() throws IOException, InterruptedException {
        return choose("choice=accept");
    }

    /**
     * Refuses every category.
     *
     * @return as {@link #acceptAll}
     * @throws IOException if the site does not answer
     * @throws InterruptedException if the thread is interrupted
     * @throws AssertionError if the site does not record the choice
     */
    public String refuseAll() throws IOException, InterruptedException {
        return choose("choice=refuse");
    }

    /**
     * Grants these categories and refuses all others.
     *
     * @param categories their ids
     * @return as {@link #acceptAll}
     * @throws IOException if the site does not answer
     * @throws InterruptedException if the thread is interrupted
     * @throws AssertionError if the site does not record the choice
     */
    public String select(String... categories) throws IOException, InterruptedException {
        StringBuilder form = new StringBuilder("choice=select");
        Arrays.stream(categories)
                .forEach(id -> form.append("&category=").append(URLEncoder.encode(id, StandardCharsets.UTF_8)));
        return choose(form.toString());
    }

    private String choose(String form) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(settings)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return response.headers().allValues("Set-Cookie").stream()
                .map(line -> line.split(";", 2)[0])
                .filter(cookie -> response.statusCode() == 303 && cookie.indexOf('=') < cookie.length() - 1)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the choice '" + form + "' was not recorded: " + settings
                        + " answered " + response.statusCode()));
    }
}
