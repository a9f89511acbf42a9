package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import com.okonect.consent.policy.Declaration;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. A subclass says which database. */
abstract class ConsentStoreContract {

    final SigningKeys keys = SigningKeys.random();
    final FakeClock clock = new FakeClock("2026-11-23T10:15:30Z");
    final Drafts drafts = new Drafts(keys, clock);
    ConsentStore store;

    /** Opens the store of this test: the same one again after it was closed. */
    abstract ConsentStore open() throws Exception;

    /** Runs a query that answers with one number. */
    abstract long ask(String sql) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aRecordComesBackAsItWasStored() throws Exception {
        RecordDraft draft = drafts.accept();

        ConsentRecord record = append(draft);

        assertThat(record).isEqualTo(draft.seal(1, null));
        assertThat(record.verifies(keys)).isTrue();
        assertThat(store.find(draft.recordId())).contains(record);
        assertThat(store.history(draft.consentId())).containsExactly(record);
    }

    @Test
    void recordsSurviveARestart() throws Exception {
        ConsentRecord record = append(drafts.accept());
        store.close();

        store = open();

        assertThat(store.find(record.recordId())).contains(record);
        assertThat(append(drafts.refuse(record.consentId())).previousHash()).isEqualTo(record.hash());
    }

    @Test
    void recordsOfOneVisitorFormAChainInTheOrderOfTheirArrival() throws Exception {
        RecordDraft first = drafts.accept();
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        futures.add(store.append(first));
        for (int i = 0; i < 50; i++) {
            futures.add(store.append(drafts.refuse(first.consentId())));
        }
        List<ConsentRecord> told = new ArrayList<>();
        for (CompletableFuture<ConsentRecord> future : futures) {
            told.add(future.get(30, TimeUnit.SECONDS));
        }

        List<ConsentRecord> chain = store.history(first.consentId());

        assertThat(chain).isEqualTo(told);
        for (int i = 0; i < chain.size(); i++) {
            assertThat(chain.get(i).sequence()).isEqualTo(i + 1);
            assertThat(chain.get(i).previousHash())
                    .isEqualTo(i == 0 ? null : chain.get(i - 1).hash());
            assertThat(chain.get(i).verifies(keys)).isTrue();
        }
    }

    @Test
    void manyCallersAtOnceAreEachStoredOnce() throws Exception {
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            futures.add(store.append(drafts.accept()));
        }
        Set<UUID> ids = new HashSet<>();
        for (CompletableFuture<ConsentRecord> future : futures) {
            ids.add(future.get(30, TimeUnit.SECONDS).recordId());
        }

