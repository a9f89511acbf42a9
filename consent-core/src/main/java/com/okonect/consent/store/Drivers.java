package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Finds the JDBC driver of a database. {@link DriverManager} shows an application only the drivers that its own class
 * loader sees and that have registered, which in a web application may be none; so the driver's class comes first.
 */
enum Drivers {
    SQLITE("jdbc:sqlite:", "org.sqlite.JDBC", "org.xerial:sqlite-jdbc");

    private final String prefix;
    private final String driver;
    private final String artifact;

    Drivers(String prefix, String driver, String artifact) {
        this.prefix = prefix;
        this.driver = driver;
        this.artifact = artifact;
    }

    /**
     * Opens a connection.
     *
     * @throws StoreException if there is no driver for this URL; the message says what to add
     */
    static Connection connect(String url, Properties settings) throws SQLException {
        for (Drivers known : values()) {
            if (url.startsWith(known.prefix)) {
                return known.driver(url).connect(url, settings);
            }
        }
        throw new StoreException("the database of " + withoutSecrets(url) + " is not supported", null);
    }

    private Driver driver(String url) {
        return load(Drivers.class.getClassLoader())
                .or(() -> load(Thread.currentThread().getContextClassLoader()))
                .or(() -> registered(url))
                .orElseThrow(() -> new StoreException(
                        "there is no JDBC driver for " + withoutSecrets(url) + "; add " + artifact
                                + " to the application",
                        null));
    }

    private Optional<Driver> load(ClassLoader loader) {
        try {
            Class<?> type = Class.forName(driver, true, loader);
            return Optional.of((Driver) type.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static Optional<Driver> registered(String url) {
        try {
            return Optional.of(DriverManager.getDriver(url));
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    /** The part of a URL that says which database, without what may be secret. */
    static String withoutSecrets(String url) {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//");
    }
}
