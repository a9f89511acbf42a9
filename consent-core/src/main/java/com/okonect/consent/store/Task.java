package com.okonect.consent.store;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What waits for the writer. */
sealed interface Task permits Append, Task.Job, Task.Wake {

    /** Tells the one who waits that nothing will come of it. */
    void fail(StoreException reason);

    /**
     * A transaction of its own. It is repeated until it is committed, so it must bear being committed twice. Who gives up
     * before it is its turn leaves the queue with it.
     */
    final class Job<T> extends CompletableFuture<T> implements Task {

        private final Transaction<T> transaction;
        private final Consumer<Task> leave;

        Job(Transaction<T> transaction, Consumer<Task> leave) {
            this.transaction = transaction;
            this.leave = leave;
        }

        void run(WriteSession session) throws SQLException {
            T result = transaction.run(session);
            session.commit();
            complete(result);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                leave.accept(this);
            }
            return cancelled;
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
