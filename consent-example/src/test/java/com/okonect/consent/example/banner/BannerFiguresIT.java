package com.okonect.consent.example.banner;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ForcedColors;
import com.okonect.consent.example.browser.Browsers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The banner beside its peers, in one run: a measurement, off unless {@code okonect.test.figures} is {@code true}. The
 * peers come from npm. The table is printed and written to {@code target/banner-figures.md}.
 */
@EnabledIfSystemProperty(named = "okonect.test.figures", matches = "true")
class BannerFiguresIT {

    private static final String VANILLA_VERSION = "3.1.0";
    private static final String OREJIME_VERSION = "3.2.1";
    private static final int LOADS = Integer.getInteger("okonect.test.figures.loads", 7);
    private static final int SETTLE_MILLISECONDS = 350;
    private static final String STRICT = "default-src 'self'";
    private static final String TRUSTED = STRICT + "; require-trusted-types-for 'script'; trusted-types 'none'";
    /** What is looked at where there is no banner. */
    private static final String BARE = "h1";

    private static final String AXE_LEVELS = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa";

    private static final String ORDINARY = """
            <style>
            *, ::before, ::after { box-sizing: border-box; margin: 0; padding: 0 }
            html { font-size: 62.5% }
            body { font: 1.6rem/1.6 Georgia, serif; color: #333; letter-spacing: .02em }
            h2 { font-size: 3.2rem; margin: 2rem 0; text-transform: uppercase }
            p { margin: 0 0 1.5rem } ul { margin-left: 3rem; list-style: square } a { color: teal }
            button { background: teal; color: #fff; border: 0; border-radius: 3px; padding: 1rem 3rem; font: inherit }
            label { display: inline-block; font-weight: bold } input { border: 1px solid #ccc; padding: 1rem }
            section, form { padding: 3rem; border: 1px solid #eee }
            </style>
            """;

    /** Notes when the button can be pressed: it is seen, and nothing lies over it. */
    private static final String WATCH = """
            (() => {
              const noted = window.noted = {shift: 0, input: 0, violations: 0};
              addEventListener('securitypolicyviolation', () => noted.violations++);
              new PerformanceObserver(list => { for (const e of list.getEntries()) noted.shift += e.value; })
                  .observe({type: 'layout-shift', buffered: true});
              new PerformanceObserver(list => {
                for (const e of list.getEntries()) if (e.interactionId) noted.input = Math.max(noted.input, e.duration);
              }).observe({type: 'event', durationThreshold: 16, buffered: true});
              const look = () => {
                const button = document.querySelector('SELECTOR'), box = button && button.getBoundingClientRect();
                if (box && box.width) {
                  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                  if (seen && button.contains(seen) && getComputedStyle(button).visibility == 'visible') {
                    noted.usable = performance.now();
                    return;
                  }
                }
                requestAnimationFrame(look);
              };
              requestAnimationFrame(look);
            })()""";

    /**
     * One of those compared.
     *
     * @param url of a page with its banner
     * @param more opens its settings from the banner
     * @param settings its settings, once open
     */
    private record Contender(
            String name,
            String url,
            String styled,
            String strict,
            String trusted,
            String banner,
            String accept,
            String refuse,
            String more,
            String settings) {}

    /** What one load brought. */
    private record Load(double usable, double painted, double scriptSeconds, double heap, double shift, double input) {}

    private record Body(String type, byte[] content) {}

    @TempDir
    private static Path directory;

    private static BannerSite site;
    private static PeerSite peers;
    private static Browsers browsers;

