package com.okonect.consent.servlet.container;

import java.util.List;
import java.util.Set;

final class Undertow23IT extends ContainerTest {

    Undertow23IT() {
        super("undertow-2.3", List.of("undertow-2.3"), UndertowHost.class);
    }

    @Override
    Set<String> openWithoutPiece() {
        return Set.of("formPost", "formPost over HTTP/2");
    }

    @Override
    List<String> saidToBeOpen() {
        return List.of("the container's own log-in (FORM, single sign-on), until a ConsentHttpHandler");
    }
}
