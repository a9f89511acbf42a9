package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** MariaDB 10.7 and later, the first with a type for UUIDs. */
record MariaDbDialect() implements Dialect {

    private static final int DUPLICATE_KEY = 1062;

    @Override
    public String ddl(String schema) {
        return schema.replace("{uuid}", "uuid")
                .replace("{text}", "longtext")
                .replace("{if not there}", "if not exists")
                // Binary: ids and fingerprints differ by case.
                .replace("{table}", " engine=InnoDB default character set utf8mb4 collate utf8mb4_bin");
    }

    @Override
    public Object uuid(UUID id) {
        return id.toString();
    }

    @Override
    public String lock() {
        return " for update";
    }

    @Override
    public boolean isDuplicate(SQLException e) {
        return e.getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    public void prepareForWriting(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try (Statement statement = connection.createStatement()) {
            // Otherwise what is too long is cut and what is no number is 0, with a warning.
            statement.execute("set session sql_mode = concat(@@sql_mode, ',STRICT_ALL_TABLES')");
        }
        String flush = variable(connection, "innodb_flush_log_at_trx_commit");
        if (!flush.equals("1")) {
            throw new StoreException(
                    "MariaDB runs with innodb_flush_log_at_trx_commit=" + flush
                            + "; with anything but 1 it loses what was acknowledged",
                    null);
        }
        if (!variable(connection, "log_bin").equals("0")
                && variable(connection, "sync_binlog").equals("0")) {
            throw new StoreException(
                    "MariaDB runs with a binary log and sync_binlog=0; it loses what was acknowledged: set it to 1",
                    null);
        }
        if (!variable(connection, "read_only").equals("0")) {
            throw new StoreException("the MariaDB server is read-only", null);
        }
    }

    @Override
    public void beginSnapshot(Connection connection) throws SQLException {
        Dialect.beginRepeatableRead(connection);
    }

    private static String variable(Connection connection, String name) throws SQLException {
        return Dialect.ask(connection, "select @@global." + name).orElse("");
    }
}
