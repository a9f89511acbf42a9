package com.okonect.consent.examples;

import com.okonect.consent.testkit.ConsentExtension;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shortest test of a site: whatever serves it, its cookies have to be those of the policy. */
class SiteWithAPolicyOnTheClassPathTest {

    @RegisterExtension
    static final ConsentExtension consent = ConsentExtension.ofClassPath("com/okonect/consent/examples/consent.json")
            .requireAllUsed();

    private static HttpServer server;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request = HttpRequest.newBuilder(
                    URI.create("http://localhost:" + server.getAddress().getPort() + "/"))
            .build();

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Set-Cookie", "offers=1; Max-Age=60");
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void homePage() throws Exception {
        HttpResponse<String> home = client.send(request, BodyHandlers.ofString());
        consent.sees(home.headers().allValues("Set-Cookie"));
    }
}
