package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgreSqlStoreTest extends ConsentStoreContract {

    private final String url = PostgreSqlServer.shared().newSchema();

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
    void aServerThatWouldNotSyncIsRefused() {
        assertThatThrownBy(() -> JdbcConsentStore.of(
                        url + "&options=-c%20synchronous_commit=off", "postgres", null, keys, clock))
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
        execute("grant usage on schema " + schema() + " to clerk");
        execute("grant select, insert, update, delete on all tables in schema " + schema() + " to clerk");
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

    private String schema() {
        return url.substring(url.lastIndexOf('=') + 1);
    }
}
