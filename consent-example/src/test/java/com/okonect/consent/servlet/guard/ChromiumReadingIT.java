package com.okonect.consent.servlet.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.okonect.consent.example.browser.Browsers;
import com.okonect.consent.policy.Lifetime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The readings of cookies against those of a real Chromium, which is sent lines of any octets by a bare socket. Each line
 * has a host of its own, so that what is stored there comes from it; the hosts of a batch are one site, for a browser
 * keeps no more than 180 cookies of a site.
 *
 * <p>{@code okonect.test.chromium.lines} says how many lines are made up.
 */
class ChromiumReadingIT {

    private static final int MADE_UP = Integer.getInteger("okonect.test.chromium.lines", 600);
    private static final long SEED = Long.getLong("okonect.test.fuzz.seed", 20261123);
    private static final int BATCH = 150;
    private static final int BATCH_OF_SEVERAL = 25;
    private static final String PATH = "/a/b/page";
    private static final Lifetime HOUR = new Lifetime(Duration.ofHours(1));

    private static Browsers browsers;
    private static LineServer server;

    private final Map<String, List<String>> differences = new TreeMap<>();
    private int compared;

    @BeforeAll
    static void start() {
        server = new LineServer();
        browsers = Browsers.open();
    }

    @AfterAll
    static void stop() {
        try {
            browsers.close();
        } finally {
            server.close();
        }
    }

    /** A cookie that the browser has, as its protocol says. */
    record Stored(String name, String value, double expires) {

        static Stored of(JsonObject cookie) {
            return new Stored(
                    cookie.get("name").getAsString(),
                    cookie.get("value").getAsString(),
                    cookie.get("expires").getAsDouble());
        }
    }

    @Test
    void chromiumStoresWhatIsReadFromALine() {
        inBatches(BATCH, lines(), (page, batch) -> {
            Map<String, List<String>> asWritten = new HashMap<>();
            batch.forEach((host, line) -> asWritten.put(host, List.of(line)));
            Map<String, List<Stored>> stored = visit(page, asWritten);
            Instant now = Instant.now();
            Map<String, SetCookie> kept = new HashMap<>();
            batch.forEach((host, line) -> {
                compared++;
                List<Stored> here = stored.getOrDefault(host, List.of());
                SetCookie cookie = SetCookie.parse(line);
                if (cookie != null && here.size() == 1) {
                    if (isUtf8(line)) {
                        assertThat(here.get(0).name()).as(shown(line)).isEqualTo(utf8(cookie.name()));
                        assertThat(here.get(0).value()).as(shown(line)).isEqualTo(utf8(cookie.value()));
                    }
                    kept.put(host, cookie);
                    if (cookie.isDeletion(now)) {
                        differ("stored, sent on as the deletion that the standard reads", line);
                    }
                } else if (cookie != null) {
                    assertThat(here).as(shown(line)).isEmpty();
                    differ("read, not stored: " + whyChromiumDoesNotStore(line, cookie, now), line);
                } else if (!here.isEmpty()) {
                    differ("stored, never passed: " + whyNothingIsRead(line, here), line);
                }
            });

            // Cut to an hour; what the browser has comes with the request.
            Map<String, SetCookie> living = new HashMap<>(kept);
            living.values().removeIf(cookie -> cookie.isDeletion(now));
            Map<String, List<Stored>> cut = visit(page, rewritten(living, cookie -> cookie.within(HOUR, now)));
            living.forEach((host, cookie) -> {
                String line = shown(batch.get(host));
                assertThat(cut.get(host)).as(line).singleElement().satisfies(it -> {
                    assertThat(it.expires()).as(line).isLessThan(Instant.now().getEpochSecond() + 3601);
                });
                String sent = server.cookie(host);
                if (!sent.isEmpty()) {
                    assertThat(sent).as(line).isEqualTo(cookie.name() + "=" + cookie.value());
                    assertThat(CookieHeader.parse(List.of(sent)).values(cookie.name()))
                            .as(line)
                            .containsExactly(cookie.value());
                }
            });

            // Deleted.
            Map<String, List<Stored>> left = visit(page, rewritten(kept, SetCookie::deletion));
            kept.keySet()
                    .forEach(host -> assertThat(left.get(host))
                            .as(shown(batch.get(host)))
                            .isNull());
        });
        report("lines");
        assertThat(differences.keySet())
                .allMatch(reason -> !reason.endsWith("for a reason that is not known"), "is a known difference");
    }

