package com.okonect.consent.servlet.tool;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code java -jar} starts: {@link ConsentTool} with the jars that lie beside this one. They are not named in the
 * manifest: servlet containers and compilers warn of a {@code Class-Path} whose jars have other versions.
 */
public final class Main {

    private static final String TOOL = "com.okonect.consent.servlet.tool.ConsentTool";

    private Main() {}

    /**
     * Carries out a command and ends the program.
     *
     * @param arguments the command and what belongs to it
     * @throws Exception if the program cannot be started
     */
    public static void main(String[] arguments) throws Exception {
        Path own = Path.of(URI.create(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        // Stays open: the program ends with the process.
        URLClassLoader loader = new URLClassLoader(beside(own), ClassLoader.getPlatformClassLoader());
        try {
            loader.loadClass("com.okonect.consent.policy.ConsentPolicy");
        } catch (ClassNotFoundException e) {
            System.err.println("consent-core and the jars that it depends on have to lie beside " + own);
            System.exit(2);
        }
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass(TOOL).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    private static URL[] beside(Path own) throws IOException {
        Path folder = own.toAbsolutePath().getParent();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            return jars.stream().map(Main::url).toArray(URL[]::new);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
