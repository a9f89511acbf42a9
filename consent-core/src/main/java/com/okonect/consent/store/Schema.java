package com.okonect.consent.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Brings a database to the schema that this version of the library works with: plain SQL files, numbered, applied once
 * and in order, each with its number in one transaction. A migration library would be a dependency of every user for a
 * handful of tables.
 */
final class Schema {

    /** The number of the newest file. */
    static final int VERSION = 3;

    private Schema() {}

    /**
     * Applies what is missing. Of several nodes that start at once, one does and the others wait. Where nothing is
     * missing nothing is asked for but to read, so that the store's user needs no right to make tables.
     *
     * @throws StoreException if the database was written by a newer version
     */
    static void migrate(Session session) throws SQLException {
        int version = version(session);
        if (version < VERSION) {
            apply(session);
        } else if (version > VERSION) {
            throw new StoreException(
                    "the database has version " + version + " of the schema; this library knows up to " + VERSION,
                    null);
        }
    }

    /** Returns 0 where there is no schema. */
    private static int version(Session session) throws SQLException {
        try {
            return Dialect.ask(session.connection(), "select version from consent_schema")
                    .map(Integer::parseInt)
                    .orElse(0);
        } catch (SQLException e) {
            if (session.dialect().isRefused(e)) {
                return 0;
            }
            throw e;
        }
    }

    private static boolean isMade(Connection connection) {
        try {
            Dialect.ask(connection, "select version from consent_schema");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static void apply(Session session) throws SQLException {
        Connection connection = session.connection();
        try (Statement statement = connection.createStatement()) {
            try {
                statement.execute("create table if not exists consent_schema ("
                        + "id integer not null primary key, version integer not null)"
                        + session.dialect().ddl("{table}"));
            } catch (SQLException e) {
                // PostgreSQL says that it is there, for all that, where another node makes it at this moment.
                if (!isMade(connection)) {
                    throw e;
                }
            }
            try {
                statement.execute("insert into consent_schema (id, version) values (1, 0)");
            } catch (SQLException e) {
                if (!session.dialect().isDuplicate(e)) {
                    throw e;
                }
                // Another node was first, or it was there.
            }
            connection.setAutoCommit(false);
            // Keeps other nodes waiting until this transaction ends.
            statement.executeUpdate("update consent_schema set version = version where id = 1");
            for (int next = version(session) + 1; next <= VERSION; next++) {
                for (String sql : statements(session.dialect().ddl(file(next)))) {
                    statement.execute(sql);
                }
                statement.executeUpdate("update consent_schema set version = " + next + " where id = 1");
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    /** Reads the schema file of a version. */
    static String file(int version) {
        String name = "schema-" + version + ".sql";
        try (InputStream file = Schema.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException("the schema cannot be read: " + name, e);
        }
    }

    /** A statement ends with a semicolon at the end of a line; comments run from {@code --} to the end of the line. */
    private static List<String> statements(String sql) {
        StringBuilder code = new StringBuilder();
        for (String line : sql.lines().toList()) {
            int comment = line.indexOf("--");
            String kept = comment < 0 ? line : line.substring(0, comment);
            code.append(kept.stripTrailing()).append('\n');
        }
        List<String> statements = new ArrayList<>();
        for (String statement : code.toString().split(";\n", -1)) {
            if (!statement.isBlank()) {
                statements.add(statement.strip());
            }
        }
        return statements;
    }
}
