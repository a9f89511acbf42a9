package com.okonect.consent.servlet;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Choices that wait for their records keep no thread of the container. */
class WaitingChoicesTest {

    private static final int THREADS = 8;
    private static final int CHOICES = THREADS + 2;

    private final MemoryStore store = new MemoryStore();
    private final Server server = new Server(new QueuedThreadPool(THREADS));
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final ServletContextHandler context = new ServletContextHandler("/");
    private final HttpClient visitors = HttpClient.newHttpClient();
    private ConsentFilter filter;

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void theSiteIsServedWhileMoreChoicesWaitThanThereAreThreads() throws Exception {
        store.standStill();
        start(true);

        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < CHOICES; i++) {
            answers.add(visitors.sendAsync(accept(), BodyHandlers.ofString()));
        }
        store.awaitWaiting(CHOICES);
        HttpResponse<String> page = visitors.send(request("/consent/state").build(), BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(answers).noneMatch(CompletableFuture::isDone);
        for (int i = 0; i < CHOICES; i++) {
            store.waiting.get(i).complete(store.waitingDrafts.get(i).seal(null, true));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> granted = answer.get(1, MINUTES);
            assertThat(granted.statusCode()).isEqualTo(200);
            assertThat(granted.headers().firstValue("Content-Length")).isPresent();
            assertThat(granted.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("eu-consent=");
        }
    }

    @Test
    void aGrantThatIsNotRecordedInTimeIsRefused() throws Exception {
        store.standStill();
        start(true);

        HttpResponse<String> answer = visitors.send(accept(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(store.waiting.get(0)).isCancelled();
    }

    @Test
    void whatBecomesDurableWhileTheApplicationStopsIsAnsweredWithItsCookie() throws Exception {
        store.recordWhenClosed();
        CountDownLatch returned = new CountDownLatch(1);
        before((request, response, chain) -> {
            chain.doFilter(request, response);
            returned.countDown();
        });
        start(true);

        CompletableFuture<HttpResponse<String>> answer = visitors.sendAsync(accept(), BodyHandlers.ofString());
        assertThat(returned.await(1, MINUTES)).isTrue();
        filter.destroy();

        HttpResponse<String> granted = answer.get(1, MINUTES);
        assertThat(granted.statusCode()).isEqualTo(200);
        assertThat(granted.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("eu-consent=");
    }

    @Test
    void anErrorInAnAnswerIsAnsweredAndHarmsNoOther() throws Exception {
        store.recordLater();
        AtomicInteger errors = new AtomicInteger();
        FakeClock time = new FakeClock("2026-11-23T10:15:30Z");
        start(true, new BreakingClock(time, errors));

        errors.set(1);
        HttpResponse<String> broken = visitors.send(accept(), BodyHandlers.ofString());
        HttpResponse<String> next = visitors.send(accept(), BodyHandlers.ofString());

        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(errors).hasValue(0);
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("eu-consent=");
    }

    @Test
    void whereAnErrorKeepsARecordFromBeingStoredTheVisitorIsTold() throws Exception {
        store.standStill();
        start(true);

        CompletableFuture<HttpResponse<String>> answer = visitors.sendAsync(accept(), BodyHandlers.ofString());
        store.awaitWaiting(1);
        store.waiting.get(0).completeExceptionally(new NoClassDefFoundError("of the store"));

        HttpResponse<String> told = answer.get(1, MINUTES);
        assertThat(told.statusCode()).isEqualTo(503);
        assertThat(told.headers().firstValue("Set-Cookie")).isEmpty();
    }

    /** A clock that ends with an error as often as it is told to, where a choice that has waited is answered. */
    private static final class BreakingClock extends Clock {

        private final Clock clock;
        private final AtomicInteger errors;

        BreakingClock(Clock clock, AtomicInteger errors) {
            this.clock = clock;
            this.errors = errors;
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().equals("consent-answers")
                    && errors.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new NoClassDefFoundError("of the application");
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new BreakingClock(clock.withZone(zone), errors);
        }
    }

    @Test
    void aFilterBeforeThatTakesTheWholeResponseWhenTheChainReturnsGetsIt() throws Exception {
        store.recordLater();
        before((request, response, chain) -> {
            chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response));
            response.flushBuffer();
        });
        start(true);

        HttpResponse<String> answer = visitors.send(accept(), BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("eu-consent=");
        assertThat(store.records).hasSize(1);
    }

    @Test
    void aChoiceThatIsSentAgainIsAnsweredWithWhatHolds() throws Exception {
        store.recordLater();
        start(true);
        String choice = "{\"choice\":\"accept\",\"choiceId\":\"" + UUID.randomUUID() + "\"}";

        HttpResponse<String> first = visitors.send(choose(choice), BodyHandlers.ofString());
        HttpResponse<String> second = visitors.send(choose(choice), BodyHandlers.ofString());
        HttpResponse<String> other = visitors.send(
                choose(choice.replace("accept\"", "select\",\"categories\":[\"statistics\"]")),
                BodyHandlers.ofString());

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(store.records).hasSize(1);
    }

    @Test
    void aChoiceIsRecordedWhereTheChainIsNotAsynchronous() throws Exception {
        store.recordLater();
        start(false);

        HttpResponse<String> answer = visitors.send(accept(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).startsWith("eu-consent=");
        assertThat(store.records).hasSize(1);
    }

    private void before(Filter other) {
        FilterHolder holder = new FilterHolder(other);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
    }

    private void start(boolean asynchronous) throws Exception {
        start(asynchronous, new FakeClock("2026-11-23T10:15:30Z"));
    }

    private void start(boolean asynchronous, Clock clock) throws Exception {
        server.addConnector(connector);
        server.setHandler(context);
        filter = TestSite.filter(TestPolicies.shop(), store, clock).build();
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(asynchronous);
        context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
        server.start();
    }

    private HttpRequest accept() {
        return choose("{\"choice\":\"accept\"}");
    }

    private HttpRequest choose(String json) {
        return request("/consent")
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + connector.getLocalPort() + path))
                .version(HttpClient.Version.HTTP_1_1);
    }
}
