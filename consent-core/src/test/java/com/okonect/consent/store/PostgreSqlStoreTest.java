package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgreSqlStoreTest extends ConsentStoreContract {

    private final String url = PostgreSqlServer.shared().newDatabase();

    @Override
    ConsentStore open() {
        return JdbcConsentStore.of(url, "postgres", null, keys, clock);
    }

    @Override
    long ask(String sql) throws Exception {
        try (Connection connection = connect()) {
            return Long.parseLong(Dialect.ask(connection, sql).orElseThrow());
        }
    }

    @Test
    void aServerThatWouldNotSyncIsRefused() throws Exception {
        execute("alter database " + database() + " set synchronous_commit = off");
        store.close();

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("synchronous_commit=off");
    }

    @Test
    void anUnknownUserIsRefusedAtTheStart() {
        assertThatThrownBy(() -> JdbcConsentStore.of(url, "nobody", "wrong", keys, clock))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void aUserWithoutTheRightToMakeTablesCanRecord() throws Exception {
        append(drafts.accept());
        execute("drop role if exists clerk");
        execute("create role clerk login");
        execute("grant select, insert, update, delete on all tables in schema public to clerk");
        store.close();

        store = JdbcConsentStore.of(url, "clerk", null, keys, clock);

        append(drafts.accept());
        execute("drop owned by clerk");
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection(url, "postgres", null);
    }

    private String database() {
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
