package com.okonect.consent.example;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.Driver;

/** The example as its users have it: the jar, in a process of its own. */
public final class Example implements AutoCloseable {

    /** Of the user {@code operator}. */
    public static final String PASSWORD = "of the tests";

    private static final String READY = "ready: http://localhost:";
    private static final int LONGEST_STOP_SECONDS = 30;

    private final Path home;
    private final List<String> options;
    private final Process process;
    private final BufferedReader output;
    private final int port;

    private Example(Path home, List<String> options, Process process, BufferedReader output, int port) {
        this.home = home;
        this.options = options;
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /**
     * Starts the example on a free port and returns when it serves.
     *
     * @param home the folder of its records
     * @param options further options of the JVM
     */
    public static Example start(Path home, String... options) {
        return start(home, 0, List.of(options));
    }

    private static Example start(Path home, int port, List<String> options) {
        try {
            Path log = home.resolveSibling(home.getFileName() + ".log");
            List<String> all = new ArrayList<>(options);
            all.add("-Dport=" + port);
            all.add("-Dconsent.home=" + home);
            all.add("-Doperator.password=" + PASSWORD);
            ProcessBuilder builder = command(all.toArray(String[]::new));
            if (!options.isEmpty()) {
                withDatabaseDriver(builder.command());
            }
            Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            BufferedReader output = process.inputReader();
            String line = output.readLine();
            if (line == null || !line.startsWith(READY) || !line.endsWith("/")) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "the example said '" + line + "' and not that it is ready:\n" + Files.readString(log));
            }
            int actual = Integer.parseInt(line.substring(READY.length(), line.length() - 1));
            return new Example(home, options, process, output, actual);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The example brings the driver of its own database alone; a site with another adds that one to the class path. */
    private static void withDatabaseDriver(List<String> command) {
        String driver =
                Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        int jar = command.indexOf("-jar");
        command.set(jar, "-cp");
        command.set(jar + 1, command.get(jar + 1) + File.pathSeparator + driver);
        command.add("com.okonect.consent.example.Main");
    }

    /** The command that the README gives, with these options of the JVM. */
    static ProcessBuilder command(String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-jar");
        command.add(System.getProperty("okonect.test.example.jar", "target/consent-example.jar"));
        ProcessBuilder builder = new ProcessBuilder(command);
        // Settings of the person who runs the tests are not settings of the example.
        builder.environment().keySet().removeIf(name -> name.startsWith("CONSENT_"));
        return builder;
    }

    /** Starts it again, with the same records and on the same port, after it was stopped or killed. */
    public Example again() {
        return start(home, port, options);
    }

    /** Asks it to stop, as a service manager does, and returns its exit code. */
    public int stop() {
        process.toHandle().destroy(); // leaves the streams open, unlike Process.destroy
        return exitCode();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.toHandle().destroyForcibly();
        exitCode();
    }

    /** What it printed after the line that says it is ready; waits for its end. */
    public List<String> furtherOutput() {
        return output.lines().toList();
    }

    public int port() {
        return port;
    }

    public String url(String path) {
        return "http://localhost:" + port + path;
    }

    @Override
    public void close() {
        stop();
    }

    private int exitCode() {
        try {
            if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the example did not stop within " + LONGEST_STOP_SECONDS + " seconds");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the example was stopping", e);
        }
    }
}
