package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.SigningKeys;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application leaves behind in its server. */
class DriversTest {

    @TempDir
    Path folder;

    @Test
    void aStoppedApplicationLeavesNoDriverBehind() throws Exception {
        URL[] classes = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .map(DriversTest::url)
                .toArray(URL[]::new);
        // As in a server: the driver manager is older than the application, whose class loader is its own.
        List<Driver> unused = DriverManager.drivers().toList();
        try (URLClassLoader application = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            Callable<?> start = (Callable<?>) application
                    .loadClass(Application.class.getName())
                    .getConstructor(Path.class)
                    .newInstance(folder);

            assertThat(start.call()).isEqualTo("one driver while it runs, 0 after it");
        }
    }

    private static URL url(String part) {
        try {
            return Path.of(part).toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Runs in a class loader of its own. */
    public static final class Application implements Callable<String> {

        private final Path folder;

        public Application(Path folder) {
            this.folder = folder;
        }

        @Override
        public String call() {
            JdbcConsentStore store = JdbcConsentStore.embedded(folder, SigningKeys.random(), Clock.systemUTC());
            boolean one = ownDrivers() == 1;
            store.close();
            return (one ? "one driver" : "not one driver") + " while it runs, " + ownDrivers() + " after it";
        }

        private static long ownDrivers() {
            return DriverManager.drivers()
                    .filter(driver -> Application.class
                            .getClassLoader()
                            .equals(driver.getClass().getClassLoader()))
                    .filter(driver -> driver.getClass().getName().equals("org.sqlite.JDBC"))
                    .count();
        }
    }
}
