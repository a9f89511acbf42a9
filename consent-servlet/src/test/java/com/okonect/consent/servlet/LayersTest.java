package com.okonect.consent.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.okonect.consent.FakeClock;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.TestPolicies;
import com.okonect.consent.servlet.RawHttp.Response;
import com.okonect.consent.servlet.guard.CommitGuard;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.core.ApplicationContextFacade;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayersTest {

    private static final String NOT_COVERED =
            " Not covered: the cookies that an endpoint of WebSockets reads in the handshake, which Jetty answers before"
                    + " any filter, until a ConsentHandler is in the servlet context.";

    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final TestSite site = new TestSite("/");
    private final Logger logger = Logger.getLogger(Layers.class.getName());
    private final List<LogRecord> log = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() throws Exception {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        site.stop();
    }

    @Test
    void saysAtStartAndOnTheFirstRequestWhatIsActiveAndNoMore() throws Exception {
        RawHttp http = guarded().start();
        http.get("/raw");
        http.get("/raw");

        assertThat(log)
                .extracting(LogRecord::getMessage)
                .containsExactly(
                        "the cookies of '/' are guarded at start by the wrappers, the commit guard." + NOT_COVERED,
                        "the cookies of '/' are guarded on the first request by the wrappers, the commit guard."
                                + NOT_COVERED);
        assertThat(log).extracting(entry -> entry.getLevel().getName()).containsOnly("INFO");
    }

    @Test
    void whatStandsBeforeTheFilterIsNamed() throws Exception {
        site.context().addFilter(new FilterHolder(wrapping()), "/*", EnumSet.of(DispatcherType.REQUEST));
        RawHttp http = guarded().start();
        http.get("/raw");

        assertThat(log.get(log.size() - 1).getMessage())
                .contains("Before the consent filter stand " + LayersTest.class.getName())
                .contains(Wrapper.class.getName());
    }

    @Test
    void inAContainerThatNobodyKnowsThereAreWrappersAlone() {
        ServletContext context = mock(ServletContext.class);
        when(context.getContextPath()).thenReturn("/shop");

        Layers.start(context).stop();

        assertThat(log).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel().getName()).isEqualTo("WARNING");
            assertThat(entry.getMessage())
                    .startsWith("the cookies of '/shop/' are guarded at start by the wrappers alone, for the guard does"
                            + " not know this container. Not covered: cookies that are set by filters and listeners")
                    .contains("log-in by login(), authenticate() or FORM");
        });
    }

    @Test
    void whereTheHookDoesNotFitItIsSaidAndNothingBreaks() throws Exception {
        RawHttp http = guarded().start();
        ServletContext context = site.context().getServletContext();
        log.clear();

        // Outside of the context's scope there is no telling where it belongs.
        Layers layers = Layers.start(context);
        layers.stop();

        assertThat(log)
                .singleElement()
                .satisfies(entry -> assertThat(entry.getMessage())
                        .contains("wrappers alone, for the guard does not fit this version of the container: ")
                        .contains("; a ConsentHandler in the servlet context guards all of it"));
        assertThat(http.get("/raw").namesSet()).isEmpty();
    }

    @Test
    void afterARestartTheHookIsThereAgainAndOnce() throws Exception {
        RawHttp http = guarded().start();
        assertThat(hooks()).hasSize(1);

        site.context().stop();
        assertThat(hooks()).isEmpty();
        site.context().start();

        assertThat(hooks()).hasSize(1);
        assertThat(http.get("/raw").namesSet()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6, 0, false", "6, 1, true", "7, 0, true", "5, 2, false"})
    void withoutAHookTomcatClosesAfterAForwardFromServlet61OnWhateverItCallsItself(
            int major, int minor, boolean closes) {
        ServletContext tomcat = mock(ApplicationContextFacade.class);
        when(tomcat.getContextPath()).thenReturn("/shop");
        when(tomcat.getServerInfo()).thenReturn(null);
        when(tomcat.getMajorVersion()).thenReturn(major);
        when(tomcat.getMinorVersion()).thenReturn(minor);
        ServletContext unknown = mock(ServletContext.class);
        when(unknown.getMajorVersion()).thenReturn(major);
        when(unknown.getMinorVersion()).thenReturn(minor);

        assertThat(Layers.wrappersOnly(tomcat).closesAfterForward()).isEqualTo(closes);
        assertThat(Layers.wrappersOnly(unknown).closesAfterForward()).isFalse();
    }

    @Test
    void aStartThatFailsAfterTheHookIsInTakesItOut() {
        String path = "/unmonitored";
        TestSite failing = new TestSite(path)
                .with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), clock)
                        .build());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AssertionError failure = new AssertionError("on purpose");
        registry.config().meterFilter(MeterFilter.deny(id -> {
            if (path.equals(id.getTag("context"))) {
                throw failure;
            }
            return false;
        }));
        Metrics.addRegistry(registry);
        try {
            assertThatThrownBy(failing::start).isSameAs(failure);

            assertThat(log).anyMatch(entry -> entry.getMessage().contains("by the wrappers, the commit guard"));
            assertNothingIsLeft(failing);
        } finally {
            Metrics.removeRegistry(registry);
        }
    }

    @Test
    void whereTheApplicationCannotBeOpenedItIsStopped() {
        TestSite failing = new TestSite("/unopened")
                .with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), clock)
                        .build());
        IllegalStateException failure = new IllegalStateException("on purpose");
        failing.context().addEventListener(new ServletContextAttributeListener() {
            @Override
            public void attributeAdded(ServletContextAttributeEvent event) {
                if (event.getName().equals(Consents.SERVICE)) {
                    throw failure;
                }
            }
        });

        assertThatThrownBy(failing::start).isSameAs(failure);

        assertNothingIsLeft(failing);
        assertThat(failing.context().getServletContext().getAttribute(Consents.SERVICE))
                .isNull();
    }

    private static void assertNothingIsLeft(TestSite failed) {
        assertThat(hooks(failed)).isEmpty();
        assertThat(failed.context().getServletContext().getAttribute(CommitGuard.ATTRIBUTE))
                .isNull();
        assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(null, null))
                .noneMatch(name -> failed.context().getContextPath().equals(name.getKeyProperty("context")));
    }

    private List<EventListener> hooks() {
        return hooks(site);
    }

    private static List<EventListener> hooks(TestSite site) {
        return site.context().getEventListeners().stream()
                .filter(listener -> listener.getClass().getName().contains("JettyHook"))
                .toList();
    }

    @Test
    void aResponsePastAllWrappersIsGuarded() throws Exception {
        RawHttp http = guarded().start();
        Response answer = http.get("/raw");

        assertThat(answer.namesSet()).isEmpty();
        assertThat(answer.header("X-Other")).contains("1");
    }

    private TestSite guarded() {
        return site.with(TestSite.filter(TestPolicies.shop(), new MemoryStore(), clock)
                        .build())
                .page("/raw", (request, response) -> {
                    HttpServletResponse raw = response;
                    while (raw instanceof HttpServletResponseWrapper wrapper) {
                        raw = (HttpServletResponse) wrapper.getResponse();
                    }
                    raw.addCookie(new Cookie("offers", "1"));
                    raw.addHeader("X-Other", "1");
                });
    }

    private static Filter wrapping() {
        return (request, response, chain) -> chain.doFilter(request, new Wrapper((HttpServletResponse) response));
    }

    private static final class Wrapper extends HttpServletResponseWrapper {

        Wrapper(HttpServletResponse response) {
            super(response);
        }
    }
}
