package com.okonect.consent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.Drafts;
import com.okonect.consent.FakeClock;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.SigningKeys;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second connection, with which a writer of PostgreSQL commits in the background, and its thread. */
@Timeout(60)
class BackgroundCommitTest {

    private final SigningKeys keys = SigningKeys.random();
    private final FakeClock clock = new FakeClock("2026-11-27T10:15:30Z");
    private final Drafts drafts = new Drafts(keys, clock);
    private final AtomicLong nanoTime = new AtomicLong();
    /** By the other thread, when it is done with opening a connection. */
    private final AtomicInteger looksAtTheClock = new AtomicInteger();

    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile boolean hasThreads = true;
    private FailingSource source;
    private Database database;
    private Events events;
    private WriteSession session;
    private BackgroundCommit commits;

    @BeforeEach
    void open() throws Exception {
        source = new FailingSource(new UrlSource(PostgreSqlServer.shared().newSchema(), "postgres", null));
        database = new Database(source);
        events = new Events(database, "a test", clock);
        session = WriteSession.open(database, keys, events);
        commits = new BackgroundCommit(
                database, keys, events, unfinished::incrementAndGet, this::nanoTime, this::newThread);
    }

    private long nanoTime() {
        if (Thread.currentThread().getName().equals("consent-store-commits")) {
            looksAtTheClock.incrementAndGet();
        }
        return nanoTime.get();
    }

    private Thread newThread(Runnable task) {
        if (!hasThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        return new Thread(task);
    }

    @AfterEach
    void close() {
        commits.close();
        session.close();
        database.close();
        assertThat(source.openConnections()).isZero();
    }

    @Test
    void aConnectionThatIsInUseStaysOpen() throws Exception {
        awaitPossible();
        int opened = source.attempts();

        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(20));

        assertThat(commits.isPossible()).isTrue();
        assertThat(source.attempts()).isEqualTo(opened);
    }

    @Test
    void aConnectionThatWasLongNotUsedIsOpenedAnew() throws Exception {
        awaitPossible();
        int opened = source.attempts();

        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(21));

        assertThat(commits.isPossible()).isFalse();
        awaitPossible();
        assertThat(source.attempts()).isEqualTo(opened + 1);
        assertThat(source.openConnections()).isEqualTo(2);
    }

    @Test
    void whereNoneOpensItIsTriedAgainAMinuteLater() throws Exception {
        int before = source.attempts();
        source.breakDownAtOpening(1);
        assertThat(commits.isPossible()).isFalse();
        while (looksAtTheClock.get() == 0) {
            Thread.sleep(10);
        }
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(59));
        assertThat(commits.isPossible()).isFalse();
        assertThat(source.attempts()).isEqualTo(before + 1);

        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(2));

        awaitPossible();
    }

    @Test
    void whereThereIsNoThreadTheWriterDoesWithoutASecondConnection() {
        hasThreads = false;

        assertThat(commits.isPossible()).isFalse();

        assertThat(source.openConnections()).isEqualTo(1);
    }

    @Test
    void whereThereIsNoThreadTheWriterCommitsItself() throws Exception {
        awaitPossible();
        endTheThread();
        hasThreads = false;
        RecordDraft draft = drafts.accept();
        Append caller = new Append(draft, append -> {});
        AppendBatch batch = AppendBatch.of(List.of(caller), clock);
        batch.insert(session);

        session = commits.start(batch, session);

        assertThat(caller.isDone()).isTrue();
        assertThat(commits.finish()).isNull();
        assertThat(unfinished).hasValue(0);
        ConsentRecord record = caller.join();
        assertThat(session.records().find(draft.recordId())).contains(record);
    }

    @Test
    void whatACommitLeavesIsGoneOnWith() throws Exception {
        awaitPossible();
        Append caller = new Append(drafts.accept(), append -> {});
        AppendBatch batch = AppendBatch.of(List.of(caller), clock);
        batch.insert(session);
        source.loseCommits(1);

        session = commits.start(batch, session);

        assertThat(commits.finish()).isSameAs(batch);
        assertThat(unfinished).hasValue(1);
        assertThat(caller.isDone()).isFalse();
        batch.step(session);
        assertThat(caller.isDone()).isTrue();
        // The one that broke is gone, so that a new one is opened.
        assertThat(commits.isPossible()).isFalse();
        awaitPossible();
    }

    /** As it ends by itself after a while without work. */
    private void endTheThread() throws InterruptedException {
        List<Thread> idle = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("consent-store-commits"))
                .toList();
        for (Thread thread : idle) {
            thread.join(Duration.ofSeconds(40).toMillis());
        }
    }

    private void awaitPossible() throws InterruptedException {
        while (!commits.isPossible()) {
            Thread.sleep(10);
        }
    }
}
