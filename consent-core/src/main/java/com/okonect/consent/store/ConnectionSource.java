package com.okonect.consent.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from. Safe for use by several threads. */
interface ConnectionSource extends AutoCloseable {

    /** Opens a connection, in auto-commit mode. */
    Connection open() throws SQLException;

    /** Whether connections are cheap to get and have to be given back at once, as those of a pool. */
    boolean isPooled();

    /** Whether no other process can have the database open to write while this one has. */
    default boolean isOfOneProcess() {
        return false;
    }

    /** What the source is, for messages; without a password. */
    @Override
    String toString();

    @Override
    void close();
}
