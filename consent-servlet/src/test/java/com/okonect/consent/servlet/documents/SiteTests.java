package com.okonect.consent.servlet.documents;

import com.okonect.consent.testkit.ConsentExtension;
import com.okonect.consent.testkit.TestVisitor;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Not run here: there is no site. */
abstract class SiteTests {

    private final String site = "http://localhost:8080";

    abstract HttpResponse<String> get(String path, String cookie) throws Exception;

    @RegisterExtension
    static final ConsentExtension consent =
            ConsentExtension.ofClassPath("META-INF/consent.json").requireAllUsed();

    @Test
    void home() throws Exception {
        consent.seesBeforeConsent(get("/", null).headers().allValues("Set-Cookie"));
        String cookie = TestVisitor.at(URI.create(site + "/consent")).select("statistics");
        consent.sees(get("/", cookie).headers().allValues("Set-Cookie"));
    }
}
