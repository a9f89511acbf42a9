package com.okonect.consent.servlet.war;

import com.okonect.consent.Consent;
import com.okonect.consent.servlet.ConsentFilter;
import com.okonect.consent.servlet.RawHttp;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An application in a JVM of its own, on a class path that the build has brought. */
public final class JvmProcess implements AutoCloseable {

    /** What comes before the port when the application serves. */
    public static final String READY = "ready on port ";

    private static final int START_SECONDS = 120;

    /** The line above, or what Tomcat says when it opens a port that it has chosen itself. */
    private static final Pattern SERVES =
            Pattern.compile("^" + READY + "(\\d+)|Starting ProtocolHandler \\[\"http-nio-auto-1-(\\d+)");

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private JvmProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readOutput, "output of the application");
        reader.setDaemon(true);
        reader.start();
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher ready = SERVES.matcher(line);
                if (ready.find()) {
                    port.complete(Integer.valueOf(ready.group(1) != null ? ready.group(1) : ready.group(2)));
                }
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
        port.completeExceptionally(new IllegalStateException("the application ended:\n" + output()));
    }

    public String output() {
        return String.join("\n", output);
    }

    /** Starts a main class; the rest of the command line is its own. */
    public static JvmProcess start(Path folder, List<Path> classPath, Class<?> main, String... arguments)
            throws IOException {
        return start(folder, classPath, List.of(), main.getName(), arguments);
    }

    /** Starts a main class of others, with options of its own for the JVM. */
    public static JvmProcess start(
            Path folder, List<Path> classPath, List<String> options, String main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(main);
        command.addAll(List.of(arguments));
        return new JvmProcess(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** The jars that the build has copied to a folder of this name. */
    public static List<Path> jars(String name) {
        try (Stream<Path> jars = Files.list(buildFolder().resolve(name))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library with what comes with it, as its one dependency brings them. */
    public static List<Path> library() {
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
                .map(JvmProcess::placeOf)
                .toList();
    }

    public static Path placeOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    public static Path buildFolder() {
        return placeOf(JvmProcess.class).getParent();
    }

    /** Waits until the application says that it serves. */
    public RawHttp http() throws Exception {
        return new RawHttp(port.get(START_SECONDS, TimeUnit.SECONDS));
    }

    /** Waits until an application that cannot start has ended, and returns what it said. */
    public String failure() throws Exception {
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
