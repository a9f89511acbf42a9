package com.okonect.consent.store;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/** What waits for the writer. */
sealed interface Task permits Append, Task.Job, Task.Wake {

    /** Tells the one who waits that nothing will come of it. */
    void fail(StoreException reason);

    /** A transaction of its own. It is repeated until it is committed, so it must bear being committed twice. */
    final class Job<T> extends CompletableFuture<T> implements Task {

        private final Transaction<T> transaction;

        Job(Transaction<T> transaction) {
            this.transaction = transaction;
        }

        void run(WriteSession session) throws SQLException {
            T result = transaction.run(session);
            session.commit();
            complete(result);
        }

        @Override
        public void fail(StoreException reason) {
            completeExceptionally(reason);
        }
    }

    /** What a {@link Job} does before the commit. */
    @FunctionalInterface
    interface Transaction<T> {
        T run(WriteSession session) throws SQLException;
    }

    /** Nothing; it is there so that the writer looks around. */
    record Wake() implements Task {
        @Override
        public void fail(StoreException reason) {
            // nobody waits
        }
    }
}
