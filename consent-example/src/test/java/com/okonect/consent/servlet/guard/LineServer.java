package com.okonect.consent.servlet.guard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers each host with {@code Set-Cookie} lines of any octets, and keeps the {@code Cookie} line that it was sent. */
final class LineServer implements AutoCloseable {

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Map<String, List<String>> setCookies = new ConcurrentHashMap<>();
    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    LineServer() {
        try {
            socket = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread accepting = new Thread(this::accept, "line-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    String url(String host, String path) {
        return "http://" + host + ":" + socket.getLocalPort() + path;
    }

    /** From now on; the characters are octets. */
    void answer(String host, List<String> lines) {
        setCookies.put(host, lines);
        cookies.remove(host);
    }

    /** Whether the host was asked since it was last said what it answers. */
    boolean wasAsked(String host) {
        return cookies.containsKey(host);
    }

    /** Returns the last {@code Cookie} line from this host's pages, empty for none; the characters are octets. */
    String cookie(String host) {
        return cookies.getOrDefault(host, "");
    }

    void forget() {
        setCookies.clear();
        cookies.clear();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            String head = head(connection.getInputStream());
            String host = field(head, "Host").replaceFirst(":.*", "");
            cookies.put(host, field(head, "Cookie"));
            StringBuilder answer = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                    + "Content-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n");
            for (String line : setCookies.getOrDefault(host, List.of())) {
                answer.append("Set-Cookie: ").append(line).append("\r\n");
            }
            connection.getOutputStream().write(answer.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            connection.shutdownOutput();
            connection.getInputStream().readAllBytes();
        } catch (IOException theBrowserLeft) {
            // it tries again, or the comparison fails
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        for (int octet = in.read(); octet >= 0 && !text.endsWith("\r\n\r\n"); octet = in.read()) {
            head.write(octet);
            text = octet == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : "";
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String field(String head, String name) {
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, name + ": ", 0, name.length() + 2)) {
                return line.substring(name.length() + 2);
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
