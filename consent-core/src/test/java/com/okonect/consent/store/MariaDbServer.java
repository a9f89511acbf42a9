package com.okonect.consent.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real MariaDB server for tests, one for all of them: the one on the {@code PATH}, else, for root on Debian, Debian's
 * package; elsewhere the tests are skipped, and say so.
 */
final class MariaDbServer {

    private static @Nullable MariaDbServer shared;

    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private MariaDbServer(int port) {
        this.port = port;
    }

    /** Starts it when it is asked for first; it ends with the process. */
    static synchronized MariaDbServer shared() {
        if (shared == null) {
            if (find("mariadbd").isEmpty()) {
                installFromDebian();
            }
            Optional<Path> server = find("mariadbd");
            Optional<Path> installer = find("mariadb-install-db");
            Assumptions.assumeTrue(
                    server.isPresent() && installer.isPresent(),
                    "MariaDB is not installed here: put mariadbd and mariadb-install-db on the PATH");
            try {
                shared = start(server.get(), installer.get());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /** Makes an empty database and returns its URL; its user is {@code root}, without a password. */
    String newDatabase() {
        String name = "test" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url(""), "root", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    private static MariaDbServer start(Path program, Path installer) throws IOException {
        Path folder = Files.createTempDirectory("consent-mariadb");
        Path data = folder.resolve("data");
        List<String> install = new ArrayList<>(List.of(
                installer.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        int port = freePort();
        List<String> run = new ArrayList<>(List.of(
                program.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port));
        if (System.getProperty("user.name").equals("root")) {
            install.add("--user=root");
            run.add("--user=root");
        }
        try {
            Process installing = quietly(install, folder);
            if (installing.waitFor() != 0) {
                throw new IOException("mariadb-install-db failed; see " + folder.resolve("log"));
            }
            Process server = quietly(run, folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
            awaitAnswer(server, port);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new MariaDbServer(port);
    }

    /** The server alone: nothing starts by itself. Does nothing where that is not possible. */
    private static void installFromDebian() {
        if (!System.getProperty("user.name").equals("root") || !Files.exists(Path.of("/etc/debian_version"))) {
            return;
        }
        List<String> command = List.of(
                "sh",
                "-c",
                "apt-get -q -y -o DPkg::Lock::Timeout=300 update && DEBIAN_FRONTEND=noninteractive apt-get -q -y"
                        + " -o DPkg::Lock::Timeout=300 install --no-install-recommends mariadb-server-core"
                        + " mariadb-client-core");
        try {
            Process installing = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (installing.waitFor() != 0) {
                System.err.println("MariaDB could not be installed: " + command.get(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process quietly(List<String> command, Path folder) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static void awaitAnswer(Process server, int port) throws IOException, InterruptedException {
        while (server.isAlive()) {
            try {
                DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/", "root", "")
                        .close();
                return;
            } catch (SQLException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IOException("mariadbd ended with " + server.exitValue());
    }

    private static void stop(Process server, Path folder) {
        server.destroyForcibly();
        try {
            server.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Optional<Path> find(String program) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin";
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
