package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class MariaDbStoreTest extends ConsentStoreContract {

    private final String url = MariaDbServer.shared().newDatabase();

    @Override
    ConsentStore open() {
        return JdbcConsentStore.of(url, "root", null, keys, clock);
    }

    @Override
    long ask(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "root", "")) {
            return Long.parseLong(Dialect.ask(connection, sql).orElseThrow());
        }
    }

    @Test
    void aServerThatWouldNotSyncIsRefused() throws Exception {
        store.close();
        try (Connection connection = DriverManager.getConnection(url, "root", "");
                Statement statement = connection.createStatement()) {
            statement.execute("set global innodb_flush_log_at_trx_commit = 2");
            try {
                assertThatThrownBy(this::open)
                        .isInstanceOf(StoreException.class)
                        .hasMessageContaining("innodb_flush_log_at_trx_commit=2");
            } finally {
                statement.execute("set global innodb_flush_log_at_trx_commit = 1");
            }
        }
    }
}
