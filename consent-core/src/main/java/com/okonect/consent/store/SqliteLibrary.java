package com.okonect.consent.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * Loads SQLite's native library in place of the driver, which takes four times as long because it compares what it has
 * unpacked byte by byte. Wherever anything is in the way of this, the driver does it by itself.
 */
final class SqliteLibrary {

    /** The driver's own setting: a folder that holds the library unpacked. */
    private static final String FOLDER = "org.sqlite.lib.path";

    private static final String NAME = "org.sqlite.lib.name";
    private static final String UNPACK_IN = "org.sqlite.tmpdir";

    /** Where Linux has the GNU C library, by its architecture. */
    private static final Map<String, Path> GLIBC =
            Map.of("x86_64", Path.of("/lib64/ld-linux-x86-64.so.2"), "aarch64", Path.of("/lib/ld-linux-aarch64.so.1"));

    private static boolean tried;

    private SqliteLibrary() {}

    /**
     * Loads the library for a driver, once.
     *
     * @param driver a class of the driver
     */
    static synchronized void load(Class<?> driver) {
        boolean deletesWhatIsLoaded = File.separatorChar == '/';
        if (!tried && deletesWhatIsLoaded && System.getProperty(NAME) == null) {
            tried = true;
            try {
                unpackAndLoad(driver);
            } catch (ReflectiveOperationException | LinkageError | IOException | RuntimeException e) {
                System.getLogger(SqliteLibrary.class.getName())
                        .log(System.Logger.Level.DEBUG, "SQLite's driver unpacks its library by itself", e);
            }
        }
    }

    private static void unpackAndLoad(Class<?> driver) throws ReflectiveOperationException, IOException {
        String name = System.mapLibraryName("sqlitejdbc");
        try (InputStream packed = driver.getResourceAsStream(place(driver) + "/" + name)) {
            if (packed != null) {
                String parent = System.getProperty(UNPACK_IN, System.getProperty("java.io.tmpdir"));
                // Only its owner can change what is in it.
                Path folder = Files.createTempDirectory(Path.of(parent), "consent-sqlite-");
                try {
                    Files.copy(packed, folder.resolve(name));
                    load(driver, folder);
                } finally {
                    Files.deleteIfExists(folder.resolve(name));
                    Files.delete(folder);
                }
            }
        }
    }

    /** Returns the folder in the driver's jar. The driver starts a process to find it, which the commonest can do without. */
    private static String place(Class<?> driver) throws ReflectiveOperationException {
        String architecture = System.getProperty("os.arch").replace("amd64", "x86_64");
        Path glibc = GLIBC.get(architecture);
        Path musl = Path.of("/lib/ld-musl-" + architecture + ".so.1");
        if (glibc != null && Files.exists(glibc) && !Files.exists(musl)) {
            return "/org/sqlite/native/Linux/" + architecture;
        }
        return (String) Class.forName("org.sqlite.util.LibraryLoaderUtil", true, driver.getClassLoader())
                .getMethod("getNativeLibResourcePath")
                .invoke(null);
    }

    /** Leaves a folder that the application or another one has set as it is. */
    private static void load(Class<?> driver, Path folder) throws ReflectiveOperationException {
        Properties settings = System.getProperties();
        if (settings.putIfAbsent(FOLDER, folder.toString()) == null) {
            // Otherwise the driver looks through all temporary files for what it has left, and here it leaves nothing.
            boolean spared = settings.putIfAbsent(UNPACK_IN, folder.toString()) == null;
            try {
                Class.forName("org.sqlite.SQLiteJDBCLoader", true, driver.getClassLoader())
                        .getMethod("initialize")
                        .invoke(null);
            } finally {
                settings.remove(FOLDER, folder.toString());
                if (spared) {
                    settings.remove(UNPACK_IN, folder.toString());
                }
            }
        }
    }
}
