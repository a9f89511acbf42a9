package com.okonect.consent.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.okonect.consent.TestPolicies;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.testkit.ConsentExtension;
import com.okonect.consent.testkit.TestVisitor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How a site tests itself with MockMvc, without a server: the example of the documentation. */
class SiteWithMockMvcTest {

    private static final ConsentPolicy POLICY = TestPolicies.shop();

    @RegisterExtension
    static final ConsentExtension consent = ConsentExtension.of(POLICY);

    @TempDir
    private Path home;

    private final ConsentFilter filter = ConsentFilter.builder().policy(POLICY).build();
    private MockMvc site;
    private TestVisitor visitor;

    @BeforeEach
    void start() {
        site = MockMvcBuilders.standaloneSetup(new Shop(), new Pages())
                .addFilter(
                        filter,
                        "consent",
                        Map.of("consent.home", home.toString()),
                        EnumSet.of(DispatcherType.REQUEST),
                        "/*")
                .setControllerAdvice(new ConsentInPages())
                .build();
        visitor = TestVisitor.by(form -> site.perform(post("/consent")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .header("Sec-Fetch-Site", "same-origin")
                        .content(form))
                .andReturn()
                .getResponse()
                .getHeaders("Set-Cookie"));
    }

    @AfterEach
    void stop() {
        filter.destroy();
    }

    @Test
    void nothingThatNeedsConsentIsSetBeforeIt() throws Exception {
        List<String> set =
                site.perform(get("/offers")).andReturn().getResponse().getHeaders("Set-Cookie");

        consent.seesBeforeConsent(set);
        assertThat(set).isEmpty();
    }

    @Test
    void offersAreRememberedForVisitorsWhoAllowThem() throws Exception {
        String[] cookie = visitor.select("marketing").split("=", 2);

        List<String> set = site.perform(get("/offers").cookie(new Cookie(cookie[0], cookie[1])))
                .andReturn()
                .getResponse()
                .getHeaders("Set-Cookie");

        consent.sees(set);
        assertThat(set).anyMatch(line -> line.startsWith("offers="));
    }

    @Test
    void templatesFindTheConsentInTheModel() throws Exception {
        Object model = site.perform(get("/page"))
                .andReturn()
                .getModelAndView()
                .getModel()
                .get("consent");

        assertThat(model).hasFieldOrPropertyWithValue("decided", false);
    }

    @Controller
    static class Pages {

        @GetMapping("/page")
        String page() {
            return "somewhere";
        }
    }

    @RestController
    static class Shop {

        @GetMapping("/offers")
        String offers(HttpServletResponse response) {
            response.addCookie(new Cookie("offers", "1"));
            return "offers";
        }
    }
}
