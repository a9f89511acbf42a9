package com.okonect.consent.servlet.container;

import com.okonect.consent.servlet.container.WireAnswer.Field;
import com.okonect.consent.servlet.container.WireAnswer.Head;
import com.twitter.hpack.Decoder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** HTTP/2 by hand without TLS (RFC 9113, 3.3): frames as they are, header fields with whatever octets they have. */
final class Http2Wire implements Wire {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_HEADERS = 1 << 16;

    /** A length of up to seven bits takes one octet. */
    private static final int LONGEST_IN_ONE = 127;

    private static final int AUTHORITY = 1;
    private static final int METHOD = 2;
    private static final int PATH = 4;
    private static final int SCHEME = 6;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PUSH_PROMISE = 5;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 65_535;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Decoder decoder = new Decoder(MAX_HEADERS, 4096);
    private int stream = -1;

    /** The connection or the stream was ended by the container: nothing of this answer counts. */
    static final class ResetException extends IOException {

        private static final long serialVersionUID = 1L;

        ResetException(String message) {
            super(message);
        }
    }

    Http2Wire(int port) throws IOException {
        this(port, WINDOW);
    }

    private Http2Wire(int port, int window) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        out.write(PREFACE.getBytes(StandardCharsets.ISO_8859_1));
        window(window);
    }

    /** On which one octet of a body may come before {@link #readOn}: without any, Undertow keeps the head back, too. */
    static Http2Wire thatReadsNoBody(int port) throws IOException {
        return new Http2Wire(port, 1);
    }

    /** How much of each body may come (RFC 9113, 6.5.2). */
    private void window(int octets) throws IOException {
        frame(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6)
                        .putShort((short) INITIAL_WINDOW_SIZE)
                        .putInt(octets)
                        .array());
        out.flush();
    }

    @Override
    public WireAnswer send(String method, String path, String body, String... headers) throws IOException {
        ask(method, path, body, headers);
        return read(false);
    }

    /** Sends a request and reads no more than the head of its answer; {@link #readOn} reads the rest. */
    WireAnswer sendForHead(String method, String path, String body, String... headers) throws IOException {
        ask(method, path, body, headers);
        return read(true);
    }

    /** Lets the body come of which the head was read. */
    String readOn() throws IOException {
        window(WINDOW);
        StringBuilder body = new StringBuilder();
        Frame frame;
        do {
            frame = readFrame();
            answer(frame);
            if (frame.type == DATA) {
                body.append(new String(frame.content(), StandardCharsets.ISO_8859_1));
            }
        } while (frame.type != DATA || !frame.has(END_STREAM));
        return body.toString();
    }

    private void ask(String method, String path, String body, String... headers) throws IOException {
        ByteArrayOutputStream block = block(method, path, headers);
        frame(HEADERS, body.isEmpty() ? END_STREAM | END_HEADERS : END_HEADERS, stream, block.toByteArray());
        if (!body.isEmpty()) {
            frame(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
    }

    /** Asks for a WebSocket (RFC 8441), whether the container has said that it knows them or not. */
    WireAnswer webSocket(String path, String... headers) throws IOException {
        ByteArrayOutputStream block = block("CONNECT", path);
        for (String header : List.of(":protocol: websocket", "sec-websocket-version: 13")) {
            field(block, header);
        }
        for (String header : headers) {
            field(block, header);
        }
        frame(HEADERS, END_HEADERS, stream, block.toByteArray());
        out.flush();
        return read(true);
    }

    private ByteArrayOutputStream block(String method, String path, String... headers) throws IOException {
        stream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, AUTHORITY, "localhost");
        literal(block, METHOD, method);
        literal(block, PATH, path);
        literal(block, SCHEME, "http");
        for (String header : headers) {
            field(block, header);
        }
        return block;
    }

    private static void field(ByteArrayOutputStream block, String header) throws IOException {
        int colon = header.indexOf(": ");
        block.write(0);
        text(block, header.substring(0, colon).toLowerCase(Locale.ROOT));
        text(block, header.substring(colon + 2));
    }

    /**
     * Reads until the stream has ended, and those that the container pushed along with it.
     *
     * @param headOnly whether the stream stays open after its headers
     */
    private WireAnswer read(boolean headOnly) throws IOException {
        List<Head> heads = new ArrayList<>();
        List<Head> pushed = new ArrayList<>();
        List<Field> trailers = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        Set<Integer> open = new HashSet<>(Set.of(stream));
        while (!open.isEmpty()) {
            Frame frame = readFrame();
            boolean ended = frame.has(END_STREAM) && (frame.type == DATA || frame.type == HEADERS);
            answer(frame);
            if (frame.type == RST_STREAM) {
                open.remove(frame.stream);
            } else if (frame.type == PUSH_PROMISE) {
                ByteBuffer promise = ByteBuffer.wrap(frame.content());
                open.add(promise.getInt());
                fields(frame, promise);
            } else if (frame.type == HEADERS) {
                List<Field> fields = fields(frame, ByteBuffer.wrap(frame.content()));
                add(fields, frame.stream == stream ? heads : pushed, trailers);
                ended |= headOnly;
            } else if (frame.type == DATA && frame.stream == stream) {
                body.append(new String(frame.content(), StandardCharsets.ISO_8859_1));
            }
            if (ended) {
                open.remove(frame.stream);
            }
        }
        if (heads.isEmpty()) {
            throw new ResetException("no headers");
        }
        pushed.addAll(heads);
        return new WireAnswer(pushed, body.toString(), trailers);
    }

    /** Answers what has to be answered; of this stream nothing counts where it is ended. */
    private void answer(Frame frame) throws IOException {
        if (frame.type == SETTINGS && !frame.has(ACK)) {
            frame(SETTINGS, ACK, 0, new byte[0]);
            out.flush();
        } else if (frame.type == PING && !frame.has(ACK)) {
            frame(PING, ACK, 0, frame.payload);
            out.flush();
        } else if (frame.type == GOAWAY || frame.type == RST_STREAM && frame.stream == stream) {
            throw new ResetException("frame " + frame.type);
        }
    }

    private record Frame(int type, int flags, int stream, byte[] payload) {

        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        /** Without padding and priority. */
        byte[] content() {
            boolean padded = type != CONTINUATION && has(PADDED);
            int from = padded ? 1 : 0;
            int to = payload.length - (padded ? payload[0] & 0xFF : 0);
            return Arrays.copyOfRange(payload, type == HEADERS && has(PRIORITY) ? from + 5 : from, to);
        }
    }

    private Frame readFrame() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        return new Frame(type, flags, in.readInt() & Integer.MAX_VALUE, in.readNBytes(length));
    }

    /** The fields of a block, which may go on in frames that follow at once. */
    private List<Field> fields(Frame first, ByteBuffer start) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(start.array(), start.position(), start.remaining());
        for (Frame frame = first; !frame.has(END_HEADERS); ) {
            frame = readFrame();
            block.write(frame.content());
        }
        return fields(block.toByteArray());
    }

    private static void add(List<Field> fields, List<Head> heads, List<Field> trailers) {
        if (!fields.isEmpty() && fields.get(0).name().equals(":status")) {
            heads.add(new Head(Integer.parseInt(fields.get(0).value()), fields));
        } else {
            trailers.addAll(fields);
        }
    }

    private List<Field> fields(byte[] block) throws IOException {
        List<Field> fields = new ArrayList<>();
        decoder.decode(
                new ByteArrayInputStream(block),
                (name, value, sensitive) -> fields.add(new Field(
                        new String(name, StandardCharsets.ISO_8859_1),
                        new String(value, StandardCharsets.ISO_8859_1))));
        decoder.endHeaderBlock();
        return fields;
    }

    /** A name of the static table (RFC 7541, appendix A) with a value of its own. */
    private static void literal(ByteArrayOutputStream block, int name, String value) throws IOException {
        block.write(name);
        text(block, value);
    }

    /** Not by Huffman's code. */
    private static void text(ByteArrayOutputStream block, String text) throws IOException {
        int rest = text.length() - LONGEST_IN_ONE;
        block.write(Math.min(text.length(), LONGEST_IN_ONE));
        for (; rest >= 128; rest /= 128) {
            block.write(rest % 128 + 128);
        }
        if (text.length() >= LONGEST_IN_ONE) {
            block.write(rest);
        }
        block.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void frame(int type, int flags, int of, byte[] payload) throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(of);
        out.write(payload);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
