package com.okonect.consent.servlet.container;

import java.util.List;

final class Jetty121Ee11IT extends ContainerTest {

    Jetty121Ee11IT() {
        super("jetty-12.1-ee11", List.of("jetty-12.1", "jetty-12.1-ee11"), JettyHost.class, "ee11");
    }
}
