package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the JDBC driver of a database. {@link DriverManager} shows an application only the drivers that its own class
 * loader sees and that have registered, which in a web application may be none; so the driver's class comes first.
 */
@SuppressWarnings("ImmutableEnumChecker") // the maps are those of Map.of
enum Drivers {
    SQLITE("jdbc:sqlite:", "org.sqlite.JDBC", "org.xerial:sqlite-jdbc", Map.of()),
    // A server that has gone is noticed; the units are those of the drivers: seconds here, milliseconds below.
    POSTGRESQL(
            "jdbc:postgresql:",
            "org.postgresql.Driver",
            "org.postgresql:postgresql",
            Map.of(
                    "connectTimeout",
                    "2",
                    "socketTimeout",
                    "10",
                    "tcpKeepAlive",
                    "true",
                    "hostRecheckSeconds",
                    "1",
                    // Otherwise the messages of exceptions repeat the values.
                    "logServerErrorDetail",
                    "false")),
    MARIADB(
            "jdbc:mariadb:",
            "org.mariadb.jdbc.Driver",
            "org.mariadb.jdbc:mariadb-java-client",
            Map.of("connectTimeout", "2000", "socketTimeout", "10000", "tcpKeepAlive", "true"));

    /** The classes of drivers that registered themselves when they were loaded from here. */
    private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

    private static final AtomicInteger USERS = new AtomicInteger();

    private final String prefix;
    private final String driver;
    private final String artifact;
    private final Map<String, String> defaults;

    Drivers(String prefix, String driver, String artifact, Map<String, String> defaults) {
        this.prefix = prefix;
        this.driver = driver;
        this.artifact = artifact;
        this.defaults = defaults;
    }

    /**
     * Finds the driver for a URL.
     *
     * @throws StoreException if the database is not supported
     */
    static Drivers of(String url) {
        List<String> prefixes = new ArrayList<>();
        for (Drivers known : values()) {
            if (url.startsWith(known.prefix)) {
                return known;
            }
            prefixes.add(known.prefix);
        }
        throw new StoreException(
                "the database of " + withoutSecrets(url) + " is not supported; a URL starts with "
                        + String.join(", ", prefixes),
                null);
    }

    /**
     * Opens a connection. What the URL sets counts; what it leaves open is set to values that suit the store.
     *
     * @param settings the driver's own settings
     * @throws StoreException if the driver is not there; the message says what to add
     */
    Connection connect(String url, Properties settings) throws SQLException {
        Properties all = new Properties();
        for (Map.Entry<String, String> setting : defaults.entrySet()) {
            if (!url.contains(setting.getKey() + "=")) {
                all.setProperty(setting.getKey(), setting.getValue());
            }
        }
        all.putAll(settings);
        Connection connection = driver(url).connect(url, all);
        if (connection == null) {
            throw new StoreException("the JDBC driver " + driver + " does not take " + withoutSecrets(url), null);
        }
        return connection;
    }

    private Driver driver(String url) {
        Driver found = load(Drivers.class.getClassLoader());
        if (found == null) {
            found = load(Thread.currentThread().getContextClassLoader());
        }
        if (found == null) {
            found = registered(url);
        }
        if (found == null) {
            throw new StoreException(
                    "there is no JDBC driver for " + withoutSecrets(url) + "; add " + artifact + " to the application",
                    null);
        }
        return found;
    }

    private @Nullable Driver load(@Nullable ClassLoader loader) {
        try {
            boolean wasThere = isRegistered();
            Class<?> type = Class.forName(driver, true, loader);
            if (this == SQLITE) {
                SqliteLibrary.load(type);
            }
            Driver found = (Driver) type.getDeclaredConstructor().newInstance();
            if (!wasThere && Objects.equals(type.getClassLoader(), Drivers.class.getClassLoader()) && isRegistered()) {
                OURS.add(driver);
            }
            return found;
        } catch (ReflectiveOperationException | LinkageError | ClassCastException e) {
            return null;
        }
    }

    /** Counts a database that may use a driver; {@link #leave} has to follow. */
    static void enter() {
        USERS.incrementAndGet();
    }

    /**
     * After the last one, takes out of {@link DriverManager} what got into it only because it was loaded from here: the
     * manager outlives the application, whose classes its driver would keep in memory. Servers warn of it.
     */
    static void leave() {
        if (USERS.decrementAndGet() > 0) {
            return;
        }
        for (Driver registered : DriverManager.drivers().toList()) {
            if (OURS.remove(registered.getClass().getName())) {
                try {
                    DriverManager.deregisterDriver(registered);
                } catch (SQLException | SecurityException e) {
                    System.getLogger(Drivers.class.getName())
                            .log(System.Logger.Level.DEBUG, "a driver stays registered", e);
                }
            }
        }
    }

    private boolean isRegistered() {
        for (Driver registered : Collections.list(DriverManager.getDrivers())) {
            if (registered.getClass().getName().equals(driver)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Driver registered(String url) {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            return null;
        }
    }

    /** The part of a URL that says which database, without what may be secret. */
    static String withoutSecrets(String url) {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//");
    }
}
