package com.okonect.consent.example.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.SigningKeys;
import com.okonect.consent.example.Example;
import com.okonect.consent.store.JdbcConsentStore;
import com.okonect.consent.store.PostgreSqlCluster;
import com.okonect.consent.store.Verification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What visitors see of a database that dies: pages that are as before, and choices that are recorded or answered with
 * 503. Kills once under load; {@code -Dokonect.test.kills=20} kills as often. The counts go to the output.
 */
@Timeout(600)
class DatabaseFaultsIT {

    private static final int KILLS = Integer.getInteger("okonect.test.kills", 1);
    private static final int VISITORS = 8;
    private static final int READERS = 2;
    private static final int ANSWERS_BETWEEN_KILLS = 200;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final AtomicInteger pages = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;
    private PostgreSqlCluster cluster;
    private Path keys;

    @BeforeEach
    void makeCluster() throws Exception {
        cluster = new PostgreSqlCluster(Files.createTempDirectory("consent-faults"));
        keys = folder.resolve("keys");
        Files.writeString(
                keys,
                "k1:"
                        + Base64.getEncoder()
                                .encodeToString(
                                        "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)));
    }

    @AfterEach
    void removeCluster() {
        ended = true;
        cluster.close();
    }

    @Test
    void nothingIsLostAndNoPageFailsWhenTheDatabaseIsKilled() throws Exception {
        PostgreSqlCluster.Server server = cluster.newServer();
        server.start();
        try (Example site = site(server.host() + "/postgres")) {
            visit(site);
            for (int i = 0; i < KILLS; i++) {
                awaitAnswers();
                server.kill();
                server.start();
            }
            awaitAnswers();
            leave();
        }
        check("database killed " + KILLS + " times", "jdbc:postgresql://" + server.host() + "/postgres");
    }

    @Test
    void nothingIsLostAndNoPageFailsWhenAStandbyTakesOver() throws Exception {
        PostgreSqlCluster.Server primary = cluster.newServer();
        PostgreSqlCluster.Server standby = cluster.newStandby(primary);
        primary.start();
        standby.start();
        try (Example site = site(primary.host() + "," + standby.host() + "/postgres?targetServerType=primary")) {
            visit(site);
            awaitAnswers();
            primary.kill();
            standby.promote();
            awaitAnswers();
            leave();
        }
        check("standby took over", "jdbc:postgresql://" + standby.host() + "/postgres");
    }

    private Example site(String database) {
        return Example.start(
                folder.resolve("home"),
                "-Dconsent.store.url=jdbc:postgresql://" + database,
                "-Dconsent.store.user=postgres",
                "-Dconsent.keys=" + keys);
    }

    private void visit(Example site) {
        for (int i = 0; i < VISITORS; i++) {
            start(() -> choose(site));
        }
        for (int i = 0; i < READERS; i++) {
            start(() -> read(site));
        }
    }

    private void start(Call call) {
        Thread thread = new Thread(() -> {
            while (!ended) {
                try {
                    call.run();
                } catch (IOException e) {
                    failures.add(e.toString());
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        thread.start();
        threads.add(thread);
    }

    private interface Call {
        void run() throws IOException, InterruptedException;
    }

    private void choose(Example site) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site.url("/consent")))
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString("{\"choice\":\"accept\"}"))
                .build();
        long start = System.nanoTime();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (Duration.ofNanos(System.nanoTime() - start).toMillis() > 3_000) {
            slow.incrementAndGet();
        }
        Matcher id = ID.matcher(answer.body());
        if (answer.statusCode() == 200 && id.find()) {
            acknowledged.add(id.group(1));
        } else if (answer.statusCode() == 503) {
            unavailable.incrementAndGet();
        } else {
            failures.add("choice: " + answer.statusCode() + " " + answer.body());
        }
    }

    private void read(Example site) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site.url("/"))).build();
        HttpResponse<String> page = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (page.statusCode() == 200 && page.body().contains("value=\"refuse\"")) {
            pages.incrementAndGet();
        } else {
            failures.add("page: " + page.statusCode());
        }
    }

    private void awaitAnswers() throws InterruptedException {
        int enough = acknowledged.size() + ANSWERS_BETWEEN_KILLS;
        int enoughPages = pages.get() + ANSWERS_BETWEEN_KILLS;
        while (acknowledged.size() < enough || pages.get() < enoughPages) {
            Thread.sleep(10);
        }
    }

    private void leave() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void check(String what, String url) throws Exception {
        Set<String> chains = new HashSet<>();
        Set<String> granting = new HashSet<>();
        int doubled = 0;
        try (Connection connection = DriverManager.getConnection(url, "postgres", null);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select consent_id, count(*), sum(case event when 'accept'"
                        + " then 1 else 0 end), sum(case event when 'compensate' then 1 else 0 end)"
                        + " from consent_record group by consent_id")) {
            while (row.next()) {
                chains.add(row.getString(1));
                if (row.getInt(3) > 1) {
                    doubled++;
                }
                if (row.getInt(4) == 0) {
                    granting.add(row.getString(1));
                }
            }
        }
        List<String> lost =
                acknowledged.stream().filter(id -> !granting.contains(id)).toList();
        granting.removeAll(Set.copyOf(acknowledged));
        Verification found;
        SigningKeys signing = SigningKeys.load(keys);
        try (JdbcConsentStore store = JdbcConsentStore.of(url, "postgres", null, signing, Clock.systemUTC())) {
            found = Verification.of(store, signing);
        }
        System.out.println(what + ": " + acknowledged.size() + " choices acknowledged, " + lost.size() + " lost, "
                + doubled + " doubled; " + unavailable.get() + " answered 503, " + granting.size()
                + " of them left granted; " + pages.get() + " pages served, " + failures.size()
                + " failures; " + slow.get() + " answers later than 3 s; " + chains.size() + " visitors verified, "
                + found.faults().size() + " faults");
        assertThat(lost).isEmpty();
        assertThat(doubled).isZero();
        assertThat(granting).isEmpty();
        assertThat(failures).isEmpty();
        assertThat(found.faults()).isEmpty();
    }
}
