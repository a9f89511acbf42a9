package com.okonect.consent.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP/1.1 by hand over a socket: what goes out and what comes back is exactly what is written here. */
public final class RawHttp {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final int port;

    public RawHttp(int port) {
        this.port = port;
    }

    /**
     * What came back, byte for byte as Latin-1.
     *
     * @param status the status code
     * @param headers the header lines as they were sent
     * @param body what followed, chunks joined
     */
    public record Response(int status, List<String> headers, String body) {

        /** The values of a header, in order. */
        public List<String> all(String name) {
            List<String> values = new ArrayList<>();
            for (String line : headers) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name)) {
                    values.add(line.substring(colon + 1).strip());
                }
            }
            return values;
        }

        public Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }

        /** Every Set-Cookie, as sent. */
        public List<String> setCookies() {
            return all("Set-Cookie");
        }

        /** The {@code name=value} of the cookie that is set, if it is. */
        public Optional<String> cookie(String name) {
            return setCookies().stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.split(";", 2)[0])
                    .findFirst();
        }

        /** The names of all cookies that are set and not expired. */
        public List<String> namesSet() {
            return setCookies().stream()
                    .filter(line -> !line.toLowerCase(Locale.ROOT).contains("max-age=0"))
                    .map(line -> line.split("=", 2)[0])
                    .toList();
        }

        /** The text of the body in UTF-8. */
        public String text() {
            return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    public Response get(String path, String... headers) throws IOException {
        return send("GET", path, null, headers);
    }

    /** A form from a page of the same origin. */
    public Response post(String path, String form, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Sec-Fetch-Site: same-origin");
        all.add("Content-Type: application/x-www-form-urlencoded");
        return send("POST", path, form, all.toArray(String[]::new));
    }

    public Response send(String method, String path, String body, String... headers) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        boolean host = false;
        for (String header : headers) {
            request.append(header).append("\r\n");
            host |= header.startsWith("Host:");
        }
        if (!host) {
            request.append("Host: localhost:").append(port).append("\r\n");
        }
        byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        if (body != null) {
            request.append("Content-Length: ").append(content.length).append("\r\n");
        }
        request.append("\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(content);
            socket.getOutputStream().flush();
            return parse(readAll(socket.getInputStream()));
        }
    }

    private static String readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static Response parse(String response) {
        int end = response.indexOf("\r\n\r\n");
        List<String> lines = List.of(response.substring(0, end).split("\r\n"));
        List<String> headers = lines.subList(1, lines.size());
        String body = response.substring(end + 4);
        Response parsed = new Response(Integer.parseInt(lines.get(0).split(" ")[1]), headers, body);
        boolean chunked =
                parsed.header("Transfer-Encoding").filter("chunked"::equals).isPresent();
        return chunked ? new Response(parsed.status(), headers, joined(body)) : parsed;
    }

    private static String joined(String chunks) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (at < chunks.length()) {
            int line = chunks.indexOf("\r\n", at);
            int size = Integer.parseInt(chunks.substring(at, line).split(";")[0].strip(), 16);
            body.append(chunks, line + 2, line + 2 + size);
            at = size == 0 ? chunks.length() : line + 2 + size + 2;
        }
        return body.toString();
    }
}
