package com.okonect.consent.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** PostgreSQL servers that a test can kill, start again and promote; from the binaries of {@link PostgreSqlServer}. */
public final class PostgreSqlCluster implements AutoCloseable {

    /** How the kernel counts towards programs, everywhere. */
    private static final long MILLIS_A_TICK = 10;

    private final Path folder;
    private final Path binaries;
    private final Map<String, String> environment;
    private final List<Server> servers = new ArrayList<>();

    public PostgreSqlCluster(Path folder) {
        this(folder, Map.of());
    }

    public PostgreSqlCluster(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
        this.binaries = PostgreSqlServer.shared().binaries();
    }

    /** One server. */
    public final class Server {

        private final Path data;
        private final int port = freePort();

        private Server(String name) {
            data = folder.resolve(name);
        }

        public String host() {
            return "localhost:" + port;
        }

        public void start() {
            // No answer is waited for: whoever connects tries again.
            run(
                    "pg_ctl",
                    "start",
                    "-W",
                    "-D",
                    data.toString(),
                    "-l",
                    folder.resolve("log").toString());
        }

        /** Like a crash: no farewell to clients, no checkpoint. */
        public void kill() {
            run("pg_ctl", "stop", "-m", "immediate", "-D", data.toString());
        }

        public void stop() {
            run("pg_ctl", "stop", "-m", "fast", "-D", data.toString());
        }

        /** What the server and all its sessions, those that have ended too, have used of the processors. On Linux alone. */
        public Duration cpu() throws IOException {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            long ticks = 0;
            for (long process : LongStream.concat(
                            LongStream.of(pid),
                            ProcessHandle.of(pid).orElseThrow().children().mapToLong(ProcessHandle::pid))
                    .toArray()) {
                ticks += ticks(process);
            }
            return Duration.ofMillis(ticks * MILLIS_A_TICK);
        }

        /** Of a process and of those of its children that it has waited for; see proc(5). */
        private static long ticks(long pid) throws IOException {
            String stat;
            try {
                stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            } catch (NoSuchFileException ended) {
                return 0;
            }
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum();
        }

        public void promote() {
            run("pg_ctl", "promote", "-W", "-D", data.toString());
        }

        public void configure(String... lines) {
            try {
                Files.write(data.resolve("postgresql.conf"), List.of(lines), StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Makes a server that syncs as in production; it is not started. */
    public Server newServer() {
        Server server = new Server("primary");
        run("initdb", "-D", server.data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        server.configure(
                "port = " + server.port,
                "listen_addresses = 'localhost'",
                "unix_socket_directories = ''",
                "synchronous_commit = on",
                "fsync = on");
        servers.add(server);
        return server;
    }

    /** Makes a synchronous standby of a server that is stopped; neither is started. */
    public Server newStandby(Server primary) {
        Server standby = new Server("standby");
        try (Stream<Path> files = Files.walk(primary.data)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, standby.data.resolve(primary.data.relativize(file)));
            }
            Files.createFile(standby.data.resolve("standby.signal"));
            ownerOnly(standby.data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        standby.configure(
                "port = " + standby.port,
                "primary_conninfo = 'host=localhost port=" + primary.port + " user=postgres application_name=standby'",
                "synchronous_standby_names = ''");
        primary.configure("synchronous_standby_names = 'standby'");
        servers.add(standby);
        return standby;
    }

    @Override
    public void close() {
        for (Server server : servers) {
            try {
                server.kill();
            } catch (IllegalStateException e) {
                // It is down already.
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server refuses to run as root, so root runs it as nobody in particular. */
    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("commands").toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(command + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void ownerOnly(Path data) {
        File file = data.toFile();
        if (!(file.setReadable(false, false)
                && file.setReadable(true, true)
                && file.setWritable(false, false)
                && file.setWritable(true, true)
                && file.setExecutable(false, false)
                && file.setExecutable(true, true))) {
            throw new IllegalStateException("the permissions of " + data + " cannot be set");
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
