package com.okonect.consent.servlet.container;

import java.util.List;

final class Jetty120Ee10IT extends ContainerTest {

    Jetty120Ee10IT() {
        super("jetty-12.0-ee10", List.of("jetty-12.0-ee10"), JettyHost.class, "ee10");
    }
}
