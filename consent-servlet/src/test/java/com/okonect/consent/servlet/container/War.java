package com.okonect.consent.servlet.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** An application as its container gets it: a folder with the scenarios, the library and a policy. */
final class War {

    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="%s">
              <context-param>
                <param-name>consent.home</param-name>
                <param-value>%s</param-value>
              </context-param>
              <filter>
                <filter-name>outer</filter-name>
                <filter-class>com.okonect.consent.servlet.container.WarSite$Outer</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping>
                <filter-name>outer</filter-name>
                <url-pattern>/*</url-pattern>
              </filter-mapping>
              <listener>
                <listener-class>com.okonect.consent.servlet.container.WarSite</listener-class>
              </listener>
              <error-page>
                <error-code>404</error-code>
                <location>/leak</location>
              </error-page>
              <error-page>
                <error-code>410</error-code>
                <location>/s/readAllHeaders</location>
              </error-page>
              <error-page>
                <error-code>500</error-code>
                <location>/leak</location>
              </error-page>
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>secure</web-resource-name>
                  <url-pattern>/secure/*</url-pattern>
                </web-resource-collection>
                <auth-constraint>
                  <role-name>role</role-name>
                </auth-constraint>
              </security-constraint>
              <login-config>
                <auth-method>FORM</auth-method>
                <realm-name>realm</realm-name>
                <form-login-config>
                  <form-login-page>/login</form-login-page>
                  <form-error-page>/login</form-error-page>
                </form-login-config>
              </login-config>
              <security-role>
                <role-name>role</role-name>
              </security-role>
            </web-app>
            """;

    private War() {}

    /**
     * Makes the folder anew.
     *
     * @param metadataComplete whether containers are told to look for nothing beside {@code web.xml}
     */
    static Path explode(Path folder, boolean metadataComplete) throws IOException {
        delete(folder);
        Path inside = folder.resolve("WEB-INF");
        Path lib = Files.createDirectories(inside.resolve("lib"));
        Path home = folder.resolveSibling(folder.getFileName() + "-home").toAbsolutePath();
        delete(home);
        Files.writeString(inside.resolve("web.xml"), WEB_XML.formatted(metadataComplete, home));
        Files.writeString(inside.resolve("consent.json"), Site.NOTHING);
        Host.files(folder.toString());
        for (Path part : ContainerJvm.libraryWithStore()) {
            if (Files.isDirectory(part)) {
                jar(part, lib.resolve("part-" + Math.abs(part.hashCode()) + ".jar"));
            } else {
                Files.copy(part, lib.resolve(part.getFileName()));
            }
        }
        String scenarios = War.class.getPackageName().replace('.', '/');
        copy(
                ContainerJvm.of(War.class).resolve(scenarios),
                inside.resolve("classes").resolve(scenarios));
        return folder;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** What the build has not packed yet. */
    private static void jar(Path classes, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(classes);
                OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
