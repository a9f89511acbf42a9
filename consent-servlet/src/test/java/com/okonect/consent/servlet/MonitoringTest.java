package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.Cookie;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see by Micrometer and by JMX. */
class MonitoringTest {

    private static final String CONTEXT = "/monitored";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final MemoryStore store = new MemoryStore();
    private final TestSite site = new TestSite(CONTEXT)
            .with(TestSite.filter(TestPolicies.shop(), store, new FakeClock("2026-11-23T10:15:30Z"))
                    .build())
            .page("/sets", (request, response) -> {
                response.addCookie(new Cookie("offers", "1"));
                response.addCookie(new Cookie("checkout", "1"));
                response.addCookie(new Cookie("unknown", "1"));
            });
    private RawHttp http;

    @BeforeEach
    void start() throws Exception {
        Metrics.addRegistry(registry);
        http = site.start();
    }

    @AfterEach
    void stop() throws Exception {
        site.stop();
        Metrics.removeRegistry(registry);
    }

    @Test
    void metersCountWhatBecameOfCookies() throws Exception {
        http.get(CONTEXT + "/sets");
        http.get(CONTEXT + "/sets", "Cookie: offers=1");

        assertThat(cookies("blocked")).isEqualTo(6); // checkout is exempt on its own routes alone
        assertThat(cookies("hidden")).isZero(); // the page read none
        assertThat(cookies("passed")).isZero();
        assertThat(registry.get("consent.cookies.undeclared")
                        .tag("context", CONTEXT)
                        .gauge()
                        .value())
                .isOne();
    }

    @Test
    void metersCountAndTimeChoicesByTheirOutcome() throws Exception {
        http.post(CONTEXT + "/consent", "choice=refuse");
        http.post(CONTEXT + "/consent", "choice=accept");
        http.post(CONTEXT + "/consent", "choice=accept&notice=" + "0".repeat(64));
        store.goDown();
        http.post(CONTEXT + "/consent", "choice=grant&category=payment");

        assertThat(choices("refuse", "SUCCESS").count()).isOne();
        assertThat(choices("accept", "SUCCESS").count()).isOne();
        assertThat(choices("accept", "SUCCESS").totalTime(TimeUnit.NANOSECONDS)).isPositive();
        assertThat(choices("accept", "CLIENT_ERROR").count()).isOne();
        assertThat(choices("grant", "SERVER_ERROR").count()).isOne();
    }

    @Test
    void theMBeanShowsTheSame() throws Exception {
        http.get(CONTEXT + "/sets");
        http.post(CONTEXT + "/consent", "choice=accept");
        ObjectName name = name("");

        assertThat(server.getAttribute(name, "Mode")).isEqualTo("enforce");
        assertThat(server.getAttribute(name, "StoreAnswering")).isEqualTo(true);
        assertThat(map(name, "Cookies"))
                .containsOnlyKeys(
                        "passed", "cut", "deleted", "blocked", "would-be-blocked", "hidden", "would-be-hidden")
                .contains(entry("blocked", 3L));
        assertThat(map(name, "UndeclaredCookies")).containsOnly(entry("unknown", 1L));
        assertThat(map(name, "Choices")).contains(entry("accept", 1L), entry("refuse", 0L));
        store.goDown();
        http.post(CONTEXT + "/consent", "choice=accept");
        assertThat(server.getAttribute(name, "ChoicesNotRecorded")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "StoreAnswering")).isEqualTo(false);
    }

    @Test
    void twoApplicationsOfOnePathHaveAnMBeanEach() throws Exception {
        TestSite other = new TestSite(CONTEXT)
                .with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), new FakeClock("2026-11-23T10:15:30Z"))
                        .build());
        other.start();
        try {
            assertThat(server.isRegistered(name(",instance=2"))).isTrue();
        } finally {
            other.stop();
        }
        assertThat(server.isRegistered(name(",instance=2"))).isFalse();
        assertThat(server.isRegistered(name(""))).isTrue();
    }

    @Test
    void anApplicationThatStopsLeavesNothingBehind() throws Exception {
        site.stop();

        assertThat(server.isRegistered(name(""))).isFalse();
        assertThat(registry.find("consent.cookies").tag("context", CONTEXT).meters())
                .isEmpty();
        assertThat(registry.find("consent.choices").tag("context", CONTEXT).meters())
                .isEmpty();
    }

    private double cookies(String result) {
        return registry.get("consent.cookies")
                .tags("context", CONTEXT, "result", result)
                .functionCounter()
                .count();
    }

    private FunctionTimer choices(String choice, String outcome) {
        return registry.get("consent.choices")
                .tags("context", CONTEXT, "choice", choice, "outcome", outcome)
                .functionTimer();
    }

    private static ObjectName name(String more) throws Exception {
        return new ObjectName("com.okonect.consent:type=Consent,context=" + CONTEXT + more);
    }

    private Map<String, Long> map(ObjectName name, String attribute) throws Exception {
        Map<String, Long> map = new TreeMap<>();
        for (Object row : ((TabularData) server.getAttribute(name, attribute)).values()) {
            CompositeData entry = (CompositeData) row;
            map.put((String) entry.get("key"), (Long) entry.get("value"));
        }
        return map;
    }
}
