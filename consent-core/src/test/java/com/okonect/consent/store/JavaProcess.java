package com.okonect.consent.store;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes of their own, with the classes of the tests, that a test can kill. */
final class JavaProcess {

    /** Not buffered: what is said is out of the process. */
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private JavaProcess() {}

    static Process start(Class<?> program, String... arguments) throws IOException {
        return start(List.of(), program, arguments);
    }

    /** Starts one with options of its own, such as {@code -Dname=value}. */
    static Process start(List<String> options, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Writes a line to the output of this process, where it outlives it. */
    static void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
