package com.okonect.consent.servlet.container;

import java.util.List;

final class Tomcat110IT extends ContainerTest {

    Tomcat110IT() {
        super("tomcat-11.0", List.of("tomcat-11.0"), TomcatHost.class);
    }

    @Override
    boolean closesAfterForward() {
        return true;
    }
}
