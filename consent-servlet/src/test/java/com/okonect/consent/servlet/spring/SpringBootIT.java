package com.okonect.consent.servlet.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.GuardPage;
import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.RawHttp.Response;
import com.okonect.consent.servlet.spring.shop.ShopApplication;
import com.okonect.consent.servlet.war.JvmProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A real Spring Boot application with Spring Security, of each generation, with the jar on its class path. */
class SpringBootIT {

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    @Nested
    class OfGeneration3 extends Generation {
        OfGeneration3() {
            super("spring-boot-3");
        }
    }

    @Nested
    class OfGeneration4 extends Generation {
        OfGeneration4() {
            super("spring-boot-4");
        }
    }

    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class Generation {

        @TempDir
        private static Path folder;

        private final String generation;
        private JvmProcess application;
        private RawHttp http;

        Generation(String generation) {
            this.generation = generation;
        }

        @BeforeAll
        void start() throws Exception {
            application = run(
                    "--spring.profiles.active=spring-session",
                    "--server.forward-headers-strategy=framework",
                    "--management.endpoints.web.base-path=/public/manage",
                    "--management.endpoints.web.exposure.include=health,metrics",
                    "--management.endpoint.health.show-details=always");
            http = application.http();
        }

        @AfterAll
        void stop() {
            application.close();
        }

        @Test
        void onlyGrantedCookiesGoOutAndComeIn() throws Exception {
            String carried = "; _pk_id.1=a; offers=b; undeclared=c";
            Response undecided = http.get("/public/cookies", "Cookie: x=y" + carried);
            String granted = grant("statistics");
            Response decided = http.get("/public/cookies", "Cookie: " + granted + carried);

            assertThat(undecided.namesSet()).isEmpty();
            assertThat(undecided.text()).isEqualTo("statistics: undecided, read: []");
            assertThat(decided.namesSet()).containsExactly("_pk_id.1");
            assertThat(decided.text()).isEqualTo("statistics: granted, read: [_pk_id.1]");
        }

        @Test
        void noUndeclaredCookieLeavesFromAnotherThreadOrAnErrorPage() throws Exception {
            Response later = http.get("/public/later");
            Response fails = http.get("/public/fails");

            assertThat(later.text()).isEqualTo("later");
            assertThat(fails.status()).isEqualTo(500);
            assertThat(later.namesSet()).isEmpty();
            assertThat(fails.namesSet()).isEmpty();
        }

        @Test
        void logInWorksAndItsCookiesPassByPreset() throws Exception {
            assertThat(http.get("/account").status()).isEqualTo(302);
            Response form = http.get("/login");
            Matcher token = TOKEN.matcher(form.text());
            assertThat(token.find()).isTrue();
            String csrf = form.cookie("XSRF-TOKEN").orElseThrow();

            Response loggedIn = http.post(
                    "/login",
                    "username=ada&password=secret&_csrf=" + token.group(1),
                    "Cookie: " + csrf + "; " + form.cookie("SESSION").orElse("a=b"));
            Response account =
                    http.get("/account", "Cookie: " + loggedIn.cookie("SESSION").orElseThrow());

            assertThat(loggedIn.status()).isEqualTo(302);
            assertThat(loggedIn.header("Location"))
                    .hasValueSatisfying(place -> assertThat(place).doesNotContain("error"));
            assertThat(account.text()).isEqualTo("account of ada");
        }

        @Test
        void handlersThatRequireConsentAreAnsweredByAPageThatGrantsJustThat() throws Exception {
            Response page = http.get("/public/saved-card?id=1");
            Response problem = http.get("/public/saved-card", "Accept: application/json");
            Response granted = http.get("/public/saved-card", "Cookie: " + grant("payment"));

            assertThat(page.status()).isEqualTo(403);
            assertThat(page.text())
                    .containsOnlyOnce("<body")
                    .contains("value=\"payment\"")
                    .contains("/public/saved-card?id&#x3D;1")
                    .doesNotContain("value=\"marketing\"")
                    .doesNotContain("value=\"accept\"");
            assertThat(problem.status()).isEqualTo(403);
            assertThat(problem.header("Content-Type")).hasValue("application/problem+json");
            assertThat(problem.text()).contains("\"missing\":[\"payment\"]");
            assertThat(granted.text()).isEqualTo("card, payment: granted");
        }

        @Test
        void allowingWhatAHandlerRequiresComesBackToIt() throws Exception {
            Response asked = http.get("/public/saved-card?id=1", "Accept: text/html");

            assertThat(GuardPage.allow(http, asked).text()).isEqualTo("card, payment: granted");
            assertThat(http.get("/public/saved-card", "Accept: */*", "Sec-Fetch-Dest: empty")
                            .header("Content-Type"))
                    .hasValue("application/problem+json");
        }

        @Test
        void aHandlersOwnRequirementReplacesThatOfItsController() throws Exception {
            String statistics = grant("statistics");

            assertThat(http.get("/public/offers", "Cookie: " + statistics).status())
                    .isEqualTo(403);
            assertThat(http.get("/public/offers/read", "Cookie: " + statistics).text())
                    .isEqualTo("read");
            assertThat(http.get("/public/offers", "Cookie: " + grant("marketing"))
                            .text())
                    .isEqualTo("offers");
        }

        @Test
        void pagesGetTheBanner() throws Exception {
            assertThat(http.get("/public/page", "Accept: text/html").text())
                    .contains("value=\"accept\"")
                    .contains("value=\"refuse\"");
        }

        @Test
        void theActuatorShowsHealthAndMetrics() throws Exception {
            http.get("/public/cookies");

            Response health = http.get("/public/manage/health/consent");
            Response blocked = http.get("/public/manage/metrics/consent.cookies?tag=result:blocked");

            assertThat(health.status()).isEqualTo(200);
            assertThat(health.text()).contains("\"status\":\"UP\"", "\"store\":\"answers\"", "\"mode\":\"enforce\"");
            assertThat(http.get("/public/manage/health").text()).contains("\"consent\":{");
            assertThat(blocked.text()).contains("\"name\":\"consent.cookies\"").doesNotContain("\"value\":0.0");
            assertThat(http.get("/public/manage/metrics/consent.choices").status())
                    .isEqualTo(200);
        }

        /** Behind a proxy, what is the same origin is known only to who reads the forwarded headers before. */
        @Test
        void theFilterThatResolvesProxiesStandsBefore() throws Exception {
            Response choice = http.send(
                    "POST",
                    "/consent",
                    "choice=accept",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Origin: https://shop.example",
                    "X-Forwarded-Proto: https",
                    "X-Forwarded-Host: shop.example");

            assertThat(choice.status()).isEqualTo(303);
            assertThat(choice.setCookies()).anyMatch(cookie -> cookie.contains("; Secure"));
        }

        @Test
        void aFilterBeanOfTheApplicationTakesThePlaceAndSessionsOfTheContainerPassToo() throws Exception {
            try (JvmProcess own = run("--spring.profiles.active=filter-bean")) {
                RawHttp pages = own.http();

                assertThat(pages.get("/choices/state").text()).contains("\"statistics\":\"undecided\"");
                assertThat(pages.get("/public/cookies").namesSet()).isEmpty();
                assertThat(pages.get("/account").namesSet()).contains("JSESSIONID");
            }
        }

        @Test
        void settingsComeFromTheEnvironmentOfSpring() throws Exception {
            try (JvmProcess observing = run("--consent.mode=observe")) {
                assertThat(observing.http().get("/public/cookies").namesSet()).contains("undeclared");
            }
            try (JvmProcess off = run("--consent.autoregister=false")) {
                assertThat(off.http().get("/public/page").text()).doesNotContain("consent");
            }
        }

        @Test
        void mistakesStopTheStart() throws Exception {
            try (JvmProcess unknown = run("--consent.modus=observe")) {
                assertThat(unknown.failure()).contains("consent.modus").contains("there is no such setting");
            }
            try (JvmProcess wall = run("--shop.walled=true")) {
                assertThat(wall.failure()).contains("requires consent for '/**'");
            }
            try (JvmProcess undeclared = run("--shop.mistaken=true")) {
                assertThat(undeclared.failure())
                        .contains("ShopController$Mistaken#never()")
                        .contains("requires consent for 'adverts', which the policy does not declare");
            }
        }

        private String grant(String category) throws Exception {
            return http.post("/consent", "choice=grant&category=" + category)
                    .cookie("eu-consent")
                    .orElseThrow();
        }

        private JvmProcess run(String... arguments) throws Exception {
            Path home = Files.createTempDirectory(folder, "site");
            Path policy = Files.writeString(home.resolve("consent.json"), TestPolicies.SHOP);
            List<Path> classPath = new ArrayList<>(JvmProcess.library());
            classPath.addAll(JvmProcess.jars(generation));
            classPath.add(JvmProcess.placeOf(ShopApplication.class));
            return JvmProcess.start(
                    home,
                    classPath,
                    ShopApplication.class,
                    Stream.concat(
                                    Stream.of(
                                            "--server.port=0",
                                            "--spring.main.banner-mode=off",
                                            "--consent.policy=" + policy,
                                            "--consent.home=" + home.resolve("data")),
                                    Stream.of(arguments))
                            .toArray(String[]::new));
        }
    }
}
