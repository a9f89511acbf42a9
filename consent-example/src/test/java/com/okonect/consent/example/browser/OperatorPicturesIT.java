package com.okonect.consent.example.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.okonect.consent.Category;
import com.okonect.consent.Choice;
import com.okonect.consent.ChoiceContext;
import com.okonect.consent.Consent;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.ConsentService;
import com.okonect.consent.FakeClock;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.example.Example;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.JdbcConsentStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator's pages of a site that has been visited for a month, under two versions of its notice: as pictures for the
 * documents, in {@code target/screenshots/operator}.
 */
class OperatorPicturesIT {

    private static final Path PICTURES = Path.of(
                    System.getProperty("okonect.test.example.jar", "target/consent-example.jar"))
            .resolveSibling("screenshots")
            .resolve("operator");
    private static final Path POLICY = Path.of("src/main/webapp/WEB-INF/consent.json");
    private static final Pattern LAYOUT = Pattern.compile("\"layout\" ?: ?\"([^\"]+)\"");

    private static final int MARGIN = 16;

    private static final int DAYS = 33;
    private static final int DAYS_OF_THE_NOTICE_IN_FORCE = 12;
    private static final int CHOICES_OF_A_WORKDAY = 70;

    @TempDir
    private static Path folder;

    private static Example example;
    private static Browsers browsers;

    @BeforeAll
    static void start() throws Exception {
        browsers = Browsers.open();
        Path home = folder.resolve("home");
        String layout;
        try (Example unvisited = Example.start(home);
                BrowserContext context = browsers.browser().newContext()) {
            Matcher found = LAYOUT.matcher(
                    context.request().get(unvisited.url("/consent/manifest")).text());
            layout = found.find() ? found.group(1) : "";
        }
        visit(home, layout);
        example = Example.start(home);
    }

    @AfterAll
    static void stop() {
        try {
            browsers.close();
        } finally {
            if (example != null) {
                example.close();
            }
        }
    }

    /** Some seventy choices a day, twice as many at weekends; always the same ones. */
    private static void visit(Path home, String layout) throws Exception {
        String inForce = Files.readString(POLICY);
        String before = inForce.replace("A random number that finds the products", "A number that finds the products")
                .replace("Un numéro aléatoire qui retrouve les produits", "Un numéro qui retrouve les produits");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        FakeClock clock = new FakeClock(at(today.minusDays(DAYS), 8));
        SigningKeys keys = SigningKeys.load(home.resolve("keys"));
        Random random = new Random(9);
        Deque<Consent> granted = new ArrayDeque<>();
        try (ConsentStore store = JdbcConsentStore.embedded(home, keys, clock);
                ConsentService first = service(before, layout, store, keys, clock);
                ConsentService second = service(inForce, layout, store, keys, clock)) {
            for (LocalDate day = today.minusDays(DAYS); day.isBefore(today); day = day.plusDays(1)) {
                clock.set(at(day, 8));
                boolean isNew = !day.isBefore(today.minusDays(DAYS_OF_THE_NOTICE_IN_FORCE));
                ConsentService service = isNew ? second : first;
                boolean weekend = day.getDayOfWeek().getValue() > 5;
                int choices = CHOICES_OF_A_WORKDAY * (weekend ? 2 : 1) + random.nextInt(15);
                for (int i = 0; i < choices; i++) {
                    choose(service, isNew ? 0.45 : 0.35, random, granted);
                }
            }
        }
    }

    private static void choose(ConsentService service, double accepting, Random random, Deque<Consent> granted)
            throws Exception {
        Notice shown = service.notice(List.of(random.nextInt(4) == 0 ? Locale.ENGLISH : Locale.FRENCH));
        double part = random.nextDouble();
        if (part > 0.97 && !granted.isEmpty()) {
            Choice withdrawal = new Choice.Withdraw(Set.of(Category.MARKETING, Category.STATISTICS));
            service.record(withdrawal, from(granted.removeFirst(), shown));
            return;
        }
        Choice choice = new Choice.RefuseAll();
        if (part < accepting) {
            choice = new Choice.AcceptAll();
        } else if (part < accepting + 0.14) {
            choice = new Choice.Select(
                    random.nextBoolean()
                            ? Set.of(Category.STATISTICS)
                            : Set.of(Category.PAYMENT, Category.PERSONALISATION));
        }
        Consent consent =
                service.record(choice, from(service.undecided(), shown)).consent();
        if (choice instanceof Choice.AcceptAll) {
            granted.add(consent);
        }
    }

    private static ChoiceContext from(Consent previous, Notice shown) {
        return ChoiceContext.of(previous, "localhost", shown, ConsentRecord.Method.BANNER);
    }

    private static ConsentService service(
            String policy, String layout, ConsentStore store, SigningKeys keys, FakeClock clock) {
        return ConsentService.builder(ConsentPolicy.parse(policy))
                .store(store)
                .keys(keys)
                .layout(layout)
                .clock(clock)
                .build();
    }

    private static String at(LocalDate day, int hour) {
        return day.atTime(hour, 0).toInstant(ZoneOffset.UTC).toString();
    }

    @Test
    void everyDayOfTheMonthIsInTheCharts() {
        try (BrowserContext context = operator(1280)) {
            Page page = context.newPage();
            page.navigate(example.url("/operator/choices"));

            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("operator-choices.png")));

            // All, and thirty days but for today; one less where midnight has passed meanwhile.
            assertThat(page.locator("section[aria-labelledby=of-statistics] tbody tr")
                            .count())
                    .isBetween(29, 30);
        }
    }

    @Test
    void theComparisonOfNotices() {
        try (BrowserContext context = operator(1280)) {
            Page page = context.newPage();
            page.navigate(example.url("/operator/choices"));
            Locator compared = page.locator("section[aria-labelledby=compared]");

            compared.scrollIntoViewIfNeeded();
            BoundingBox box = compared.boundingBox();
            page.screenshot(new Page.ScreenshotOptions()
                    .setClip(0, box.y - MARGIN, 1280, box.height + 2 * MARGIN)
                    .setPath(PICTURES.resolve("operator-comparison.png")));

            // Two versions in two languages each, of which two are in force.
            assertThat(compared.locator("tbody th").allTextContents())
                    .hasSize(4)
                    .filteredOn(label -> label.endsWith(", fr"))
                    .hasSize(2);
            assertThat(compared.locator("tbody th").allTextContents())
                    .filteredOn(label -> label.endsWith(", en"))
                    .hasSize(2);
            assertThat(page.locator("section[aria-labelledby=by-notice]")
                            .getByText("in force")
                            .count())
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {375, 1280})
    void aVisitedSitesPagesFitTheScreen(int width) {
        try (BrowserContext context = operator(width)) {
            Page page = context.newPage();
            for (String path : List.of("choices", "choices?span=weeks", "records?verify=now", "ledger")) {
                page.navigate(example.url("/operator/" + path));
                assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .as(path)
                        .isEqualTo(true);
            }
        }
    }

    private static BrowserContext operator(int width) {
        return browsers.browser()
                .newContext(new Browser.NewContextOptions()
                        .setHttpCredentials("operator", Example.PASSWORD)
                        .setViewportSize(width, 800));
    }
}
