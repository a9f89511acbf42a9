package com.okonect.consent.example.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CLI;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A Chromium for one test class, found or brought: the one that {@code OKONECT_CHROMIUM} names; else one on the
 * {@code PATH}; else, for root on Debian, Debian's package; else Playwright's own. A browser that cannot be had fails
 * the test and says what to do.
 *
 * <p>To be used by the thread that opened it, as Playwright demands.
 */
public final class Browsers implements AutoCloseable {

    private static final String VARIABLE = "OKONECT_CHROMIUM";
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");
    private static final int INSTALLATION_MINUTES = 15;

    private final Playwright playwright;
    private final Browser browser;

    private Browsers(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /**
     * Launches a headless Chromium.
     *
     * @throws IllegalStateException if there is none and none can be brought
     */
    public static Browsers open() {
        Optional<Path> installed = find(System.getenv()::get).or(Browsers::installFromDebian);
        if (installed.isEmpty()) {
            installFromPlaywright();
        }
        // The browser is there by now: Playwright has nothing to fetch, least of all the other engines.
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        try {
            BrowserType.LaunchOptions options =
                    new BrowserType.LaunchOptions().setHeadless(true).setArgs(ARGUMENTS);
            installed.ifPresent(options::setExecutablePath);
            return new Browsers(playwright, playwright.chromium().launch(options));
        } catch (RuntimeException e) {
            playwright.close();
            throw new IllegalStateException(
                    "Cannot launch " + installed.map(Path::toString).orElse("Playwright's Chromium") + ". "
                            + whatToDo(),
                    e);
        }
    }

    /** Returns the browser; each test opens a context of its own in it. */
    public Browser browser() {
        return browser;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /**
     * Returns the Chromium that the environment names or has on its path.
     *
     * @throws IllegalStateException if the environment names one that cannot be run
     */
    static Optional<Path> find(UnaryOperator<String> environment) {
        String named = environment.apply(VARIABLE);
        if (named != null && !named.isBlank()) {
            Path executable = Path.of(named);
            if (!isExecutable(executable)) {
                throw new IllegalStateException(
                        VARIABLE + " names '" + named + "', which cannot be run. " + whatToDo());
            }
            return Optional.of(executable);
        }
        return NAMES.stream().flatMap(name -> onPath(name, environment)).findFirst();
    }

    private static Stream<Path> onPath(String name, UnaryOperator<String> environment) {
        String path = environment.apply("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Browsers::isExecutable);
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static Optional<Path> installFromDebian() {
        if (!isRootOnDebian()) {
            return Optional.empty();
        }
        run("apt-get update", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", "update");
        run(
                "apt-get install chromium",
                "apt-get",
                "-q",
                "-y",
                "-o",
                "DPkg::Lock::Timeout=300",
                "install",
                "--no-install-recommends",
                "chromium",
                "fonts-liberation");
        Optional<Path> installed = find(System.getenv()::get);
        if (installed.isEmpty()) {
            throw new IllegalStateException("Debian's chromium is installed, but not on the PATH. " + whatToDo());
        }
        return installed;
    }

    private static boolean isRootOnDebian() {
        Properties release = new Properties();
        try (InputStream file = Files.newInputStream(Path.of("/etc/os-release"))) {
            release.load(file);
        } catch (IOException e) {
            return false;
        }
        return "debian".equals(release.getProperty("ID")) && "root".equals(System.getProperty("user.name"));
    }

    private static void installFromPlaywright() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        run(
                "Playwright's download of Chromium",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                CLI.class.getName(),
                "install",
                "chromium");
    }

    private static void run(String what, String... command) {
        try {
            Path log = Files.createTempFile("install-chromium", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(INSTALLATION_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failed(what + " took more than " + INSTALLATION_MINUTES + " minutes", log);
            }
            if (process.exitValue() != 0) {
                throw failed(what + " ended with " + process.exitValue(), log);
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot run " + what + ". " + whatToDo(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a browser was being installed", e);
        }
    }

    private static IllegalStateException failed(String what, Path log) throws IOException {
        return new IllegalStateException(what + ". " + whatToDo() + "\n" + end(log));
    }

    private static String end(Path log) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private static String whatToDo() {
        return "The browser tests need Chromium: install the package chromium, or name an executable in " + VARIABLE
                + ".";
    }
}
