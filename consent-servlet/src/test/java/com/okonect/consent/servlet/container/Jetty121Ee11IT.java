package com.okonect.consent.servlet.container;

import java.util.List;
import java.util.Set;

final class Jetty121Ee11IT extends ContainerTest {

    Jetty121Ee11IT() {
        super("jetty-12.1-ee11", List.of("jetty-12.1", "jetty-12.1-ee11"), JettyHost.class, "ee11");
    }

    @Override
    Set<String> openWithoutPiece() {
        return Set.of("readInWebSocket", "readInWebSocketOverHttp2 over HTTP/2");
    }

    @Override
    List<String> saidToBeOpen() {
        return List.of("the cookies that an endpoint of WebSockets reads in the handshake");
    }
}
