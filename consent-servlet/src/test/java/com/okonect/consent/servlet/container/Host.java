package com.okonect.consent.servlet.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs a container in a JVM of its own until its parent closes the pipe. */
final class Host {

    private Host() {}

    /** Makes the folder of an application, with a file that is sent as it is, and a page of JSP with its session. */
    static Path files(String folder) throws IOException {
        Path made = Files.createDirectories(Path.of(folder).toAbsolutePath());
        Files.writeString(made.resolve("file.txt"), "file");
        Files.writeString(made.resolve("session.jsp"), "<%@ page session=\"true\" %>jsp");
        return made;
    }

    /** Tells the parent the port and waits for its end. */
    static void serve(int port) throws IOException {
        System.out.println("port=" + port);
        System.out.flush();
        while (System.in.read() >= 0) {
            // the parent has nothing to say but its end
        }
        // Threads of a container must not keep the JVM.
        Runtime.getRuntime().halt(0);
    }
}
