package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.SigningKeys;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application's own pool. */
class DataSourceTest {

    private final SigningKeys keys = SigningKeys.random();
    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final Drafts drafts = new Drafts(keys, clock);
    private final HikariDataSource pool = pool(PostgreSqlServer.shared().newSchema());

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void recordsAreKeptThroughThePoolOfTheApplication() throws Exception {
        try (JdbcConsentStore store = JdbcConsentStore.of(pool, keys, clock)) {
            ConsentRecord record = store.append(drafts.accept()).get(30, TimeUnit.SECONDS);
            for (int i = 0; i < 20; i++) {
                assertThat(store.history(record.consentId())).containsExactly(record);
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
        }
    }

    @Test
    void closingTheStoreGivesItsConnectionsBackAndLeavesThePoolOpen() throws Exception {
        JdbcConsentStore store = JdbcConsentStore.of(pool, keys, clock);
        store.append(drafts.accept()).get(30, TimeUnit.SECONDS);

        store.close();

        assertThat(pool.isClosed()).isFalse();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    @Test
    void aDatabaseThatIsNotSupportedIsAClearError() {
        assertThatThrownBy(() -> JdbcConsentStore.of("jdbc:oracle:thin:@db", "scott", "tiger", keys, clock))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("jdbc:oracle:thin:@db")
                .hasMessageContaining("jdbc:postgresql:")
                .hasMessageNotContaining("tiger");
    }

    @Test
    void aSqliteUrlIsAClearError() {
        assertThatThrownBy(() -> JdbcConsentStore.of("jdbc:sqlite:consent.db", null, null, keys, clock))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("consent.home");
    }

    @Test
    void noPasswordIsInAMessage() {
        assertThat(Drivers.withoutSecrets("jdbc:postgresql://user:secret@db:5432/consent?password=secret&ssl=true"))
                .isEqualTo("jdbc:postgresql://db:5432/consent");
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        config.setMaximumPoolSize(3);
        return new HikariDataSource(config);
    }
}
