package com.okonect.consent.servlet;

import com.okonect.consent.servlet.guard.CommitHook;
import com.okonect.consent.servlet.page.Buffering;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Constructor;
import java.util.Optional;

/** The containers that the filter knows: by what, how it gets in, and what a site can add. */
enum Container {
    JETTY(
            "org.eclipse.jetty.",
            "jetty.JettyHook",
            "the answers to WebSocket handshakes, which Jetty gives before any filter",
            "a ConsentHandler in the servlet context guards all of it",
            Buffering.SHORT_STRINGS),
    TOMCAT(
            "org.apache.catalina.",
            "tomcat.TomcatHook",
            "interim responses",
            "a ConsentValve in the pipeline guards all of it",
            Buffering.ALL),
    UNDERTOW(
            "io.undertow.",
            "undertow.UndertowHook",
            "cookies of the container's own kind",
            "a ConsentHttpHandler before the deployment's handlers guards all of it",
            Buffering.SHORT_PIECES);

    private final String classes;
    private final String hook;
    private final String pastWrappers;
    private final String piece;
    private final Buffering buffering;

    Container(String classes, String hook, String pastWrappers, String piece, Buffering buffering) {
        this.classes = classes;
        this.hook = hook;
        this.pastWrappers = pastWrappers;
        this.piece = piece;
        this.buffering = buffering;
    }

    static Optional<Container> of(ServletContext context) {
        for (Container container : values()) {
            if (container.owns(context.getClass())) {
                return Optional.of(container);
            }
        }
        return Optional.empty();
    }

    boolean owns(Class<?> type) {
        return type.getName().startsWith(classes);
    }

    /** By name: the class is loaded where its container is, and nowhere else. */
    CommitHook hook(ServletContext context) throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(Container.class.getPackageName() + "." + hook)
                .getDeclaredConstructor(ServletContext.class);
        constructor.setAccessible(true);
        return (CommitHook) constructor.newInstance(context);
    }

    /** Whether this is how it looks when the container keeps its classes from web applications. */
    boolean isHidden(Throwable failure) {
        return failure instanceof NoClassDefFoundError
                && failure.getMessage() != null
                && failure.getMessage().replace('/', '.').startsWith(classes);
    }

    String pastWrappers() {
        return pastWrappers;
    }

    String piece() {
        return piece;
    }

    Buffering buffering() {
        return buffering;
    }
}
