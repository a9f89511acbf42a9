package com.okonect.consent.servlet.container;

import java.io.IOException;

/** Runs a container in a JVM of its own until its parent closes the pipe. */
final class Host {

    private Host() {}

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
