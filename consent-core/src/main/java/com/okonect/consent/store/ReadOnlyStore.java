package com.okonect.consent.store;

import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.Revocation;
import com.okonect.consent.RightsRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A store that others write. It makes no tables, takes no lock and starts no thread. */
final class ReadOnlyStore implements ConsentStore {

    private final Database database;
    private final Clock clock;

    ReadOnlyStore(ConnectionSource source, Clock clock) {
        this.database = new Database(source);
        this.clock = clock;
    }

    @Override
    public Optional<ConsentRecord> find(UUID recordId) {
        return database.read(session -> new RecordTable(session).find(recordId));
    }

    @Override
    public List<ConsentRecord> history(String consentId) {
        return database.read(session -> new RecordTable(session).chain(consentId));
    }

    @Override
    public Optional<String> notice(String hash) {
        return database.read(session -> new NoticeTable(session).find(hash));
    }

    @Override
    public Optional<SortedSet<String>> declaration(String fingerprint) {
        return database.read(session -> new NoticeTable(session).declaration(fingerprint));
    }

    @Override
    public List<ChoiceCount> count(LocalDate since) {
        return database.read(session -> new CountTable(session).since(since));
    }

    @Override
    public List<Revocation> revocations(Instant since) {
        return database.read(session -> new RevocationTable(session).since(since, clock.instant()));
    }

    @Override
    public List<String> attached(String account) {
        return database.read(session -> session.list(
                "select consent_id from consent_account where account = ?", row -> row.getString(1), account));
    }

    @Override
    public List<RightsRequest> requests() {
        return database.read(session -> new RequestTable(session).all());
    }

    @Override
    public long recordCount() {
        return database.read(CheckpointTable::recordCount);
    }

    @Override
    public void inspect(Inspection inspection) {
        database.inspect(inspection);
    }

    @Override
    public CompletableFuture<ConsentRecord> append(RecordDraft draft) {
        return CompletableFuture.failedFuture(readOnly());
    }

    @Override
    public void countRefusal(LocalDate day, String notice) {
        throw readOnly();
    }

    @Override
    public int erase(String consentId) {
        throw readOnly();
    }

    @Override
    public void hold(String consentId) {
        throw readOnly();
    }

    @Override
    public void release(String consentId) {
        throw readOnly();
    }

    @Override
    public int purge(Instant endedBefore) {
        throw readOnly();
    }

    @Override
    public void purgeAfter(Period retention) {
        throw readOnly();
    }

    @Override
    public void subscribe(ConsentListener listener) {
        throw readOnly();
    }

    @Override
    public void attach(String account, String consentId) {
        throw readOnly();
    }

    @Override
    public int detach(String account) {
        throw readOnly();
    }

    @Override
    public void log(RightsRequest request) {
        throw readOnly();
    }

    @Override
    public void close() {
        database.close();
    }

    private StoreException readOnly() {
        return new StoreException("the store was opened to be read, and nothing else: " + database, null);
    }
}
