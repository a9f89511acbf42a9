package com.okonect.consent.benchmark;

import com.okonect.consent.Category;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A page of a gigabyte that is streamed through the filter in a JVM of 64 MB: the heap must not grow with it. */
final class LongPage {

    private static final List<String> HEAP = List.of("-Xmx64m");
    private static final int STEPS = 5;
    private static final int PIECE = 65_536;

    private LongPage() {}

    static void run() throws Exception {
        for (String container : List.of("jetty", "tomcat")) {
            for (String visitor : List.of("new", "returning")) {
                Process once = Java.start(HEAP, "long-page-once", container, visitor);
                System.out.print(new String(once.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                if (once.waitFor() != 0) {
                    throw new IOException("the page did not come to its end");
                }
            }
        }
    }

    /** Streams once, and prints what the heap holds meanwhile. */
    static void once(String container, String visitor) throws Exception {
        Path folder = Files.createTempDirectory("consent-benchmark");
        Shop shop = new Shop(10);
        int port = container.equals("jetty")
                ? Server.jetty(folder, shop.newFilter())
                : Server.tomcat(folder, shop.newFilter());
        String cookie = visitor.equals("new") ? "" : "Cookie: " + shop.newVisitor(Category.STATISTICS) + "\r\n";
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + Server.LONG + " HTTP/1.1\r\nHost: " + Shop.HOST + "\r\nAccept: text/html\r\n" + cookie
                            + "Connection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            long start = System.nanoTime();
            StringBuilder heaps = new StringBuilder();
            long read = 0;
            byte[] piece = new byte[PIECE];
            InputStream in = socket.getInputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                long step = Server.LONG_SIZE / STEPS;
                if ((read + n) / step > read / step) {
                    heaps.append(String.format(Locale.ROOT, " %.1f", usedMegabytes()));
                }
                read += n;
            }
            boolean whole = read > Server.LONG_SIZE;
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %-9s visitor: %,d bytes%s in %.1f s, heap in use%s MB of 64%n",
                    container,
                    visitor,
                    read,
                    whole ? "" : " and no more",
                    (System.nanoTime() - start) / 1e9,
                    heaps);
            System.exit(whole ? 0 : 1);
        }
    }

    private static double usedMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
    }
}
