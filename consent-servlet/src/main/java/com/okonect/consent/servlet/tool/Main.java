package com.okonect.consent.servlet.tool;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What {@code java -jar} starts: {@link ConsentTool} with the jars that lie beside this one, as in {@code WEB-INF/lib}, or
 * in a folder {@code lib} beside it, as where it is built. They are not named in the manifest: servlet containers and
 * compilers warn of a {@code Class-Path} whose jars have other versions.
 */
public final class Main {

    private static final String LIB = "lib";
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
            System.err.println("consent-core and the jars that it depends on are neither beside " + own + " nor in "
                    + own.resolveSibling(LIB) + ". In a project that has consent-servlet as a dependency, 'mvn"
                    + " dependency:copy-dependencies -DincludeScope=runtime' puts it in target/dependency together with"
                    + " them");
            System.exit(2);
        }
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass(TOOL).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }

    private static URL[] beside(Path own) throws IOException {
        Path folder = Objects.requireNonNull(own.toAbsolutePath().getParent());
        List<URL> jars = new ArrayList<>(List.of(url(own)));
        jars.addAll(jarsIn(folder));
        Path lib = folder.resolve(LIB);
        if (Files.isDirectory(lib)) {
            jars.addAll(jarsIn(lib));
        }
        return jars.toArray(URL[]::new);
    }

    private static List<URL> jarsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Main::url)
                    .toList();
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
