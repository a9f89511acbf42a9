package com.okonect.consent.servlet.container;

import java.util.List;

final class Jetty121Ee10IT extends ContainerTest {

    Jetty121Ee10IT() {
        super("jetty-12.1-ee10", List.of("jetty-12.1", "jetty-12.1-ee10"), JettyHost.class, "ee10");
    }
}
