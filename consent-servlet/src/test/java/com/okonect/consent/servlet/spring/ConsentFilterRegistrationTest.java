package com.okonect.consent.servlet.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.ConsentInitializer;
import com.okonect.consent.servlet.RawHttp;
import jakarta.servlet.ServletContainerInitializer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a WAR, the container runs the library's initializer before Spring's or after it: there is one filter either way. */
class ConsentFilterRegistrationTest {

    @TempDir
    private Path home;

    private final Server server = new Server(0);
    private final ServletContextHandler context = new ServletContextHandler();
    private Map<String, String> settings;

    @BeforeEach
    void setUp() {
        settings = Map.of("consent.home", home.toString(), "consent.path", "/choices");
        server.setHandler(context);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void theFilterThatTheContainerRegisteredGetsTheSettings() throws Exception {
        initialize(new ConsentInitializer(), spring(Optional.empty()));

        assertThat(start().get("/choices/state").status()).isEqualTo(200);
    }

    @Test
    void theContainerLeavesItAtTheFilterThatSpringRegistered() throws Exception {
        initialize(spring(Optional.empty()), new ConsentInitializer());

        assertThat(start().get("/choices/state").status()).isEqualTo(200);
    }

    @Test
    void aFilterBeanIsNeverSilentlyLeftOut() throws Exception {
        initialize(new ConsentInitializer(), spring(Optional.of(new ConsentFilter())));

        assertThatThrownBy(this::start).hasStackTraceContaining("set consent.autoregister to false");
    }

    private ServletContainerInitializer spring(Optional<ConsentFilter> bean) {
        return (classes, application) -> new ConsentFilterRegistration(bean, settings).onStartup(application);
    }

    private void initialize(ServletContainerInitializer... initializers) {
        for (ServletContainerInitializer initializer : initializers) {
            context.addServletContainerInitializer(initializer);
        }
    }

    private RawHttp start() throws Exception {
        server.start();
        return new RawHttp(((ServerConnector) server.getConnectors()[0]).getLocalPort());
    }
}
