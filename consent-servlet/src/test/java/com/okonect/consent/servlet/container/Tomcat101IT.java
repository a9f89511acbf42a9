package com.okonect.consent.servlet.container;

import java.util.List;

final class Tomcat101IT extends ContainerTest {

    Tomcat101IT() {
        super("tomcat-10.1", List.of("tomcat-10.1"), TomcatHost.class);
    }
}
