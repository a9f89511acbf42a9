package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The application's own source of connections, most often a pool. The application closes it. */
final class DataSourceSource implements ConnectionSource {

    private final DataSource source;

    DataSourceSource(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection open() throws SQLException {
        Connection connection = source.getConnection();
        if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
        return connection;
    }

    @Override
    public boolean isPooled() {
        return true;
    }

    @Override
    public String toString() {
        return "a DataSource of the application (" + source.getClass().getName() + ")";
    }

    @Override
    public void close() {
        // it is the application's
    }
}
