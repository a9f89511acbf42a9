package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is done to the database behind the store's back is found. */
class VerificationTest {

    private static final String OLD_KEY = "old:" + "A".repeat(43) + "=";
    private static final String NEW_KEY = "new:" + "B".repeat(42) + "A=";

    @TempDir
    Path folder;

    private final SigningKeys keys = SigningKeys.parse(OLD_KEY);
    private final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    private final Drafts drafts = new Drafts(keys, clock);
    private final List<ConsentRecord> chain = new ArrayList<>();
    private JdbcConsentStore store;

    @BeforeEach
    void storeAChainOfThreeAmongOthers() throws Exception {
        store = JdbcConsentStore.embedded(folder, keys, clock);
        for (int i = 0; i < 10; i++) {
            append(drafts.accept());
        }
        ConsentRecord first = append(drafts.accept());
        chain.add(first);
        clock.advance(Duration.ofDays(1));
        chain.add(append(drafts.refuse(first.consentId())));
        chain.add(append(drafts.acceptAgain(UUID.randomUUID(), first.consentId())));
        for (int i = 0; i < 10; i++) {
            append(drafts.accept());
        }
        assertThat(Verification.of(store, keys).faults()).isEmpty();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | 0 | 0 records of 0 visitors, 0 notices",
                "1 | 1 | 1 | 1 record of 1 visitor, 1 notice",
                "12345 | 2 | 3 | 12,345 records of 2 visitors, 3 notices"
            })
    void whatWasCheckedIsSaidInWords(long records, long chains, long notices, String said) {
        assertThat(new Verification(records, chains, notices, List.of()).summary())
                .isEqualTo(said);
    }

    @Test
    void anUntouchedStoreIsWhole() {
        Verification found = Verification.of(store, keys);

        assertThat(found.isWhole()).isTrue();
        assertThat(found.records()).isEqualTo(23);
        assertThat(found.chains()).isEqualTo(21);
        assertThat(found.notices()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "event, 'select'",
        "recorded_at, 1",
        "valid_until, 99999999999",
        "decisions, 'marketing:0'",
        "notice, 'ff'",
        "method, 'code'",
        "language, 'fr'",
        "gpc, 1",
        "site, 'other.example'",
        "previous_hash, 'ff'",
        "key_id, 'other'",
        "mac, 'ff'",
        "sequence, 7",
        "consent_id, 'AAAAAAAAAAAAAAAAAAAAAA'"
    })
    void everyChangedColumnOfARecordIsFoundAndNamesTheRecord(String column, String value) throws Exception {
        ConsentRecord changed = chain.get(1);
        execute("update consent_record set " + column + " = '" + value + "' where record_id = '" + changed.recordId()
                + "'");

        assertThat(Verification.of(store, keys).faults())
                .extracting(Verification.Fault::recordId)
                .contains(changed.recordId());
    }

    @Test
    void aRowThatIsNoRecordIsFoundAndNamed() throws Exception {
        execute("update consent_record set event = 'telepathy' where record_id = '"
                + chain.get(1).recordId() + "'");

        assertThat(Verification.of(store, keys).faults().get(0).what())
                .contains(chain.get(1).recordId().toString());
    }

    @Test
    void aMissingRecordInTheMiddleOfAChainIsFoundByTheNextOne() throws Exception {
        delete(chain.get(1));

        Verification.Fault first = Verification.of(store, keys).faults().get(0);

        assertThat(first.recordId()).isEqualTo(chain.get(2).recordId());
        assertThat(first.what()).contains("missing");
    }

    @Test
    void aMissingTailOfAChainIsFoundByItsDay() throws Exception {
        delete(chain.get(2));

        assertThat(Verification.of(store, keys).faults())
                .extracting(Verification.Fault::what)
                .containsExactly(
                        "the records of 2026-11-24 are not those that were stored: 12 records were, 11 whole ones are there");
    }

    @Test
    void aMissingChainIsFoundByItsDays() throws Exception {
        chain.forEach(this::delete);

        assertThat(Verification.of(store, keys).faults())
                .extracting(Verification.Fault::what)
                .containsExactly(
                        "the records of 2026-11-23 are not those that were stored: 11 records were, 10 whole ones are there",
                        "the records of 2026-11-24 are not those that were stored: 12 records were, 10 whole ones are there");
    }

    @Test
    void aRecordThatIsPutBackAfterItsErasureIsFound() throws Exception {
        execute("create table kept as select * from consent_record where consent_id = '"
                + chain.get(0).consentId() + "'");
        store.erase(chain.get(0).consentId());
        execute("insert into consent_record select * from kept");

        assertThat(Verification.of(store, keys).isWhole()).isFalse();
    }

    @Test
    void aCheckpointThatFitsWhatWasLeftIsForged() throws Exception {
        delete(chain.get(2));
        execute("update consent_checkpoint set records = records - 1 where utc_day = '2026-11-24'");

        assertThat(Verification.of(store, keys).faults().get(0).what())
                .contains("checkpoint of 2026-11-24", "was changed");
    }

    @Test
    void aMissingCheckpointIsFound() throws Exception {
        execute("delete from consent_checkpoint where utc_day = '2026-11-24'");

        assertThat(Verification.of(store, keys).faults().get(0).what()).contains("2026-11-24");
    }

    @Test
    void aChangedNoticeIsFound() throws Exception {
        execute("update consent_notice set json = replace(json, 'OKONECT', 'SOMEONE')");

        assertThat(Verification.of(store, keys).faults().get(0).what())
                .isEqualTo("the notice " + Drafts.NOTICE.hash() + " was changed");
    }

    @Test
    void aMissingNoticeIsFound() throws Exception {
        execute("delete from consent_notice");

        assertThat(Verification.of(store, keys).faults().get(0).what()).contains(Drafts.NOTICE.hash(), "missing");
    }

    @Test
    void anErasedChainIsNotMissed() {
        store.erase(chain.get(0).consentId());

        Verification found = Verification.of(store, keys);

        assertThat(found.faults()).isEmpty();
        assertThat(found.records()).isEqualTo(20);
    }

    @Test
    void keysCanBeReplacedByNewerOnes() throws Exception {
        SigningKeys both = SigningKeys.parse(NEW_KEY + "\n" + OLD_KEY);
        store.close();
        store = JdbcConsentStore.embedded(folder, both, clock);
        Drafts newer = new Drafts(both, clock);
        append(newer.accept());
        append(newer.refuse(chain.get(0).consentId()));
        store.erase(chain.get(0).consentId());

        assertThat(Verification.of(store, both).faults()).isEmpty();
        assertThat(Verification.of(store, SigningKeys.parse(NEW_KEY)).isWhole()).isFalse();
    }

    @Test
    void theCommandVerifiesAStoreThatIsInUse() throws Exception {
        Files.writeString(folder.resolve("keys"), OLD_KEY);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(command(out)).isZero();
        assertThat(out).hasToString("whole: 23 records of 21 visitors, 1 notice" + System.lineSeparator());

        delete(chain.get(1));
        out.reset();

        assertThat(command(out)).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("FAULT: the record " + chain.get(2).recordId())
                .contains("NOT whole: 22 records of 21 visitors");
    }

    @Test
    void theCommandSaysWhatItNeeds() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(new VerifyCommand(name -> null, Map.of(), new PrintStream(out)).run())
                .isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("consent.keys");
    }

    private int command(ByteArrayOutputStream out) {
        return new VerifyCommand(name -> null, Map.of("CONSENT_HOME", folder.toString()), new PrintStream(out)).run();
    }

    private void delete(ConsentRecord record) {
        try {
            execute("delete from consent_record where record_id = '" + record.recordId() + "'");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does to the database what the store would not do. */
    private void execute(String sql) throws Exception {
        store.close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("consent.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        store = JdbcConsentStore.embedded(folder, keys, clock);
    }

    private ConsentRecord append(RecordDraft draft) throws Exception {
        return store.append(draft).get(30, TimeUnit.SECONDS);
    }
}
