package com.okonect.consent.store;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one database does in its own way. All else is SQL that every supported one understands. */
sealed interface Dialect permits SqliteDialect, PostgreSqlDialect, MariaDbDialect {

    /**
     * Classes of SQLState in which the database refuses the statement or its data (ISO/IEC 9075-2, table "SQLSTATE
     * class and subclass values"); in all others the same statement may succeed another time.
     */
    Set<String> REFUSALS = Set.of("0A", "21", "22", "23", "2F", "39", "42", "44", "54");

    /** The class of SQLState of a transaction that the database ended, such as by a deadlock. */
    String ROLLED_BACK = "40";

    /** The one SQLState of that class that does not say that the transaction was ended. */
    String COMPLETION_UNKNOWN = "40003";

    /**
     * Finds the dialect of the database at the other end.
     *
     * @throws StoreException if it is not supported
     */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "SQLite" -> new SqliteDialect();
            case "PostgreSQL" -> PostgreSqlDialect.of(connection);
            case "MariaDB" -> new MariaDbDialect();
            default ->
                throw new StoreException(
                        "the database is " + product + "; supported are PostgreSQL, MariaDB and SQLite", null);
        };
    }

    /** Whether several transactions can write at once. */
    default boolean takesSeveralWriters() {
        return true;
    }

    /** Fills in a schema's placeholders. */
    String ddl(String schema);

    /** What a record id is bound as. */
    Object uuid(UUID id);

    /** The end of a SELECT whose rows nobody else may change before the transaction ends. */
    String lock();

    /**
     * Inserts rows.
     *
     * @param columns their names, separated by commas
     * @param rows a value a column, of the same types in every row
     */
    default void insert(Session session, String table, String columns, List<@Nullable Object[]> rows)
            throws SQLException {
        String marks = "?" + ", ?".repeat(rows.get(0).length - 1);
        String sql = "insert into " + table + " (" + columns + ") values (" + marks + ")";
        PreparedStatement insert = session.prepare(sql);
        try {
            for (@Nullable Object[] row : rows) {
                session.prepare(sql, row).addBatch();
            }
            insert.executeBatch();
        } catch (BatchUpdateException e) {
            // Its own message repeats the values; the reason is what is needed.
            throw e.getNextException() != null ? e.getNextException() : e;
        } finally {
            insert.clearBatch();
        }
    }

    /**
     * Inserts rows and then runs another statement, in one exchange with the server where the driver can.
     *
     * @param columns their names, separated by commas
     * @param rows a value a column, of the same types in every row
     * @param then the other statement, which changes rows
     * @return how many rows the other statement changed
     */
    default int insert(Session session, String table, String columns, List<@Nullable Object[]> rows, Sql then)
            throws SQLException {
        insert(session, table, columns, rows);
        return session.update(then.text(), then.values());
    }

    /** Whether a row of this key is there already. */
    boolean isDuplicate(SQLException e);

    /** Whether another writer was in the way, so that asking again at once helps. */
    default boolean isConflict(SQLException e) {
        String state = e.getSQLState();
        return isDuplicate(e) || state != null && state.startsWith(ROLLED_BACK) && !state.equals(COMPLETION_UNKNOWN);
    }

    /** Whether the database refuses what it was asked, so that asking again cannot help. */
    default boolean isRefused(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.length() == 5 && REFUSALS.contains(state.substring(0, 2)) && !isDuplicate(e);
    }

    /**
     * Makes a connection, in auto-commit mode, ready for writing.
     *
     * @throws StoreException if what it commits would not be durable
     */
    void prepareForWriting(Connection connection) throws SQLException;

    /** Has all that a connection, in auto-commit mode, reads from now on be as it is at this moment. */
    void beginSnapshot(Connection connection) throws SQLException;

    /** As most do it. */
    static void beginRepeatableRead(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
    }

    /** Runs a statement that answers with one value. */
    static Optional<String> ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }
}
