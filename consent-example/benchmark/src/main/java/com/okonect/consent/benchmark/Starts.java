package com.okonect.consent.benchmark;

import com.okonect.consent.servlet.ConsentFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The filter's start in JVMs of their own, class loading and a new embedded store included: by itself, where it also
 * loads what every container has loaded before, such as the log, and in containers. And the jars it needs.
 */
final class Starts {

    private static final int TIMES = 11;
    private static final List<String> NEEDED = List.of(
            "consent-core",
            "consent-servlet",
            "jackson-",
            "caffeine",
            "jmustache",
            "jspecify",
            "sqlite-jdbc",
            "slf4j-api",
            "error_prone");

    private Starts() {}

    static void run() throws Exception {
        for (String where : List.of("jetty", "tomcat", "alone")) {
            measure(where);
        }
        sizes();
    }

    private static void measure(String where) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            Process once = Java.start(List.of(), "start-once", where);
            times.add(Double.parseDouble(
                    new String(once.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim()));
            once.waitFor();
        }
        Collections.sort(times);
        System.out.printf(
                Locale.ROOT,
                "start of the filter, %-6s  %4.0f ms (%.0f to %.0f, %d starts)%n",
                where,
                times.get(TIMES / 2),
                times.get(0),
                times.get(TIMES - 1),
                TIMES);
    }

    private static void sizes() throws IOException {
        Path lib = Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[0])
                .resolveSibling("lib");
        long sum = 0;
        try (var jars = Files.list(lib)) {
            for (Path jar : jars.sorted().toList()) {
                String name = jar.getFileName().toString();
                if (NEEDED.stream().anyMatch(name::startsWith)) {
                    sum += Files.size(jar);
                    System.out.printf(Locale.ROOT, "%10d  %s%n", Files.size(jar), name);
                }
            }
        }
        System.out.printf(Locale.ROOT, "%10d  all that the library brings, the embedded store included%n", sum);
    }

    /** Starts once and prints the milliseconds. */
    static void once(String where) throws Exception {
        Path home = Files.createTempDirectory("consent-benchmark");
        Path policy = home.resolve("consent.json");
        Files.writeString(policy, Shop.policy(10));
        Timed filter = new Timed(policy, home.resolve("home"));
        switch (where) {
            case "jetty" -> Server.jetty(home, filter);
            case "tomcat" -> Server.tomcat(home, filter);
            default -> filter.init(StubContext.config(StubContext.newContext()));
        }
        System.exit(0);
    }

    /** The filter, which says how long its start took. */
    private static final class Timed implements Filter {

        private final Path policy;
        private final Path home;
        private Filter filter;

        Timed(Path policy, Path home) {
            this.policy = policy;
            this.home = home;
        }

        @Override
        public void init(FilterConfig config) throws ServletException {
            long start = System.nanoTime();
            filter = ConsentFilter.builder()
                    .set("consent.policy", policy.toString())
                    .set("consent.home", home.toString())
                    .build();
            filter.init(config);
            System.out.println((System.nanoTime() - start) / 1e6);
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            filter.doFilter(request, response, chain);
        }
    }
}
