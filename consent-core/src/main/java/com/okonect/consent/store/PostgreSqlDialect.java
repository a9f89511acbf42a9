package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 14 and later, and what stands before several of them and says that it is one.
 *
 * @param makesArrays whether the driver makes arrays; one that routes rows to several servers does not
 */
record PostgreSqlDialect(boolean makesArrays) implements Dialect {

    private static final System.Logger LOG = System.getLogger(PostgreSqlDialect.class.getName());
    private static final String UNIQUE_VIOLATION = "23505";

    /** Finds out what the driver can do. */
    static PostgreSqlDialect of(Connection connection) throws SQLException {
        try {
            connection.createArrayOf("text", new String[0]).free();
            return new PostgreSqlDialect(true);
        } catch (SQLFeatureNotSupportedException e) {
            return new PostgreSqlDialect(false);
        }
    }

    @Override
    public String ddl(String schema) {
        return schema.replace("{uuid}", "uuid")
                .replace("{text}", "text")
                .replace("{table}", "")
                .replace("{if not there}", "if not exists");
    }

    @Override
    public Object uuid(UUID id) {
        return id;
    }

    @Override
    public String lock() {
        return " for update";
    }

    @Override
    public void insert(Session session, String table, String columns, List<@Nullable Object[]> rows)
            throws SQLException {
        if (makesArrays) {
            Sql insertion = insertion(session, table, columns, rows);
            session.update(insertion.text(), insertion.values());
        } else {
            Dialect.super.insert(session, table, columns, rows);
        }
    }

    @Override
    public int insert(Session session, String table, String columns, List<@Nullable Object[]> rows, Sql then)
            throws SQLException {
        return makesArrays
                ? session.updateBoth(insertion(session, table, columns, rows), then)
                : Dialect.super.insert(session, table, columns, rows, then);
    }

    /** As a column an array, so that the statement is the same for any number of rows, and known to the server. */
    private static Sql insertion(Session session, String table, String columns, List<@Nullable Object[]> rows)
            throws SQLException {
        int width = rows.get(0).length;
        StringBuilder casts = new StringBuilder();
        @Nullable Object[] arrays = new @Nullable Object[width];
        for (int column = 0; column < width; column++) {
            @Nullable Object[] values = new @Nullable Object[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.get(row)[column];
            }
            String type = type(values[0]);
            arrays[column] = session.connection().createArrayOf(type, ofType(type, values));
            casts.append(column == 0 ? "?::" : ", ?::").append(type).append("[]");
        }
        return new Sql("insert into " + table + " (" + columns + ") select * from unnest(" + casts + ")", arrays);
    }

    /** The driver sends arrays of these types as they are, and spells out every other. */
    private static @Nullable Object[] ofType(String type, @Nullable Object[] values) {
        return switch (type) {
            case "text" -> Arrays.copyOf(values, values.length, String[].class);
            case "int8" -> Arrays.copyOf(values, values.length, Long[].class);
            case "int4" -> Arrays.copyOf(values, values.length, Integer[].class);
            default -> values;
        };
    }

    /** Null stands where else there is a text. */
    private static String type(@Nullable Object value) {
        if (value instanceof UUID) {
            return "uuid";
        } else if (value instanceof Long) {
            return "int8";
        }
        return value instanceof Integer ? "int4" : "text";
    }

    @Override
    public boolean isDuplicate(SQLException e) {
        return UNIQUE_VIOLATION.equals(e.getSQLState());
    }

    @Override
    public void prepareForWriting(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        if (!setting(connection, "server_encoding").equals("UTF8")) {
            throw new StoreException(
                    "the PostgreSQL database has the encoding " + setting(connection, "server_encoding")
                            + "; notices need UTF8",
                    null);
        }
        if (Dialect.ask(connection, "select pg_is_in_recovery()").orElse("").equals("t")) {
            throw new StoreException(
                    "the PostgreSQL server is a standby; with several hosts in the URL add targetServerType=primary",
                    null);
        }
        String commit = setting(connection, "synchronous_commit");
        if (setting(connection, "fsync").equals("off") || commit.equals("off")) {
            throw new StoreException(
                    "PostgreSQL runs with fsync=" + setting(connection, "fsync") + " and synchronous_commit=" + commit
                            + "; with either of them off it loses what was acknowledged",
                    null);
        }
        if (commit.equals("local")
                && !setting(connection, "synchronous_standby_names").isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "PostgreSQL has synchronous standbys and synchronous_commit=local: what was acknowledged may be"
                            + " lost when a standby takes over");
        }
    }

    @Override
    public void beginSnapshot(Connection connection) throws SQLException {
        Dialect.beginRepeatableRead(connection);
    }

    private static String setting(Connection connection, String name) throws SQLException {
        return Dialect.ask(connection, "select current_setting('" + name + "')").orElse("");
    }
}
