package com.okonect.consent.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server for tests, one for all of them, that syncs as in production. */
public final class PostgreSqlServer {

    private static @Nullable PostgreSqlServer shared;

    private final EmbeddedPostgres server;
    private final AtomicInteger schemas = new AtomicInteger();

    private PostgreSqlServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Starts it when it is asked for first; it ends with the process. */
    static synchronized PostgreSqlServer shared() {
        if (shared == null) {
            try {
                shared = new PostgreSqlServer(EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /**
     * Makes an empty schema, which costs less than a database, and returns its URL; its user is {@code postgres}, without
     * a password.
     */
    String newSchema() {
        String name = "test" + schemas.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url(), "postgres", null);
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url() + "?currentSchema=" + name;
    }

    /** The folder with the server's programs. */
    Path binaries() {
        try (Connection connection = DriverManager.getConnection(url(), "postgres", null)) {
            return Path.of(Dialect.ask(connection, "select setting from pg_config where name = 'BINDIR'")
                    .orElseThrow());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }
}
