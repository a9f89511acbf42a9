package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/** What one database does in its own way. All else is SQL that every supported one understands. */
sealed interface Dialect permits SqliteDialect {

    /** Finds the dialect of the database at the other end. */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "SQLite" -> new SqliteDialect();
            default -> throw new StoreException("the database is " + product + "; supported is SQLite", null);
        };
    }

    /** Fills in a schema's placeholders. */
    String ddl(String schema);

    /** What a record id is bound as. */
    Object uuid(UUID id);

    /** The end of a SELECT whose rows nobody else may change before the transaction ends. */
    String lock();

    /** Whether a row of this key is there already. */
    boolean isDuplicate(SQLException e);

    /** Whether the database refuses what it was asked, so that asking again cannot help. */
    boolean isRefused(SQLException e);

    /**
     * Checks that what this connection commits is durable.
     *
     * @throws StoreException if it is not
     */
    void check(Connection connection) throws SQLException;

    /** Runs a statement that answers with one value. */
    static Optional<String> ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }
}