        assertThat(ids).hasSize(2_000);
        assertThat(ask("select count(*) from consent_record")).isEqualTo(2_000);
    }

    @Test
    void aRecordThatIsSentAgainIsStoredOnce() throws Exception {
        UUID choiceId = UUID.randomUUID();
        ConsentRecord first = append(drafts.accept(choiceId, Drafts.newConsentId()));

        ConsentRecord again = append(drafts.accept(choiceId, Drafts.newConsentId()));

        assertThat(again).isEqualTo(first);
        assertThat(ask("select count(*) from consent_record")).isEqualTo(1);
    }

    @Test
    void aRecordThatIsSentTwiceAtOnceIsStoredOnce() throws Exception {
        UUID choiceId = UUID.randomUUID();
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(store.append(drafts.accept(choiceId, Drafts.newConsentId())));
            futures.add(store.append(drafts.accept()));
        }
        Set<ConsentRecord> told = new HashSet<>();
        for (int i = 0; i < 40; i += 2) {
            told.add(futures.get(i).get(30, TimeUnit.SECONDS));
        }

        assertThat(told).hasSize(1);
        assertThat(futures.get(39).get(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(ask("select count(*) from consent_record")).isEqualTo(21);
    }

    @Test
    void theNoticeIsStoredOnceByteForByte() throws Exception {
        append(drafts.accept());
        append(drafts.accept());

        String json = store.notice(Drafts.NOTICE.hash()).orElseThrow();

        assertThat(json.getBytes(StandardCharsets.UTF_8)).isEqualTo(Drafts.NOTICE.json());
        assertThat(store.notice("0".repeat(64))).isEmpty();
        assertThat(ask("select count(*) from consent_notice")).isEqualTo(1);
    }

    @Test
    void aDeclarationIsFoundByItsFingerprint() throws Exception {
        append(drafts.accept());

        for (Declaration declaration : Drafts.NOTICE.declarations()) {
            assertThat(store.declaration(declaration.fingerprint())).contains(declaration.elements());
        }
        assertThat(store.declaration("AAAAAAAA")).isEmpty();
    }

    @Test
    void whatIsNotHeldIsEmpty() {
        assertThat(store.find(UUID.randomUUID())).isEmpty();
        assertThat(store.history("nobody")).isEmpty();
        assertThat(store.erase("nobody")).isZero();
    }

    @Test
    void erasingRemovesAChainAndLeavesATombstoneThatNamesNobody() throws Exception {
        ConsentRecord mine = append(drafts.accept());
        append(drafts.refuse(mine.consentId()));
        ConsentRecord another = append(drafts.accept());

        assertThat(store.erase(mine.consentId())).isEqualTo(2);

        assertThat(store.history(mine.consentId())).isEmpty();
        assertThat(store.find(mine.recordId())).isEmpty();
        assertThat(store.find(another.recordId())).contains(another);
        assertThat(ask("select records from consent_erasure")).isEqualTo(2);
        assertThat(ask("select last_sequence from consent_erasure")).isEqualTo(2);
    }

    @Test
    void aVisitorWhoWasErasedBeginsANewChain() throws Exception {
        ConsentRecord mine = append(drafts.accept());
        store.erase(mine.consentId());

        ConsentRecord next = append(drafts.refuse(mine.consentId()));

        assertThat(next.sequence()).isEqualTo(1);
        assertThat(next.previousHash()).isNull();
    }

    @Test
    void refusalsAreCountedByDayAndNotice() throws Exception {
        LocalDate day = LocalDate.of(2026, 11, 23);
        for (int i = 0; i < 5; i++) {
            store.countRefusal(day, "a".repeat(64));
        }
        store.countRefusal(day.plusDays(1), "a".repeat(64));
        store.close();
        store = open();
        store.countRefusal(day, "a".repeat(64));
        store.close();

        assertThat(ask("select refusals from consent_refusal_count where utc_day = '2026-11-23'"))
                .isEqualTo(6);
        assertThat(ask("select count(*) from consent_refusal_count")).isEqualTo(2);
    }

    @Test
    void aRecordThatTheDatabaseRefusesDoesNotHarmOthers() throws Exception {
        RecordDraft refused = refused();
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        CompletableFuture<ConsentRecord> bad = null;
        for (int i = 0; i < 100; i++) {
            if (i == 37) {
                bad = store.append(refused);
            }
            futures.add(store.append(drafts.accept()));
        }

        assertThat(bad)
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StoreException.class);
        for (CompletableFuture<ConsentRecord> future : futures) {
            assertThat(future.get(30, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(ask("select count(*) from consent_record")).isEqualTo(100);
    }

    /** A record that this database refuses. */
    RecordDraft refused() throws Exception {
        return drafts.tooLong();
    }

    @Test
    void closingStoresWhatWasAccepted() throws Exception {
        List<CompletableFuture<ConsentRecord>> futures = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            futures.add(store.append(drafts.accept()));
        }
        store.close();

        assertThat(futures).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
        assertThat(ask("select count(*) from consent_record")).isEqualTo(500);
    }

    @Test
    void aClosedStoreAcceptsNothing() {
        store.close();

        assertThat(store.append(drafts.accept()))
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StoreException.class);
    }

    ConsentRecord append(RecordDraft draft) throws Exception {
        return store.append(draft).get(30, TimeUnit.SECONDS);
    }
}
