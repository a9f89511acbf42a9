package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.container.WireAnswer.Field;
import com.okonect.consent.servlet.container.WireAnswer.Head;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** HTTP/1.1 by hand over one connection that stays open. */
final class Http1Wire implements Wire {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    Http1Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public WireAnswer send(String method, String path, String body, String... headers) throws IOException {
        return sendBy("HTTP/1.1", method, path, body, headers);
    }

    /** As an old proxy asks. */
    WireAnswer getByHttp10(String path) throws IOException {
        return sendBy("HTTP/1.0", "GET", path, "");
    }

    private WireAnswer sendBy(String version, String method, String path, String body, String... headers)
            throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " " + version + "\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        request.append("\r\n").append(body);
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return read(method.equals("HEAD"));
    }

    private WireAnswer read(boolean head) throws IOException {
        List<Head> heads = new ArrayList<>();
        do {
            heads.add(readHead());
        } while (isInterim(heads.get(heads.size() - 1).status()));
        WireAnswer answer = new WireAnswer(heads, "", List.of());
        int status = answer.last().status();
        if (head || status == 101 || status == 204 || status == 304) {
            return answer;
        }
        if (answer.all("Transfer-Encoding").contains("chunked")) {
            StringBuilder body = new StringBuilder();
            List<Field> trailers = new ArrayList<>();
            try {
                for (int size = chunkSize(); size > 0; size = chunkSize()) {
                    body.append(octets(size));
                    readLine();
                }
                readFields(trailers);
            } catch (EOFException brokenOff) {
                // where trailers cannot be sent, some containers end the connection; what has come is what counts
            }
            return new WireAnswer(heads, body.toString(), trailers);
        }
        List<String> length = answer.all("Content-Length");
        String body = length.isEmpty() ? rest() : octets(Integer.parseInt(length.get(0)));
        return new WireAnswer(heads, body, List.of());
    }

    /** 102 is final on some containers: then nothing tells that, but what follows. */
    private boolean isInterim(int status) throws IOException {
        if (status < 100 || status == 101 || status >= 200) {
            return false;
        }
        in.mark(5);
        String next = new String(in.readNBytes(5), StandardCharsets.ISO_8859_1);
        in.reset();
        return next.equals("HTTP/");
    }

    private Head readHead() throws IOException {
        String line = readLine();
        List<Field> fields = new ArrayList<>();
        readFields(fields);
        return new Head(Integer.parseInt(line.split(" ", 3)[1]), fields);
    }

    private void readFields(List<Field> fields) throws IOException {
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            fields.add(
                    colon < 0
                            ? new Field(line, "")
                            : new Field(
                                    line.substring(0, colon),
                                    line.substring(colon + 1).strip()));
        }
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine().split(";", 2)[0].strip(), 16);
    }

    /** As browsers do: a line feed ends a line, and so does a carriage return by itself. */
    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended within: " + line);
            }
            if (octet == '\r') {
                in.mark(1);
                if (in.read() != '\n') {
                    in.reset();
                }
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (octet == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            line.write(octet);
        }
    }

    private String octets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("the connection ended within a body");
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