    @Test
    void whatChromiumSendsIsReadAsItsCookies() {
        Random random = new Random(SEED);
        List<String> all = lines();
        List<List<String>> several = new ArrayList<>();
        for (int i = 0; i < MADE_UP / 4; i++) {
            List<String> lines = new ArrayList<>();
            for (int n = 2 + random.nextInt(5); n > 0; n--) {
                lines.add(all.get(random.nextInt(all.size())));
            }
            several.add(lines);
        }
        inBatches(BATCH_OF_SEVERAL, several, (page, batch) -> {
            visit(page, batch);
            server.forget();
            visit(page, Map.of());
            fetch(page, batch.keySet().stream().toList());
            Map<String, List<Stored>> sendable =
                    cookies(page, batch.keySet().stream().toList());
            batch.keySet().forEach(host -> {
                compared++;
                String sent = server.cookie(host);
                CookieHeader read = CookieHeader.parse(sent.isEmpty() ? List.of() : List.of(sent));
                List<Stored> stored = sendable.getOrDefault(host, List.of());
                assertThat(read.names()).as(shown(sent)).hasSameSizeAs(stored);
                if (isUtf8(sent)) {
                    List<String> pairs = new ArrayList<>();
                    for (String name : new TreeSet<>(read.names())) {
                        read.values(name).forEach(value -> pairs.add(utf8(name) + "=" + utf8(value)));
                    }
                    assertThat(pairs)
                            .as(shown(sent))
                            .containsExactlyInAnyOrderElementsOf(stored.stream()
                                    .map(cookie -> cookie.name() + "=" + cookie.value())
                                    .toList());
                }
            });
        });
        report("Cookie lines");
    }

