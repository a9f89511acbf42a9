package com.okonect.consent.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Stands between a store and its database, and resets all connections when it is told to. */
final class CuttingProxy implements AutoCloseable {

    private static final Pattern COMMIT = Pattern.compile("\\bCOMMIT\\b");

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean doubting = new AtomicBoolean();
    private final String url;
    private final URI target;

    /** Starts one before a database server that a JDBC URL names. */
    CuttingProxy(String url) throws IOException {
        this.url = url;
        this.target = URI.create(url.substring("jdbc:".length()));
        start(this::accept);
    }

    /** The URL of the database through it. */
    String url() {
        return url.replace(
                "//" + target.getAuthority(),
                "//" + entrance.getInetAddress().getHostAddress() + ":" + entrance.getLocalPort());
    }

    /** Resets what is connected, in the middle of whatever is said; returns whether anything was. */
    boolean cut() {
        boolean cut = false;
        for (Socket socket : open) {
            cut |= reset(socket);
        }
        return cut;
    }

    /** Resets what is connected, and the next connection in place of the answer to its first commit: it is in doubt. */
    boolean cutAndDoubt() {
        doubting.set(true);
        return cut();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket();
                open.add(client);
                open.add(server);
                server.connect(new InetSocketAddress(target.getHost(), target.getPort()));
                AtomicBoolean inDoubt = new AtomicBoolean();
                start(() -> pass(client, server, said -> {
                    inDoubt.compareAndSet(false, isDoubted(said));
                    return true;
                }));
                start(() -> pass(server, client, said -> !inDoubt.get()));
            }
        } catch (IOException e) {
            boolean unused = cut();
        }
    }

    /** Both drivers say it in this word, once for each connection at least. */
    private boolean isDoubted(String said) {
        return COMMIT.matcher(said).find() && doubting.getAndSet(false);
    }

    private void pass(Socket from, Socket to, Predicate<String> passes) {
        byte[] said = new byte[8_192];
        try {
            for (int length = from.getInputStream().read(said);
                    length > 0 && passes.test(new String(said, 0, length, StandardCharsets.ISO_8859_1));
                    length = from.getInputStream().read(said)) {
                to.getOutputStream().write(said, 0, length);
            }
        } catch (IOException e) {
            // As it should be: it was cut.
        }
        boolean unused = reset(from) | reset(to);
    }

    private boolean reset(Socket socket) {
        if (!open.remove(socket)) {
            return false;
        }
        try {
            // Without this it would be closed politely, after all that was said.
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // What is not open any more need not be cut.
        }
        return true;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        boolean unused = cut();
    }
}
