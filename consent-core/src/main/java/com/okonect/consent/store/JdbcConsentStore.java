package com.okonect.consent.store;

import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.Revocation;
import com.okonect.consent.RightsRequest;
import com.okonect.consent.SigningKeys;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Records in a database.
 *
 * <p>One thread writes, on one connection; concurrent records share a transaction. Under load another thread commits one
 * transaction while the next is written on a second connection, unless connections come from a pool, or the store is
 * embedded. Dependents of a future that {@link #append} returns run in one of these threads unless they name an executor,
 * so they must not block.
 */
public final class JdbcConsentStore implements ConsentStore {

    private static final System.Logger LOG = System.getLogger(JdbcConsentStore.class.getName());
    private static final int CAPACITY = 4_096;
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PATIENCE_IN_THE_BACKGROUND = Duration.ofMinutes(1);

    /** Who has the leases of a database of one process: what a dead one has left is held by the next at once. */
    private static final String ONLY_HOLDER = "the only process";

    private final Database database;
    private final GroupWriter writer;
    private final Events events;
    private final Purge purge;
    private final Clock clock;
    private final String holder;

    private JdbcConsentStore(ConnectionSource source, SigningKeys keys, Clock clock, int capacity, Duration drain) {
        this.database = new Database(source);
        this.clock = clock;
        this.holder = source.isOfOneProcess() ? ONLY_HOLDER : UUID.randomUUID().toString();
        this.events = new Events(database, holder, clock);
        this.purge = new Purge(
                this::writeInTheBackground, new DayCounts(database, this::writeInTheBackground, clock), holder, clock);
        WriteSession first = null;
        try {
            first = WriteSession.open(database, keys, events);
        } catch (SQLException e) {
            if (!mayAnswerLater(e)) {
                database.close();
                throw new StoreException("the store cannot be opened: " + source + ": " + e.getMessage(), e);
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the consent store does not record yet, and goes on trying: " + source,
                    e);
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
        this.writer = new GroupWriter(database, first, keys, events, clock, capacity, drain);
    }

    /**
     * Opens the embedded SQLite store of one process: a file {@code consent.db}, made where there is none, that syncs
     * every commit to the disk.
     *
     * @param folder where the file is kept, on a local disk; made where there is none
     * @param keys the site's keys, which sign the checkpoints over all records
     * @param clock what tells the time
     * @return the open store
     * @throws StoreException if it cannot be opened, or another process or application has it open
     */
    public static JdbcConsentStore embedded(Path folder, SigningKeys keys, Clock clock) {
        return new JdbcConsentStore(EmbeddedSource.in(folder), keys, clock, CAPACITY, DRAIN);
    }

    /**
     * Opens a store in the application's own database. Where this does not answer, or its disk is full, the store opens
     * all the same and goes on trying.
     *
     * @param source where connections come from, most often a pool: the store keeps one, and takes up to four more for
     *     as long as it reads. The store does not close it
     * @param keys the site's keys, the same on every node
     * @param clock what tells the time
     * @return the open store
     * @throws StoreException if the database is not supported, would not keep what was acknowledged, or refuses to make
     *     the tables
     */
    public static JdbcConsentStore of(DataSource source, SigningKeys keys, Clock clock) {
        return new JdbcConsentStore(new DataSourceSource(source), keys, clock, CAPACITY, DRAIN);
    }

    /**
     * Opens a store in a database server, as {@link #of(DataSource, SigningKeys, Clock)} does.
     *
     * @param url a JDBC URL of PostgreSQL or MariaDB, with several hosts where there are standbys
     * @param user null if the URL says it
     * @param password null if the URL says it or there is none
     * @param keys the site's keys, the same on every node
     * @param clock what tells the time
     * @return the open store
     * @throws StoreException if the database is not supported, knows no such user, would not keep what was
     *     acknowledged, or refuses to make the tables
     */
    public static JdbcConsentStore of(
            String url, @Nullable String user, @Nullable String password, SigningKeys keys, Clock clock) {
        return new JdbcConsentStore(new UrlSource(url, user, password), keys, clock, CAPACITY, DRAIN);
    }

    /**
     * Opens the embedded store of an application to read it, while the application has it open or not.
     *
     * @param folder where the file is kept
     * @param clock what tells the time
     * @return a store that fails with {@link StoreException} where it is to change anything
     * @throws StoreException if there is none
     */
    public static ConsentStore readOnly(Path folder, Clock clock) {
        return new ReadOnlyStore(EmbeddedSource.toRead(folder), clock);
    }

    /**
     * Opens a store in a database server to read it, while applications have it open or not.
     *
     * @param url a JDBC URL of PostgreSQL or MariaDB
     * @param user null if the URL says it
     * @param password null if the URL says it or there is none
     * @param clock what tells the time
     * @return a store that fails with {@link StoreException} where it is to change anything
     * @throws StoreException if the database is not supported
     */
    public static ConsentStore readOnly(String url, @Nullable String user, @Nullable String password, Clock clock) {
        return new ReadOnlyStore(new UrlSource(url, user, password), clock);
    }

    /** Opens a store on any source of connections, for tests. */
    static JdbcConsentStore of(ConnectionSource source, SigningKeys keys, Clock clock, int capacity, Duration drain) {
        return new JdbcConsentStore(source, keys, clock, capacity, drain);
    }

    /** Whether the start goes on without the database: it does not answer, or has no room. */
    private static boolean mayAnswerLater(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return !sql.getSQLState().matches("(28|3D|" + String.join("|", Dialect.REFUSALS) + ").*");
            }
        }
        return e instanceof SQLTransientException || e.getErrorCode() == SqliteDialect.FULL_DISK;
    }

    @Override
    public CompletableFuture<ConsentRecord> append(RecordDraft draft) {
        return writer.append(draft);
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
    public void countRefusal(LocalDate day, String notice) {
        writer.countRefusal(day, notice);
    }

    /**
     * {@inheritDoc}
     *
     * @throws StoreException if it takes longer than 2 seconds; the records may be erased later then
     */
    @Override
    public int erase(String consentId) {
        AtomicInteger erased = new AtomicInteger();
        return write(session -> {
            int now = new Removal(session).erase(consentId, clock.instant());
            // In a repetition, how many there were the first time.
            return erased.accumulateAndGet(now, Math::max);
        });
    }

    @Override
    public List<Revocation> revocations(Instant since) {
        return database.read(session -> new RevocationTable(session).since(since, clock.instant()));
    }

    @Override
    public void hold(String consentId) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        write(session -> {
            // Who purges it at this moment is waited for, and sees from now on that it is held.
            Set<String> unused = session.records().lock(new TreeSet<>(List.of(consentId)));
            boolean held = session.session()
                    .find("select 1 from consent_hold where consent_id = ?", row -> true, consentId)
                    .isPresent();
            return held
                    ? 0
                    : session.session()
                            .update("insert into consent_hold (consent_id, utc_day) values (?, ?)", consentId, today);
        });
    }

    @Override
    public void release(String consentId) {
        write(session -> session.session().update("delete from consent_hold where consent_id = ?", consentId));
    }

    @Override
    public int purge(Instant endedBefore) {
        return purge.run(endedBefore);
    }

    @Override
    public void purgeAfter(Period retention) {
        purge.start(retention);
    }

    Purge purge() {
        return purge;
    }

    @Override
    public void subscribe(ConsentListener listener) {
        events.subscribe(listener, this::writeInTheBackground);
    }

    @Override
    public void attach(String account, String consentId) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        write(session -> {
            boolean attached = session.session()
                    .find(
                            "select 1 from consent_account where account = ? and consent_id = ?",
                            row -> true,
                            account,
                            consentId)
                    .isPresent();
            return attached
                    ? 0
                    : session.session()
                            .update(
                                    "insert into consent_account (account, consent_id, utc_day) values (?, ?, ?)",
                                    account,
                                    consentId,
                                    today);
        });
    }

    @Override
    public List<String> attached(String account) {
        return database.read(session -> session.list(
                "select consent_id from consent_account where account = ?", row -> row.getString(1), account));
    }

    @Override
    public int detach(String account) {
        return write(session -> session.session().update("delete from consent_account where account = ?", account));
    }

    @Override
    public void log(RightsRequest request) {
        write(session -> {
            new RequestTable(session.session()).store(request);
            return 1;
        });
    }

    @Override
    public List<RightsRequest> requests() {
        return database.read(session -> new RequestTable(session).all());
    }

    private <T> T write(Task.Transaction<T> transaction) {
        return write(transaction, PATIENCE);
    }

    private <T> T writeInTheBackground(Task.Transaction<T> transaction) {
        return write(transaction, PATIENCE_IN_THE_BACKGROUND);
    }

    /** Runs a transaction in the writer's thread, and waits for it. */
    private <T> T write(Task.Transaction<T> transaction, Duration patience) {
        CompletableFuture<T> written = writer.submit(transaction);
        try {
            return written.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StoreException("the change could not be stored: " + e.getCause(), e);
        } catch (TimeoutException e) {
            written.cancel(false);
            throw new StoreException("the database does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            written.cancel(false);
            throw new StoreException("interrupted while waiting for the database", e);
        }
    }

    @Override
    public List<ChoiceCount> count(LocalDate since) {
        return database.read(session -> new CountTable(session).since(since));
    }

    @Override
    public long recordCount() {
        return database.read(CheckpointTable::recordCount);
    }

    @Override
    public void inspect(Inspection inspection) {
        database.inspect(inspection);
    }

    /**
     * Says whether the last attempt to record succeeded.
     *
     * @return false while the database does not answer, or its disk is full
     */
    public boolean isAvailable() {
        return writer.isAvailable();
    }

    /** Stores what was accepted, for 5 seconds at most where the database does not answer, and releases the database. */
    @Override
    public void close() {
        purge.close();
        try {
            events.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Done while the writer closes, if it can be.
        CompletableFuture<Integer> unused = writer.submit(session -> Lease.giveBack(session, holder));
        writer.close();
        database.close();
    }
}
