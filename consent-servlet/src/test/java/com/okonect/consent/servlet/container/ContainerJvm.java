package com.okonect.consent.servlet.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.okonect.consent.Consent;
import com.okonect.consent.MemoryStore;
import com.okonect.consent.servlet.ConsentFilter;
import com.samskivert.mustache.Mustache;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A container in a JVM of its own, on a class path of its own: versions of one container cannot share one. */
final class ContainerJvm implements Closeable {

    /** What the build has brought, a folder for each container. */
    static final Path CONTAINERS = Path.of(System.getProperty("okonect.test.containers", "target/containers"));

    /** The library and what it needs. */
    private static final List<Class<?>> LIBRARY = List.of(
            ConsentFilter.class,
            Consent.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class,
            Caffeine.class,
            Mustache.class,
            Nullable.class);

    private final Process process;
    private final int port;
    private final Path log;

    private ContainerJvm(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** With the library, and a store in memory, on the class path of the container. */
    static ContainerJvm start(String name, List<String> folders, Class<?> host, String... arguments)
            throws IOException {
        List<Path> parts = new ArrayList<>(library());
        parts.add(of(MemoryStore.class));
        return start(name, folders, parts, host, arguments);
    }

    /** With the container's jars of these folders, and more, on the class path. */
    static ContainerJvm start(String name, List<String> folders, List<Path> parts, Class<?> host, String... arguments)
            throws IOException {
        List<Path> classPath = new ArrayList<>();
        for (String folder : folders) {
            classPath.addAll(jars(folder));
        }
        classPath.addAll(parts);
        classPath.add(of(ContainerJvm.class));
        Path work = CONTAINERS.resolve("work").resolve(name);
        Files.createDirectories(work);
        Path log = work.resolve("log.txt");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                host.getName(),
                work.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port=")) {
                return new ContainerJvm(process, Integer.parseInt(line.substring(5)), log);
            }
        }
        throw new IOException(name + " did not start:\n" + Files.readString(log));
    }

    private static List<Path> jars(String container) throws IOException {
        try (Stream<Path> jars = Files.list(CONTAINERS.resolve(container))) {
            return jars.sorted().toList();
        }
    }

    static List<Path> library() {
        return LIBRARY.stream().map(ContainerJvm::of).distinct().toList();
    }

    /** With the driver of the embedded store, which nothing here is compiled against. */
    static List<Path> libraryWithStore() {
        List<Path> library = new ArrayList<>(library());
        try {
            library.add(of(Class.forName("org.sqlite.JDBC")));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return library;
    }

    static Path of(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    int port() {
        return port;
    }

    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
