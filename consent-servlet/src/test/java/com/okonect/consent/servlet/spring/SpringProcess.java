package com.okonect.consent.servlet.spring;

import com.okonect.consent.Consent;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.RawHttp;
import com.okonect.consent.servlet.spring.shop.ShopApplication;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An application in a JVM of its own, on the class path of one generation of Spring Boot. */
final class SpringProcess implements AutoCloseable {

    private static final int START_SECONDS = 120;

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private SpringProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readOutput, "output of the application");
        reader.setDaemon(true);
        reader.start();
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (line.startsWith(ShopApplication.READY)) {
                    port.complete(Integer.valueOf(line.substring(ShopApplication.READY.length())));
                }
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
        port.completeExceptionally(new IllegalStateException("the application ended:\n" + output()));
    }

    String output() {
        return String.join("\n", output);
    }

    /** Starts a main class; the rest of the command line is its own. */
    static SpringProcess start(Path folder, List<Path> classPath, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new SpringProcess(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** The jars that the build has copied for a generation. */
    static List<Path> generation(String name) {
        try (Stream<Path> jars = Files.list(buildFolder().resolve(name))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library with what comes with it, as its one dependency brings them. */
    static List<Path> library() {
        return Stream.of(
                        ConsentFilter.class,
                        Consent.class,
                        com.fasterxml.jackson.databind.ObjectMapper.class,
                        com.fasterxml.jackson.core.JsonFactory.class,
                        com.fasterxml.jackson.annotation.JsonProperty.class,
                        com.github.benmanes.caffeine.cache.Caffeine.class,
                        com.samskivert.mustache.Mustache.class,
                        org.jspecify.annotations.NullMarked.class,
                        org.sqlite.JDBC.class,
                        org.slf4j.Logger.class)
                .map(SpringProcess::placeOf)
                .toList();
    }

    static Path placeOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static Path buildFolder() {
        return placeOf(ShopApplication.class).getParent();
    }

    /** Waits until the application says that it serves. */
    RawHttp http() throws Exception {
        return new RawHttp(port.get(START_SECONDS, TimeUnit.SECONDS));
    }

    /** Waits until an application that cannot start has ended, and returns what it said. */
    String failure() throws Exception {
        return port.handle((number, failure) -> {
                    if (failure == null) {
                        throw new IllegalStateException("it has started on port " + number);
                    }
                    return output();
                })
                .get(START_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
