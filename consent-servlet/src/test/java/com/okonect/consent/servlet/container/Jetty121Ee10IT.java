package com.okonect.consent.servlet.container;

import java.util.List;
import java.util.Set;

final class Jetty121Ee10IT extends ContainerTest {

    Jetty121Ee10IT() {
        super("jetty-12.1-ee10", List.of("jetty-12.1", "jetty-12.1-ee10"), JettyHost.class, "ee10");
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