    private final Map<String, Map<String, String>> table = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        Npm.assumeInstalled();
        site = new BannerSite(directory.resolve("home"));
        peers = new PeerSite();
        Path vanilla = Npm.fetch("vanilla-cookieconsent", VANILLA_VERSION, directory);
        Path orejime = Npm.fetch("orejime", OREJIME_VERSION, directory);
        put("/vanilla.css", "text/css", Files.readAllBytes(vanilla.resolve("dist/cookieconsent.css")));
        put("/vanilla.js", "text/javascript", Files.readAllBytes(vanilla.resolve("dist/cookieconsent.umd.js")));
        put("/vanilla-config.js", "text/javascript", resource("vanilla-cookieconsent.js"));
        put("/orejime.css", "text/css", Files.readAllBytes(orejime.resolve("dist/orejime-standard.css")));
        put("/orejime.js", "text/javascript", Files.readAllBytes(orejime.resolve("dist/orejime-standard-en.js")));
        put("/orejime-config.js", "text/javascript", resource("orejime.js"));
        pages("bare", "");
        pages("vanilla", """
                <link rel="stylesheet" href="/vanilla.css"><script src="/vanilla.js" defer></script>
                <script src="/vanilla-config.js" defer></script>""");
        pages("orejime", """
                <link rel="stylesheet" href="/orejime.css"><script src="/orejime-config.js" defer></script>
                <script src="/orejime.js" defer></script>""");
        String own = page("");
        site.put("/ours", own);
        site.put("/ours-styled", page(ORDINARY));
        site.put("/ours-strict", own, Map.of("Content-Security-Policy", STRICT));
        site.put("/ours-trusted", own, Map.of("Content-Security-Policy", TRUSTED));
        site.put("/ours-linkless", own.replace("<a href=\"/consent\">Cookie settings</a>", ""));
        browsers = Browsers.open();
    }

    private static void put(String path, String type, byte[] bytes) {
        peers.put(path, type, bytes);
    }

    private static byte[] resource(String file) throws IOException {
        try (var in = BannerFiguresIT.class.getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }

    /** A page that has a settings link of its own. */
    private static String page(String head) {
        return BannerSite.page(head).replace("<a href=\"/b\">News</a>", "<a href=\"/consent\">Cookie settings</a>");
    }

    private static void pages(String name, String head) {
        put("/" + name, "text/html; charset=utf-8", page(head).getBytes(StandardCharsets.UTF_8));
        put(
                "/" + name + "-styled",
                "text/html; charset=utf-8",
                page(ORDINARY + head).getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() {
        if (browsers != null) {
            browsers.close();
        }
        if (peers != null) {
            peers.close();
        }
        if (site != null) {
            site.close();
        }
    }

    private static Contender peer(
            String name, String path, String banner, String accept, String refuse, String more, String settings) {
        String url = peers.url("/" + path);
        return new Contender(
                name,
                url,
                url + "-styled",
                url + "?csp=" + STRICT,
                url + "?csp=" + TRUSTED,
                banner,
                accept,
                refuse,
                more,
                settings);
    }

    @Test
    void sideBySide() throws Exception {
        Contender bare = peer("bare page", "bare", "main", BARE, BARE, BARE, "main");
        Contender ours = new Contender(
                "this library",
                site.url("/ours"),
                site.url("/ours-styled"),
                site.url("/ours-strict"),
                site.url("/ours-trusted"),
                "#ok-layer",
                "#ok-layer [value=accept]",
                "#ok-layer [value=refuse]",
                "#ok-layer [data-save]",
                "#ok-layer .ok-open");
        Contender vanilla = peer(
                "vanilla-cookieconsent " + VANILLA_VERSION,
                "vanilla",
                "#cc-main .cm",
                "#cc-main .cm [data-role=all]",
                "#cc-main .cm [data-role=necessary]",
                "#cc-main .cm [data-role=show]",
                "#cc-main .pm");
        Contender orejime = peer(
                "orejime " + OREJIME_VERSION,
                "orejime",
                ".orejime-Banner",
                ".orejime-Banner-saveButton",
                ".orejime-Banner-declineButton",
                ".orejime-Banner-learnMoreButton",
                ".orejime-Modal");
        List<Contender> all = List.of(ours, vanilla, orejime);

        for (Contender one : all) {
            weigh(one, bare);
        }
        timings(Stream.concat(Stream.of(bare), all.stream()).toList());
        for (Contender one : all) {
            look(one);
        }
        put("languages", ours, Integer.toString(languages()));
        put("languages", vanilla, "0");
        put("languages", orejime, Long.toString(languagesOfOrejime()));
        say(all);
    }

    private static int languages() throws IOException {
        try (var schema = BannerFiguresIT.class.getResourceAsStream("/META-INF/consent.schema.json")) {
            return new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(schema)
                    .at("/properties/languages/items/enum")
                    .size();
        }
    }

    private static long languagesOfOrejime() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("orejime/package/dist"))) {
            return files.filter(file -> file.getFileName().toString().matches("orejime-standard-.*\\.js"))
                    .count();
        }
    }

    private void put(String row, Contender of, String value) {
        table.computeIfAbsent(row, missing -> new LinkedHashMap<>()).put(of.name(), value);
    }

    /** What goes over the wire for a first visit, and for one after the choice; what the browser keeps of it. */
    private void weigh(Contender one, Contender bare) throws Exception {
        try (BrowserContext context = browsers.browser().newContext(options())) {
            List<Body> plain = bodies(context, bare.url());
            List<Body> first = bodies(context, one.url());
            List<Integer> lengths = Npm.brotli(
                    Stream.concat(plain.stream(), first.stream())
                            .map(Body::content)
                            .toList(),
                    directory);
            int page = lengths.get(0);
            int html = lengths.get(1) - page;
            int rest = lengths.subList(2, lengths.size()).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            int script = 0;
            for (int i = 1; i < first.size(); i++) {
                script += first.get(i).type().contains("javascript") ? lengths.get(i + 1) : 0;
            }
            put("everything that the banner adds, Brotli KB", one, kilobytes(html + rest));
            put("of it JavaScript, Brotli KB", one, kilobytes(script));
            put("more requests, first visit", one, Integer.toString(first.size() - 1));
            put(
                    "stored before a choice",
                    one,
                    Integer.toString(stored(context, one).size()));

            Page visited = context.newPage();
            visited.navigate(one.url());
            visited.locator(one.accept()).click();
            visited.waitForTimeout(SETTLE_MILLISECONDS);
            int kept = stored(context, one).values().stream()
                    .mapToInt(String::length)
                    .sum();
            put("bytes stored after accepting", one, Integer.toString(kept));

            List<Body> later = bodies(context, one.url());
            List<Integer> after = Npm.brotli(later.stream().map(Body::content).toList(), directory);
            int more = after.stream().mapToInt(Integer::intValue).sum() - page;
            put(
                    "after the choice: Brotli KB / requests",
                    one,
                    kilobytes(more) + " / " + (later.size() - 1) + (more == 0 ? " (not one byte)" : ""));
        }
        put("identifier of a visitor who refuses", one, refusal(one).equals(refusal(one)) ? "none" : "yes");
    }

    private static String kilobytes(int bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1024.0);
    }

    private static Map<String, String> refusal(Contender one) {
        try (BrowserContext context = browsers.browser().newContext(options())) {
            Page page = context.newPage();
            page.navigate(one.url());
            page.locator(one.refuse()).click();
            page.waitForTimeout(SETTLE_MILLISECONDS);
            Map<String, String> kept = stored(context, one);
            // The time of a choice is no identifier.
            kept.replaceAll((name, value) -> value.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.%A-Z]+Z|\\d{13}", ""));
            return kept;
        }
    }

    /** Cookies and entries in storage, each as name and value. */
    private static Map<String, String> stored(BrowserContext context, Contender one) {
        Map<String, String> stored = new TreeMap<>();
        for (Cookie cookie : context.cookies()) {
            stored.put(cookie.name, cookie.name + cookie.value);
        }
        for (Page page : context.pages()) {
            if (page.url().startsWith(one.url())) {
                @SuppressWarnings("unchecked") // what the script returns
                Map<String, String> entries =
                        (Map<String, String>) page.evaluate("() => ({...localStorage, ...sessionStorage})");
                entries.forEach((name, value) -> stored.put("storage " + name, name + value));
            }
        }
        return stored;
    }

    /** Every answer to a load that takes nothing from a cache, the page first. */
    private static List<Body> bodies(BrowserContext context, String url) {
        Page page = context.newPage();
        CDPSession session = context.newCDPSession(page);
        session.send("Network.enable");
        session.send("Network.setCacheDisabled", object("cacheDisabled", true));
        List<Response> responses = new ArrayList<>();
        page.onResponse(response -> {
            if (!response.url().endsWith("/favicon.ico")) {
                responses.add(response);
            }
        });
        page.navigate(url);
        page.waitForTimeout(SETTLE_MILLISECONDS);
        return responses.stream()
                .map(response -> new Body(response.headers().getOrDefault("content-type", ""), response.body()))
                .toList();
    }

    private static JsonObject object(String name, Object value) {
        JsonObject object = new JsonObject();
        if (value instanceof Boolean flag) {
            object.addProperty(name, flag);
        } else {
            object.addProperty(name, (Number) value);
        }
        return object;
    }

    private static Browser.NewContextOptions options() {
        return new Browser.NewContextOptions().setViewportSize(1280, 800).setLocale("en-GB");
    }

    /** Interleaved, so that what happens to the machine happens to all. */
    private void timings(List<Contender> all) {
        Map<String, Map<String, List<Load>>> loads = new HashMap<>();
        for (int i = 0; i < LOADS; i++) {
            for (Contender one : all) {
                for (String condition : List.of("plain", "slow processor", "slow network")) {
                    loads.computeIfAbsent(condition, c -> new HashMap<>())
                            .computeIfAbsent(one.name(), n -> new ArrayList<>())
                            .add(load(one, condition));
                }
            }
        }
        String bare = all.get(0).name();
        for (Contender one : all) {
            List<Load> slow = loads.get("slow processor").get(one.name());
            List<Load> network = loads.get("slow network").get(one.name());
            List<Load> plain = loads.get("plain").get(one.name());
            put(
                    "usable (first paint) at a 4 times slower processor, ms",
                    one,
                    whole(median(slow, Load::usable)) + " (" + whole(median(slow, Load::painted)) + ")");
            put(
                    "usable (first paint) on slow 4G, ms",
                    one,
                    whole(median(network, Load::usable)) + " (" + whole(median(network, Load::painted)) + ")");
            double script = median(slow, Load::scriptSeconds)
                    - median(loads.get("slow processor").get(bare), Load::scriptSeconds);
            put("script time added at 4 times slower, ms", one, whole(script * 1000));
            double heap = median(plain, Load::heap) - median(loads.get("plain").get(bare), Load::heap);
            put("JavaScript heap added, KB", one, whole(heap / 1024));
            put(
                    "layout shift / longest input delay of a choice, ms",
                    one,
                    whole(median(plain, Load::shift)) + " / "
                            + (median(plain, Load::input) == 0 ? "< 16" : whole(median(plain, Load::input))));
        }
    }

    private static String whole(double number) {
        return Long.toString(Math.round(number));
    }

    private static double median(List<Load> loads, ToDoubleFunction<Load> of) {
        double[] sorted = loads.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static Load load(Contender one, String condition) {
        try (BrowserContext context = browsers.browser().newContext(options())) {
            Page page = context.newPage();
            CDPSession session = context.newCDPSession(page);
            session.send("Performance.enable");
            session.send("Network.enable");
            if (condition.equals("slow processor")) {
                session.send("Emulation.setCPUThrottlingRate", object("rate", 4));
            } else if (condition.equals("slow network")) {
                JsonObject slow = object("latency", 150);
                slow.addProperty("offline", false);
                slow.addProperty("downloadThroughput", 1_600_000 / 8);
                slow.addProperty("uploadThroughput", 750_000 / 8);
                session.send("Network.emulateNetworkConditions", slow);
            }
            page.addInitScript(WATCH.replace("SELECTOR", one.accept()));
            page.navigate(one.url());
            page.waitForFunction("noted.usable && performance.getEntriesByName('first-contentful-paint').length");
            page.waitForTimeout(SETTLE_MILLISECONDS);
            double usable = number(page.evaluate("noted.usable"));
            double painted =
                    number(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            double script = metric(session, "ScriptDuration");
            double heap = 0;
            double input = 0;
            if (condition.equals("plain")) {
                session.send("HeapProfiler.collectGarbage");
                heap = metric(session, "JSHeapUsedSize");
                if (!one.accept().equals(BARE)) {
                    page.locator(one.accept()).click();
                    page.waitForTimeout(SETTLE_MILLISECONDS);
                    input = number(page.evaluate("noted.input"));
                }
            }
            return new Load(usable, painted, script, heap, number(page.evaluate("noted.shift")), input);
        }
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static double metric(CDPSession session, String name) {
        for (var metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            if (metric.getAsJsonObject().get("name").getAsString().equals(name)) {
                return metric.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new IllegalStateException("no metric " + name);
    }

    /** What is true or false of it. */
    private void look(Contender one) {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            axe(one, options().setColorScheme(scheme), scheme.name().toLowerCase(Locale.ROOT));
        }
        axe(one, options().setForcedColors(ForcedColors.ACTIVE), "forced colours");
        put("Tab presses to refuse / to accept", one, tabs(one, one.refuse()) + " / " + tabs(one, one.accept()));
        put(
                "every button can be scrolled to at 320 by 256 CSS px, banner / settings",
                one,
                reflow(one, false) + " / " + reflow(one, true));
        visit(one.url(), options().setColorScheme(ColorScheme.DARK), page -> {
            page.locator(one.accept()).waitFor();
            page.waitForTimeout(SETTLE_MILLISECONDS);
            put("follows the dark scheme", one, yes(luminance(page.locator(one.accept())) < 0.3));
        });
        visit(one.url(), options().setJavaScriptEnabled(false), page -> {
            boolean works = page.locator(one.refuse()).isVisible();
            if (works) {
                page.locator(one.refuse()).click();
                works = !page.locator(one.refuse()).isVisible();
            }
            put("works without JavaScript", one, yes(works));
        });
        put(
                "violations of " + STRICT + " / with Trusted Types",
                one,
                violations(one, one.strict()) + " / " + violations(one, one.trusted()));
        visit(
                one.url(),
                options(),
                plain -> visit(one.styled(), options(), styled -> {
                    List<String> before = looks(plain, one);
                    List<String> after = looks(styled, one);
                    long changed = 0;
                    for (int i = 0; i < before.size(); i++) {
                        changed += i < after.size() && before.get(i).equals(after.get(i)) ? 0 : 1;
                    }
                    put(
                            "parts whose look an ordinary site style changes",
                            one,
                            whole(100.0 * changed / before.size()) + " %");
                }));
    }

    private static void visit(String url, Browser.NewContextOptions options, Consumer<Page> use) {
        try (BrowserContext context = browsers.browser().newContext(options)) {
            Page page = context.newPage();
            page.navigate(url);
            use.accept(page);
        }
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private void axe(Contender one, Browser.NewContextOptions options, String scheme) {
        visit(one.url(), options, page -> {
            page.locator(one.accept()).waitFor();
            page.waitForTimeout(SETTLE_MILLISECONDS);
            String banner = rules(page, one.banner());
            page.locator(one.more()).click();
            page.locator(one.settings()).first().waitFor();
            page.waitForTimeout(SETTLE_MILLISECONDS);
            put(
                    "axe: failures of A and AA + best practice, " + scheme + ", banner / settings",
                    one,
                    banner + " / " + rules(page, one.settings()));
        });
    }

    private static String rules(Page page, String within) {
        int levels = new AxeBuilder(page)
                .include(within)
                .withTags(List.of(AXE_LEVELS.split(" ")))
                .analyze()
                .getViolations()
                .size();
        int practice = new AxeBuilder(page)
                .include(within)
                .withTags(List.of("best-practice"))
                .analyze()
                .getViolations()
                .size();
        return levels + "+" + practice;
    }

    private static int tabs(Contender one, String button) {
        int[] tabs = {0};
        visit(one.url(), options(), page -> {
            page.locator(button).waitFor();
            page.waitForTimeout(SETTLE_MILLISECONDS);
            do {
                page.keyboard().press("Tab");
                tabs[0]++;
            } while (tabs[0] < 30 && !(boolean) page.locator(button).evaluate("e => e == document.activeElement"));
        });
        return tabs[0];
    }

    private static String reflow(Contender one, boolean settings) {
        boolean[] fits = {true};
        visit(
                one.url(),
                new Browser.NewContextOptions().setViewportSize(320, 256).setLocale("en-GB"),
                page -> {
                    page.locator(one.accept()).waitFor();
                    page.waitForTimeout(SETTLE_MILLISECONDS);
                    try {
                        if (settings) {
                            page.locator(one.more()).evaluate("e => e.click()");
                            page.locator(one.settings()).first().waitFor();
                            page.waitForTimeout(SETTLE_MILLISECONDS);
                        }
                        String within = settings ? one.settings() : one.banner();
                        for (Locator button :
                                page.locator(within + " button:visible").all()) {
                            button.scrollIntoViewIfNeeded(
                                    new Locator.ScrollIntoViewIfNeededOptions().setTimeout(2_000));
                            fits[0] &= (boolean) button.evaluate("""
                            e => {
                              const box = e.getBoundingClientRect();
                              return box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1
                                  && box.bottom <= innerHeight + 1;
                            }""");
                        }
                        fits[0] &= (boolean) page.locator(within).first().evaluate("""
                        root => [root, ...root.querySelectorAll('*')].every(
                            e => !e.clientWidth || e.scrollWidth <= e.clientWidth + 1
                                || /auto|scroll/.test(getComputedStyle(e).overflowX) && e.matches('[tabindex]'))""");
                    } catch (PlaywrightException unreachable) {
                        fits[0] = false;
                    }
                });
        return yes(fits[0]);
    }

    /** How light it is behind a button, from 0 to 1. */
    private static double luminance(Locator button) {
        return number(button.first().evaluate("""
                e => {
                  for (let at = e.parentElement; at; at = at.parentElement) {
                    const rgb = getComputedStyle(at).backgroundColor.match(/[\\d.]+/g).map(Number);
                    if (rgb[3] !== 0) return (rgb[0] + rgb[1] + rgb[2]) / 765;
                  }
                  return 1;
                }"""));
    }

    private static int violations(Contender one, String url) {
        int[] count = {0};
        try (BrowserContext context = browsers.browser().newContext(options())) {
            Page page = context.newPage();
            page.addInitScript(WATCH.replace("SELECTOR", one.accept()));
            page.navigate(url);
            page.waitForTimeout(2 * SETTLE_MILLISECONDS);
            if (page.locator(one.accept()).isVisible()) {
                page.locator(one.accept()).click();
                page.waitForTimeout(SETTLE_MILLISECONDS);
            } else {
                count[0]++;
            }
            count[0] += (int) number(page.evaluate("noted.violations"));
        }
        return count[0];
    }

    @SuppressWarnings("unchecked") // what the script returns
    private static List<String> looks(Page page, Contender one) {
        page.locator(one.accept()).waitFor();
        page.waitForTimeout(SETTLE_MILLISECONDS);
        return (List<String>) page.locator(one.banner()).first().evaluate("""
                root => [root, ...root.querySelectorAll('*')].filter(e => e.type != 'hidden').map(e => {
                  const style = getComputedStyle(e), box = e.getBoundingClientRect();
                  return ['fontSize', 'fontFamily', 'fontWeight', 'lineHeight', 'letterSpacing', 'textTransform', 'color',
                      'backgroundColor', 'margin', 'padding', 'border', 'borderRadius', 'display', 'listStyleType']
                      .map(name => style[name]).join() + Math.round(box.width) + 'x' + Math.round(box.height);
                })""");
    }

    private void say(List<Contender> all) throws IOException {
        StringBuilder text = new StringBuilder("| what |");
        all.forEach(one -> text.append(' ').append(one.name()).append(" |"));
        text.append("\n| --- |").append(" --- |".repeat(all.size())).append('\n');
        table.forEach((row, values) -> {
            text.append("| ").append(row).append(" |");
            all.forEach(one -> text.append(' ')
                    .append(values.getOrDefault(one.name(), "–"))
                    .append(" |"));
            text.append(values.containsKey("bare page") ? " bare page: " + values.get("bare page") : "")
                    .append('\n');
        });
        Path file = Path.of(System.getProperty("okonect.test.example.jar", "target/consent-example.jar"))
                .resolveSibling("banner-figures.md");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
        System.out.println(text);
        assertThat(table).isNotEmpty();
    }
}
