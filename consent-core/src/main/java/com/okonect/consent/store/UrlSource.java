package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A database server that is reached by a JDBC URL. */
final class UrlSource implements ConnectionSource {

    private final String url;
    private final Drivers driver;
    private final Properties credentials = new Properties();

    /** @throws StoreException if the database is not supported */
    UrlSource(String url, @Nullable String user, @Nullable String password) {
        this.url = url;
        this.driver = Drivers.of(url);
        if (driver == Drivers.SQLITE) {
            throw new StoreException(
                    "a SQLite file is not opened by its URL, but as the embedded store, by its folder: consent.home",
                    null);
        }
        if (user != null) {
            credentials.setProperty("user", user);
        }
        if (password != null) {
            credentials.setProperty("password", password);
        }
    }

    @Override
    public Connection open() throws SQLException {
        return driver.connect(url, credentials);
    }

    @Override
    public boolean isPooled() {
        return false;
    }

    @Override
    public String toString() {
        return Drivers.withoutSecrets(url);
    }

    @Override
    public void close() {
        // every connection is closed by whom it was opened for
    }
}
