package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;

/** A connection and the dialect that it speaks. Used by one thread at a time. */
record Session(Connection connection, Dialect dialect) implements AutoCloseable {

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // What is broken is gone, and that is all that was wanted.
            System.getLogger(Session.class.getName()).log(System.Logger.Level.DEBUG, "closing a connection", e);
        }
    }
}
