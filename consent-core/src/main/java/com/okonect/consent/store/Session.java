package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection and the dialect that it speaks. Used by one thread at a time. */
record Session(Connection connection, Dialect dialect) implements AutoCloseable {

    /** How many rows of a long answer are fetched at once. */
    static final int ROWS_AT_A_TIME = 1_000;

    /**
     * Limits how long the network keeps this session waiting. A time limit on statements would not do: PostgreSQL ends
     * it with a commit that did not wait for its standby.
     */
    void limitWaits(int millis) throws SQLException {
        if (!(dialect instanceof SqliteDialect)) {
            connection.setNetworkTimeout(Runnable::run, millis);
        }
    }

    void discard() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            log(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log(e);
        }
    }

    /** What is broken is gone, and that is all that was wanted. */
    private static void log(SQLException e) {
        System.getLogger(Session.class.getName()).log(System.Logger.Level.DEBUG, "closing a connection", e);
    }
}
