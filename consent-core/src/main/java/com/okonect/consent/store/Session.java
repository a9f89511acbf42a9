package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A connection and the dialect that it speaks. Used by one thread at a time. */
final class Session implements AutoCloseable {

    /** How many rows of a long answer are fetched at once. */
    static final int ROWS_AT_A_TIME = 1_000;

    private static final Log LOG = Log.of(Session.class);

    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Session(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    Connection connection() {
        return connection;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a statement that changes rows, and returns how many. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        return prepare(sql, values).executeUpdate();
    }

    /**
     * Runs two statements in one exchange with the server, and returns how many rows the second changed. Only where the
     * driver takes several statements at once.
     */
    int updateBoth(Sql first, Sql second) throws SQLException {
        @Nullable Object[] values = Arrays.copyOf(first.values(), first.values().length + second.values().length);
        System.arraycopy(second.values(), 0, values, first.values().length, second.values().length);
        PreparedStatement both = prepare(first.text() + "; " + second.text(), values);
        both.execute();
        if (both.getMoreResults() || both.getUpdateCount() < 0) {
            throw new SQLException("the driver does not say what the second of two statements did");
        }
        return both.getUpdateCount();
    }

    <T> List<T> list(String sql, Row<T> reader, @Nullable Object... values) throws SQLException {
        List<T> read = new ArrayList<>();
        try (ResultSet row = prepare(sql, values).executeQuery()) {
            while (row.next()) {
                read.add(reader.read(row));
            }
        }
        return read;
    }

    /** Returns the first rows alone; the database knows that there are to be no more, and looks for no more. */
    <T> List<T> first(int rows, String sql, Row<T> reader, @Nullable Object... values) throws SQLException {
        return list(sql + " limit " + rows, reader, values);
    }

    /** Returns the only row, if there is one. */
    <T> Optional<T> find(String sql, Row<T> reader, @Nullable Object... values) throws SQLException {
        return list(sql, reader, values).stream().findFirst();
    }

    /** Prepares a statement, which stays prepared: there are few, and those of the writer are used all the time. */
    PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    /** Binds a text, a number, an id or a day. */
    void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value instanceof UUID id) {
            statement.setObject(index, dialect.uuid(id));
        } else if (value instanceof LocalDate day) {
            statement.setString(index, day.toString());
        } else {
            statement.setObject(index, value);
        }
    }

    /**
     * Limits how long the network keeps this session waiting. A time limit on statements would not do: PostgreSQL ends
     * it with a commit that did not wait for its standby.
     */
    void limitWaits(int millis) throws SQLException {
        if (!(dialect instanceof SqliteDialect)) {
            connection.setNetworkTimeout(Runnable::run, millis);
        }
    }

    /** Closes a connection on which something failed; a pool does not get it back either. */
    void discard() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException | Error e) {
            log(e);
        }
        close();
    }

    @Override
    public void close() {
        for (PreparedStatement statement : statements.values()) {
            close(statement);
        }
        // Also where a statement could not be closed: it may hold a lock.
        close(connection);
    }

    private static void close(AutoCloseable broken) {
        try {
            broken.close();
        } catch (Exception | Error e) {
            log(e);
        }
    }

    /** What is broken is gone, and that is all that was wanted. */
    private static void log(Throwable e) {
        LOG.say(System.Logger.Level.DEBUG, "closing a connection", e);
    }
}
