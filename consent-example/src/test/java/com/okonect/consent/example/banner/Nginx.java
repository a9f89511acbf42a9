package com.okonect.consent.example.banner;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real nginx before a site, that caches all that it may, and what says nothing of caches for a minute: the one on the
 * path, else, for root on Debian, Debian's package. Where there is none, its tests are skipped.
 */
final class Nginx implements AutoCloseable {

    private static final int LONGEST_INSTALLATION_MINUTES = 10;
    private static final int LONGEST_START_SECONDS = 20;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Optional<Path> executable() {
        return find().or(Nginx::install);
    }

    static Nginx before(BannerSite site, Path executable, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("logs"));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(directory.resolve("nginx.conf"), """
                worker_processes 1;
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log logs/error.log;
                events {}
                http {
                  access_log off;
                  proxy_cache_path cache keys_zone=pages:1m;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:PORT;
                    location / {
                      proxy_pass UPSTREAM;
                      proxy_set_header Host $http_host;
                      proxy_cache pages;
                      proxy_cache_key $uri;
                      proxy_cache_valid any 1m;
                      add_header X-Cache-Status $upstream_cache_status always;
                    }
                  }
                }
                """.replace("PORT", String.valueOf(port))
                .replace("UPSTREAM", site.url("")));
        Process process = new ProcessBuilder(
                        executable.toString(), "-p", directory.toString(), "-c", "nginx.conf", "-e", "logs/error.log")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("logs/output.log").toFile())
                .start();
        Nginx nginx = new Nginx(process, port);
        nginx.awaitStart(directory);
        return nginx;
    }

    private void awaitStart(Path directory) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException notYet) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        close();
        throw new IllegalStateException(
                "nginx does not start: " + Files.readString(directory.resolve("logs/error.log")));
    }

    private static Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> install() {
        if (!Files.exists(Path.of("/etc/debian_version"))
                || !System.getProperty("user.name").equals("root")) {
            return Optional.empty();
        }
        run("update");
        run("install", "--no-install-recommends", "nginx-light");
        return find();
    }

    private static void run(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"));
            command.addAll(List.of(arguments));
            Process apt = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!apt.waitFor(LONGEST_INSTALLATION_MINUTES, TimeUnit.MINUTES)) {
                apt.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while nginx was being installed", e);
        }
    }

    String url(String path) {
        return "http://localhost:" + port + path;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
