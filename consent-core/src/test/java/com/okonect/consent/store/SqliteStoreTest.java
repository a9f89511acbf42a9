package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends ConsentStoreContract {

    @TempDir
    Path folder;

    @Override
    ConsentStore open() {
        return JdbcConsentStore.embedded(folder.resolve("home"), keys, clock);
    }

    @Override
    long ask(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/consent.db"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** SQLite takes a text of any length for any column. */
    @Override
    RecordDraft refused() throws Exception {
        RecordDraft draft = drafts.accept();
        // The driver begins the next transaction, and with it the lock on the file, as soon as one is committed.
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/consent.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create trigger refuses before insert on consent_record when new.record_id = '"
                    + draft.recordId() + "' begin select raise(abort, 'refused'); end");
        }
        store = open();
        return draft;
    }

    @Test
    void aStoreOfTheFirstVersionIsBroughtUpToDate() throws Exception {
        ConsentRecord record = append(drafts.accept());
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/consent.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("drop table consent_day_count");
            statement.execute("drop index consent_record_recorded");
            statement.execute("alter table consent_repeat drop column holders");
            statement.execute("alter table consent_refusal_count drop column added");
            statement.execute(
                    "insert into consent_refusal_count (utc_day, notice, refusals) values ('2026-11-23', 'n', 5)");
            statement.execute(
                    "insert into consent_repeat (record_id, acknowledged) values ('" + record.recordId() + "', 1)");
            statement.execute("update consent_schema set version = 1");
        }

        store = open();

        assertThat(ask("select version from consent_schema")).isEqualTo(3);
        assertThat(ask("select acknowledged from consent_repeat where holders is null"))
                .isEqualTo(1);
        assertThat(ask("select count(*) from consent_day_count")).isZero();
        assertThat(ask("select count(*) from sqlite_master where name = 'consent_record_recorded'"))
                .isEqualTo(1);
        assertThat(store.find(record.recordId())).contains(record);
        store.countRefusal(LocalDate.parse("2026-11-23"), "n");
        store.close();
        store = open();
        assertThat(store.count(LocalDate.parse("2026-11-23")))
                .extracting(ChoiceCount::choices)
                .containsExactly(1L, 6L);
    }

    @Test
    void aSecondStoreOnTheSameFileIsAClearError() {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("consent.db")
                .hasMessageContaining("in use by another process or application")
                .hasMessageContaining("consent.home");
    }

    @Test
    void afterASecondOpeningWasRefusedHereOtherProcessesAreStillKeptOut() throws Exception {
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class);

        Process another = WritingProcess.start(folder.resolve("home"));

        try (BufferedReader output = another.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).contains("in use by another process or application");
        } finally {
            another.destroyForcibly();
        }
    }

    @Test
    void aSecondOpeningUnderAnotherNameOfTheFolderIsRefused() throws Exception {
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), folder.resolve("home"));

        assertThatThrownBy(() -> JdbcConsentStore.embedded(alias, keys, clock))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("in use by another process or application");
    }

    @Test
    void closingTwiceDoesNotOpenTheStoreOfTheNextOneToOthers() {
        store.close();
        EmbeddedSource first = EmbeddedSource.in(folder.resolve("home"));
        first.close();
        EmbeddedSource next = EmbeddedSource.in(folder.resolve("home"));
        first.close();

        assertThatThrownBy(() -> EmbeddedSource.in(folder.resolve("home"))).isInstanceOf(StoreException.class);

        next.close();
    }

    @Test
    void theFilesAreForTheirOwnerOnly() throws Exception {
        append(drafts.accept());

        for (String name : new String[] {"consent.db", "consent.db-wal", "consent.db-shm"}) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("home").resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aNetworkFileSystemIsRefused() {
        assertThatThrownBy(() -> EmbeddedSource.refuseNetwork(folder, "nfs4"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nfs4")
                .hasMessageContaining("consent.home");
        EmbeddedSource.refuseNetwork(folder, "ext4");
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() throws Exception {
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("home/consent.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update consent_schema set version = 99");
        }

        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("99");
    }

    @Test
    void aDatabaseThatWouldNotSyncIsRefused() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("other.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = normal");

            assertThatThrownBy(() -> new SqliteDialect().prepareForWriting(connection))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("synchronous=1");
        }
    }
}
