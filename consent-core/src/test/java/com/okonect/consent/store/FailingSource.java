package com.okonect.consent.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A source whose connections fail when they are told to. */
final class FailingSource implements ConnectionSource {

    private final ConnectionSource source;
    private final AtomicInteger commitsToLose = new AtomicInteger();
    private final AtomicInteger commitsToDoubt = new AtomicInteger();
    private final AtomicInteger commitsToDelay = new AtomicInteger();
    private final Queue<Connection> delayed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commitsToWarn = new AtomicInteger();
    private final AtomicInteger commitsToBreak = new AtomicInteger();
    private final AtomicInteger commitsToPrevent = new AtomicInteger();
    private final AtomicInteger commitsBeforeTheEnd = new AtomicInteger();
    private final AtomicInteger opensToBreak = new AtomicInteger();
    private final AtomicInteger preparationsToBreak = new AtomicInteger();
    private final AtomicInteger abortsToBreak = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger backgroundCommits = new AtomicInteger();
    private final AtomicInteger backgroundFailures = new AtomicInteger();
    private volatile boolean down;
    private volatile Gate gate = new Gate(new CountDownLatch(0), new CountDownLatch(0));

    /**
     * Where commits stand still.
     *
     * @param reached counted down when one does
     * @param open counted down when they go on
     */
    private record Gate(CountDownLatch reached, CountDownLatch open) {}

    FailingSource(ConnectionSource source) {
        this.source = source;
    }

    /** From now on nothing opens, and what is open breaks at its next commit. */
    void goDown() {
        down = true;
    }

    void comeBack() {
        down = false;
        gate.open.countDown();
    }

    /** The next commits break before they do anything. */
    void loseCommits(int count) {
        commitsToLose.set(count);
    }

    /** The next commits do their work, and then the connection breaks. */
    void doubtCommits(int count) {
        commitsToDoubt.set(count);
    }

    /** The connections of the next commits break, and the commits do their work at {@link #endDelayedCommits}. */
    void delayCommits(int count) {
        commitsToDelay.set(count);
    }

    /** The commits that are still under way do their work. */
    void endDelayedCommits() throws SQLException {
        for (Connection connection = delayed.poll(); connection != null; connection = delayed.poll()) {
            connection.commit();
            connection.close();
        }
    }

    /** The next commit does its work, and then the connection breaks, and from then on nothing opens. */
    void goDownAfterCommit() {
        commitsBeforeTheEnd.set(1);
    }

    /** The next commits come back with a warning. */
    void warnAtCommits(int count) {
        commitsToWarn.set(count);
    }

    /**
     * The next commits do their work, and then end with an error, as of a driver whose classes are gone; first those to
     * {@linkplain #doubtCommits doubt}.
     */
    void breakDownAfterCommits(int count) {
        commitsToBreak.set(count);
    }

    /** The next commits end with an error before they do anything; not one that stands still already. */
    void breakDownBeforeCommits(int count) {
        commitsToPrevent.set(count);
    }

    /** Opening fails the next times, with an exception as of a pool that is being set up anew. */
    void breakDownAtOpening(int count) {
        opensToBreak.set(count);
    }

    /** The next connections end with an error while they are prepared for writing. */
    void breakDownAtPreparing(int count) {
        preparationsToBreak.set(count);
    }

    /** The next connections that are given up end with an exception. */
    void breakDownAtAborting(int count) {
        abortsToBreak.set(count);
    }

    /** From now on commits stand still until {@link #comeBack}. */
    void standStill() {
        gate = new Gate(new CountDownLatch(1), new CountDownLatch(1));
    }

    /** What stands still goes on, and the next commits stand still until {@link #comeBack}. */
    void thenStandStill() {
        Gate stood = gate;
        standStill();
        stood.open.countDown();
    }

    void awaitCommitStandingStill() throws InterruptedException {
        gate.reached.await();
    }

    /** How often a connection was opened or a commit tried since the start. */
    int attempts() {
        return attempts.get();
    }

    /** How many connections are not closed yet. */
    int openConnections() {
        return open.get();
    }

    private static boolean takeOne(AtomicInteger count) {
        return count.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    @Override
    public Connection open() throws SQLException {
        attempts.incrementAndGet();
        if (takeOne(opensToBreak)) {
            throw new IllegalStateException("the pool is being set up");
        }
        if (down) {
            throw new SQLException("the connection is refused", "08001");
        }
        Connection connection = source.open();
        open.incrementAndGet();
        boolean[] warned = new boolean[1];
        boolean[] closed = new boolean[1];
        return (Connection) Proxy.newProxyInstance(
                FailingSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        return commit(connection, warned);
                    }
                    if (method.getName().equals("getWarnings") && warned[0]) {
                        return new SQLWarning("canceling wait for synchronous replication");
                    }
                    if (method.getName().equals("clearWarnings")) {
                        warned[0] = false;
                    }
                    if (method.getName().equals("setAutoCommit") && takeOne(preparationsToBreak)) {
                        throw new NoClassDefFoundError("of the driver");
                    }
                    if (method.getName().equals("abort") && takeOne(abortsToBreak)) {
                        throw new IllegalStateException("the driver is confused");
                    }
                    if (method.getName().equals("close") && !closed[0]) {
                        closed[0] = true;
                        open.decrementAndGet();
                    }
                    if (delayed.contains(connection)) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** How many commits were left to the writer's other thread. */
    int backgroundCommits() {
        return backgroundCommits.get();
    }

    /** How many of them failed, or came back with a warning. */
    int backgroundFailures() {
        return backgroundFailures.get();
    }

    private Object commit(Connection connection, boolean[] warned) throws SQLException {
        boolean inTheBackground = Thread.currentThread().getName().equals("consent-store-commits");
        if (inTheBackground) {
            backgroundCommits.incrementAndGet();
        }
        boolean clean = false;
        try {
            commitOrFail(connection, warned);
            clean = !warned[0];
            return null;
        } finally {
            if (inTheBackground && !clean) {
                backgroundFailures.incrementAndGet();
            }
        }
    }

    private void commitOrFail(Connection connection, boolean[] warned) throws SQLException {
        attempts.incrementAndGet();
        if (takeOne(commitsToPrevent)) {
            throw new NoClassDefFoundError("of the driver");
        }
        awaitGate();
        if (down || takeOne(commitsToLose)) {
            throw new SQLException("the connection broke before the commit", "08006");
        }
        if (takeOne(commitsToDelay)) {
            delayed.add(connection);
            throw new SQLException("the connection broke during the commit", "08006");
        }
        connection.commit();
        if (takeOne(commitsBeforeTheEnd)) {
            down = true;
            throw new SQLException("the connection broke after the commit", "08006");
        }
        if (takeOne(commitsToDoubt)) {
            throw new SQLException("the connection broke after the commit", "08006");
        }
        if (takeOne(commitsToBreak)) {
            throw new NoClassDefFoundError("of the driver");
        }
        warned[0] = takeOne(commitsToWarn);
    }

    /** As drivers do, whoever interrupts them. */
    private void awaitGate() {
        boolean interrupted = false;
        Gate reached = gate;
        reached.reached.countDown();
        while (true) {
            try {
                reached.open.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isPooled() {
        return source.isPooled();
    }

    @Override
    public String toString() {
        return source.toString();
    }

    @Override
    public void close() {
        source.close();
    }
}
