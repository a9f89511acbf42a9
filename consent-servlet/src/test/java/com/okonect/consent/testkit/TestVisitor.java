package com.okonect.consent.testkit;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Decides as a visitor does, on the running site, and returns the consent cookie for the requests of a test. It needs
 * no key of the site, and the choice is recorded as every other.
 *
 * <pre>{@code
 * String cookie = TestVisitor.at(site.resolve("/consent")).select("marketing");
 *
 * List<String> set = visit(HttpRequest.newBuilder(site).header("Cookie", cookie));
 * }</pre>
 *
 * <p>Without a server, as with MockMvc, the test sends the form itself:
 *
 * <pre>{@code
 * visitor = TestVisitor.by(form -> site.perform(post("/consent")
 *                 .contentType(MediaType.APPLICATION_FORM_URLENCODED)
 *                 .header("Sec-Fetch-Site", "same-origin")
 *                 .content(form))
 *         .andReturn()
 *         .getResponse()
 *         .getHeaders("Set-Cookie"));
 * }</pre>
 *
 * <p>Browsers that Selenium or Playwright drive take a name and a value: {@code cookie.split("=", 2)}.
 */
public final class TestVisitor {

    private final Submit settings;

    /** Sends a form to the settings page, as the HTTP client of a test does. */
    @FunctionalInterface
    public interface Submit {

        /**
         * Sends it by POST, as {@code application/x-www-form-urlencoded} and with {@code Sec-Fetch-Site: same-origin}, to
         * where {@code consent.path} is.
         *
         * @param form the body
         * @return the values of the {@code Set-Cookie} fields of the answer
         * @throws Exception if it cannot be sent
         */
        List<String> submit(String form) throws Exception;
    }

    private TestVisitor(Submit settings) {
        this.settings = settings;
    }

    /**
     * Returns a visitor of a site that is reached over HTTP.
     *
     * @param settings the address of the settings page, where {@code consent.path} is
     * @return a visitor who has not decided
     */
    public static TestVisitor at(URI settings) {
        HttpClient client = HttpClient.newHttpClient();
        return by(form -> {
            HttpRequest request = HttpRequest.newBuilder(settings)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Sec-Fetch-Site", "same-origin")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 303) {
                throw new AssertionError("the choice '" + form + "' was not recorded: " + settings + " answered "
                        + response.statusCode());
            }
            return response.headers().allValues("Set-Cookie");
        });
    }

    /**
     * Returns a visitor of a site that a test reaches by itself.
     *
     * @param settings sends a form to the settings page
     * @return a visitor who has not decided
     */
    public static TestVisitor by(Submit settings) {
        return new TestVisitor(settings);
    }

    /**
     * Grants every category.
     *
     * @return the consent cookie, as {@code name=value}
     * @throws Exception if the site does not answer
     * @throws AssertionError if the site does not record the choice
     */
    public String acceptAll() throws Exception {
        return choose("choice=accept");
    }

    /**
     * Refuses every category.
     *
     * @return as {@link #acceptAll}
     * @throws Exception if the site does not answer
     * @throws AssertionError if the site does not record the choice
     */
    public String refuseAll() throws Exception {
        return choose("choice=refuse");
    }

    /**
     * Grants these categories and refuses all others.
     *
     * @param categories their ids
     * @return as {@link #acceptAll}
     * @throws Exception if the site does not answer
     * @throws AssertionError if the site does not record the choice
     */
    public String select(String... categories) throws Exception {
        StringBuilder form = new StringBuilder("choice=select");
        Arrays.stream(categories)
                .forEach(id -> form.append("&category=").append(URLEncoder.encode(id, StandardCharsets.UTF_8)));
        return choose(form.toString());
    }

    private String choose(String form) throws Exception {
        return settings.submit(form).stream()
                .map(line -> line.split(";", 2)[0])
                .filter(cookie -> cookie.indexOf('=') < cookie.length() - 1)
                .findFirst()
                .orElseThrow(() -> new AssertionError("the choice '" + form + "' was not recorded: no cookie was set"));
    }
}
