package com.okonect.consent.example.tracker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Other hosts of this machine, that is all names below {@code localhost}, with everything that trackers are made of. What
 * reaches them is written down.
 */
final class ThirdParties implements AutoCloseable {

    private static final byte[] PIXEL =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> reached = new ConcurrentSkipListSet<>();

    ThirdParties() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The origin of a host, such as {@code http://stats.localhost:40000}. */
    String origin(String name) {
        return "http://" + name + ".localhost:" + server.getAddress().getPort();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Host and path of each request since {@link #forget}, such as {@code stats/pixel}. */
    Set<String> reached() {
        return new TreeSet<>(reached);
    }

    /** The hosts that were reached. */
    Set<String> hosts() {
        Set<String> hosts = new TreeSet<>();
        reached.forEach(one -> hosts.add(one.split("/", 2)[0]));
        return hosts;
    }

    void forget() {
        reached.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String host =
                String.valueOf(exchange.getRequestHeaders().getFirst("Host")).replaceFirst("\\.localhost.*", "");
        String kind = exchange.getRequestURI().getPath().substring(1);
        reached.add(host + "/" + kind);
        if (kind.startsWith("slow")) {
            pause();
        }
        byte[] body = body(kind, host);
        exchange.getResponseHeaders().set("Content-Type", type(kind));
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "cross-origin");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** So that whoever does not wait for it is done before. */
    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A tag manager's script brings a script and a pixel of its own. */
    private byte[] body(String kind, String host) {
        String base = origin(host);
        String text = switch (kind) {
            case "gtm" ->
                "document.head.append(Object.assign(document.createElement('script'), {src: '" + base
                        + "/gtm-script', async: true})); new Image().src = '" + base + "/gtm-pixel';";
            case "frame", "object", "embed", "form", "popup" -> "<!DOCTYPE html><img src='" + base + "/frame-pixel'>";
            case "import" -> "@import '" + base + "/imported-style';";
            case "manifest" -> "{}";
            case "events" -> "data: 1\n\n";
            default ->
                kind.contains("script") || kind.contains("module")
                        ? "(self.ran = self.ran || []).push('" + kind + "');"
                        : "";
        };
        return kind.contains("pixel") || kind.contains("image") || kind.contains("icon")
                ? PIXEL
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String type(String kind) {
        if (kind.contains("pixel") || kind.contains("image") || kind.contains("icon")) {
            return "image/gif";
        } else if (kind.contains("style") || kind.equals("import")) {
            return "text/css";
        } else if (kind.equals("frame") || kind.equals("object") || kind.equals("embed") || kind.equals("form")) {
            return "text/html";
        } else if (kind.equals("events")) {
            return "text/event-stream";
        } else if (kind.equals("manifest")) {
            return "application/manifest+json";
        }
        return "text/javascript";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
