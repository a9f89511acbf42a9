package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;

/** SQLite: one file, one process, one writer. */
record SqliteDialect() implements Dialect {

    // Result codes, https://www.sqlite.org/rescode.html; the driver gives no SQLState.
    private static final int ERROR = 1;
    static final int FULL_DISK = 13;
    private static final int TOO_BIG = 18;
    private static final int CONSTRAINT = 19;
    private static final int MISMATCH = 20;
    private static final int RANGE = 25;

    private static final String FULL = "2";

    @Override
    public boolean takesSeveralWriters() {
        return false;
    }

    @Override
    public String ddl(String schema) {
        return schema.replace("{uuid}", "text")
                .replace("{text}", "text")
                .replace("{table}", "")
                // Not known here, nor needed: a file of the schema is one transaction.
                .replace("{if not there}", "");
    }

    @Override
    public Object uuid(UUID id) {
        return id.toString();
    }

    @Override
    public String lock() {
        return ""; // a writing transaction has the file to itself
    }

    @Override
    public boolean isDuplicate(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return e.getErrorCode() == CONSTRAINT
                && (message.contains("SQLITE_CONSTRAINT_UNIQUE") || message.contains("SQLITE_CONSTRAINT_PRIMARYKEY"));
    }

    @Override
    public boolean isRefused(SQLException e) {
        return switch (e.getErrorCode()) {
            case ERROR, TOO_BIG, CONSTRAINT, MISMATCH, RANGE -> !isDuplicate(e);
            default -> false;
        };
    }

    @Override
    public void prepareForWriting(Connection connection) throws SQLException {
        String journal =
                Dialect.ask(connection, "pragma journal_mode").orElse("").toLowerCase(Locale.ROOT);
        String synchronous = Dialect.ask(connection, "pragma synchronous").orElse("");
        if (!journal.equals("wal") || !synchronous.equals(FULL)) {
            throw new StoreException(
                    "SQLite runs with journal_mode=" + journal + " and synchronous=" + synchronous
                            + "; only journal_mode=wal and synchronous=2 (FULL) keep what was acknowledged",
                    null);
        }
    }

    /** Not by the driver's transactions, which lock the file. */
    @Override
    public void beginSnapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("begin");
        }
    }
}
