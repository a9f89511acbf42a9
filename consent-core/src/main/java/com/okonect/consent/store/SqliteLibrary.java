package com.okonect.consent.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
            } catch (ReflectiveOperationException | IOException | RuntimeException e) {
                System.getLogger(SqliteLibrary.class.getName())
                        .log(System.Logger.Level.DEBUG, "SQLite's driver unpacks its library by itself", e);
            }
        }
    }

    private static void unpackAndLoad(Class<?> driver) throws ReflectiveOperationException, IOException {
        Class<?> names = Class.forName("org.sqlite.util.LibraryLoaderUtil", true, driver.getClassLoader());
        String name = (String) names.getMethod("getNativeLibName").invoke(null);
        String place = (String) names.getMethod("getNativeLibResourcePath").invoke(null);
        try (InputStream packed = driver.getResourceAsStream(place + "/" + name)) {
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

    /** Leaves a folder that the application or another one has set as it is. */
    private static void load(Class<?> driver, Path folder) throws ReflectiveOperationException {
        Properties settings = System.getProperties();
        if (settings.putIfAbsent(FOLDER, folder.toString()) == null) {
            try {
                Class.forName("org.sqlite.SQLiteJDBCLoader", true, driver.getClassLoader())
                        .getMethod("initialize")
                        .invoke(null);
            } finally {
                settings.remove(FOLDER, folder.toString());
            }
        }
    }
}
