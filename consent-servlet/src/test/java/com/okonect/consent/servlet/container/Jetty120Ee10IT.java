package com.okonect.consent.servlet.container;

import java.util.List;
import java.util.Set;

final class Jetty120Ee10IT extends ContainerTest {

    Jetty120Ee10IT() {
        super("jetty-12.0-ee10", List.of("jetty-12.0-ee10"), JettyHost.class, "ee10");
    }

    @Override
    Set<String> openWithoutPiece() {
        return Set.of("readInWebSocket", "readInWebSocketOverHttp2 over HTTP/2");
    }

    @Override
    List<String> saidToBeOpen() {
        return List.of("the cookies that an endpoint of WebSockets reads in the handshake");
    }

    /** Its endpoints read the request beneath all handlers of the context. */
    @Override
    Set<String> openWithPiece() {
        return openWithoutPiece();
    }
}