    /** Every octet at every place, and what is made up of the parts of cookies. */
    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int octet = 0; octet <= 0xFF; octet++) {
            String c = String.valueOf((char) octet);
            lines.addAll(List.of(c + "a=1", "a" + c + "=1", "a=" + c + "1", "a=1" + c, "a" + c + "b=1; Path=/" + c));
        }
        lines.addAll(List.of(
                "",
                "=",
                ";",
                "a",
                "=a",
                "=a=1",
                "a==1",
                "a=1; a=2",
                "; a=1",
                ", a=1",
                "a=1, b=2",
                "a=\"1;2\"",
                "a=" + "v".repeat(4095),
                "a=" + "v".repeat(4096),
                "a=1; Path=/a; Path=/" + "p".repeat(1023),
                "a=1; Path=/a; Path=/" + "p".repeat(1024),
                "a=1; Max-Age=100; Max-Age=" + "1".repeat(1025)));
        Random random = new Random(SEED);
        for (int i = 0; i < MADE_UP; i++) {
            lines.add(madeUp(random));
        }
        return lines;
    }

    private static final String[] NAMES = {
        "a",
        "A",
        " a",
        "a\t",
        "__Host-a",
        "__Secure-a",
        "__hOST-a",
        "$Path",
        "Path",
        "Secure",
        "\"a\"",
        "a b",
        "a,b",
        "a\u00A0",
        "\u00C3\u00A9",
        "\u00E9",
        "%61",
        "",
        "a:b",
        "a\\",
        "<a>"
    };

    private static final String[] VALUES = {
        "1",
        "",
        "\"1\"",
        "\"1",
        "1=2",
        "=",
        " 1 ",
        "1 2",
        "1,2",
        "1\t",
        "1\t2",
        "\u00E9",
        "\u00C3\u00A9",
        "%3B",
        "\\1",
        "{\"a\":1}",
        "1, b=2"
    };

    private static final String[] ATTRIBUTES = {
        "Path=/",
        "path=/a",
        "PATH=/a/b/",
        "Path",
        "Path=a",
        "Path=/z",
        "Path=\"/\"",
        "Path=/\u00E9",
        "Path = /a",
        "Domain=",
        "Domain=HOST",
        "Domain=.HOST",
        "Domain=..HOST",
        "Domain=HOST.",
        "Domain=z.localhost",
        "Domain=localhost",
        "Max-Age=60",
        "Max-Age=99999999",
        "Max-Age=0",
        "Max-Age=-1",
        "Max-Age=+0",
        "Max-Age=\"0\"",
        "Max-Age=1.5",
        "Max-Age=6 0",
        "Max-Age=99999999999999999999",
        "Max-Age",
        "max-age = 60",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Expires=Fri, 01 Jan 2100 00:00:00 GMT",
        "Expires=0",
        "Expires=",
        "Expires=Fri, 01-Jan-2100 00:00:00 GMT",
        "Expires=1 jan 99 1:2:3",
        "Expires=2100 Jan 1 00:00:00 -0800",
        "Expires=Fri 01 Jan 2100 00:00",
        "Secure",
        "secure=false",
        "HttpOnly",
        "SameSite=Lax",
        "SameSite=strict",
        "SameSite=None",
        "SameSite=bogus",
        "SameSite",
        "Partitioned",
        "Partitioned=1",
        "Priority=High",
        "",
        " ",
        "=",
        "Version=1",
        "Comment=\"a;b\"",
        "Ma\u00A0x-Age=0"
    };

    private static String madeUp(Random random) {
        StringBuilder line = new StringBuilder(any(NAMES, random))
                .append(random.nextInt(12) == 0 ? "" : "=")
                .append(any(VALUES, random));
        for (int n = random.nextInt(5); n > 0; n--) {
            line.append(random.nextInt(8) == 0 ? ";" : "; ").append(any(ATTRIBUTES, random));
        }
        if (random.nextInt(6) == 0) {
            line.insert(random.nextInt(line.length() + 1), (char) random.nextInt(0x100));
        }
        return line.toString();
    }

    private static String any(String[] texts, Random random) {
        return texts[random.nextInt(texts.length)];
    }

    private interface Batch<T> {
        void compare(Page page, Map<String, T> byHost);
    }

    @SuppressWarnings("unchecked")
    private <T> void inBatches(int size, List<T> made, Batch<T> batch) {
        for (int from = 0, site = 0; from < made.size(); from += size, site++) {
            Map<String, T> byHost = new HashMap<>();
            for (int i = from; i < Math.min(made.size(), from + size); i++) {
                String host = "h" + i + ".s" + site + ".localhost";
                T one = made.get(i);
                byHost.put(
                        host,
                        one instanceof String line
                                ? (T) line.replace("HOST", host)
                                : (T) ((List<String>) one)
                                        .stream()
                                                .map(line -> line.replace("HOST", host))
                                                .toList());
            }
            try (BrowserContext context = browsers.browser().newContext()) {
                Page page = context.newPage();
                page.navigate(server.url("page.s" + site + ".localhost", PATH));
                batch.compare(page, byHost);
            }
            server.forget();
        }
    }

    private static Map<String, List<String>> rewritten(
            Map<String, SetCookie> cookies, Function<SetCookie, String> rewrite) {
        Map<String, List<String>> lines = new HashMap<>();
        cookies.forEach((host, cookie) -> lines.put(host, List.of(rewrite.apply(cookie))));
        return lines;
    }

    /** Has the page ask every host, and returns the cookies that there are then. */
    private static Map<String, List<Stored>> visit(Page page, Map<String, List<String>> answers) {
        answers.forEach(server::answer);
        List<String> hosts = List.copyOf(answers.keySet());
        for (int attempt = 0; attempt < 3 && !hosts.isEmpty(); attempt++) {
            fetch(page, hosts);
            hosts = hosts.stream().filter(host -> !server.wasAsked(host)).toList();
        }
        assertThat(hosts).as("hosts that the browser did not ask").isEmpty();
        return byHost(send(page, "Network.getAllCookies", new JsonObject()));
    }

    private static void fetch(Page page, List<String> hosts) {
        page.evaluate(
                "urls => Promise.all(urls.map(url => fetch(url, { mode: 'no-cors', credentials: 'include' })"
                        + ".catch(refused => null)))",
                hosts.stream().map(host -> server.url(host, PATH)).toList());
    }

    private static Map<String, List<Stored>> cookies(Page page, List<String> hosts) {
        JsonObject urls = new JsonObject();
        JsonArray array = new JsonArray();
        hosts.forEach(host -> array.add(server.url(host, PATH)));
        urls.add("urls", array);
        return byHost(send(page, "Network.getCookies", urls));
    }

    private static JsonObject send(Page page, String method, JsonObject parameters) {
        CDPSession session = page.context().newCDPSession(page);
        try {
            return session.send(method, parameters);
        } finally {
            session.detach();
        }
    }

    private static Map<String, List<Stored>> byHost(JsonObject answer) {
        Map<String, List<Stored>> byHost = new HashMap<>();
        for (JsonElement element : answer.getAsJsonArray("cookies")) {
            JsonObject cookie = element.getAsJsonObject();
            String host = cookie.get("domain").getAsString().replaceFirst("^\\.", "");
            byHost.computeIfAbsent(host, none -> new ArrayList<>()).add(Stored.of(cookie));
        }
        return byHost;
    }

    private void differ(String reason, String line) {
        differences.computeIfAbsent(reason, none -> new ArrayList<>()).add(shown(line));
    }

    private void report(String what) {
        StringBuilder report = new StringBuilder(
                "Chromium " + browsers.browser().version() + ": " + compared + " " + what + " compared");
        differences.forEach((reason, lines) -> report.append("\n  ")
                .append(lines.size())
                .append(" ")
                .append(reason)
                .append(", such as ")
                .append(lines.get(0)));
        System.out.println(report);
    }

    /** The known cases in which the guard reads a name, and so decides, though Chromium keeps no cookie. */
    private static String whyChromiumDoesNotStore(String line, SetCookie cookie, Instant now) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (line.indexOf('\t') >= 0) {
            return "a tab, which the standard allows";
        } else if (cookie.isDeletion(now)) {
            return "it is over";
        } else if (lower.contains("domain=")) {
            return "another domain";
        } else if (lower.contains("partitioned") || lower.contains("samesite=none")) {
            return "it needs Secure";
        } else if (lower.contains("__secure-") || lower.contains("__host-")) {
            return "its prefix needs other attributes";
        } else if (lower.contains("max-age") || lower.contains("expires")) {
            return "Chromium takes for over what the standard does not";
        }
        return "for a reason that is not known";
    }

    /** The known cases in which Chromium keeps a cookie of what the guard never lets pass. */
    private static String whyNothingIsRead(String line, List<Stored> stored) {
        if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
            return "a line break, where Chromium takes what comes before";
        } else if (stored.get(0).name().isEmpty()) {
            return "it has no name";
        }
        return "for a reason that is not known";
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The protocol loses other octets; what the browser sends has them all. */
    private static boolean isUtf8(String octets) {
        return !utf8(octets).contains("\uFFFD");
    }

    private static String shown(String line) {
        StringBuilder shown = new StringBuilder();
        for (char c : (line.length() > 200 ? line.substring(0, 200) : line).toCharArray()) {
            shown.append(c >= ' ' && c < 0x7F ? String.valueOf(c) : "\\x%02X".formatted((int) c));
        }
        return shown.toString();
    }
}
