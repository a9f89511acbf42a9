package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A caller that waits for its record. A caller that gives up before it is its turn leaves the queue. */
final class Append extends CompletableFuture<ConsentRecord> implements Task {

    private static final Log LOG = Log.of(Append.class);

    private final RecordDraft draft;
    private final Consumer<Append> leave;

    Append(RecordDraft draft, Consumer<Append> leave) {
        this.draft = draft;
        this.leave = leave;
    }

    RecordDraft draft() {
        return draft;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            leave.accept(this);
        }
        return cancelled;
    }

    /**
     * Tells of the record that is the answer.
     *
     * @return whether anybody listened. What those who listen make of it does not count: an error of theirs can come out
     *     of the future though it has been told
     */
    boolean tell(ConsentRecord record) {
        try {
            return complete(record);
        } catch (RuntimeException | Error e) {
            LOG.say(System.Logger.Level.WARNING, "one who was told of a record failed", e);
            return !isCompletedExceptionally() && record.equals(getNow(null));
        }
    }

    /** Tells that nothing comes of it: the record with its id is of another choice. */
    void reject() {
        end(new RecordIdTakenException());
    }

    @Override
    public void fail(StoreException reason) {
        end(reason);
    }

    private void end(Throwable reason) {
        try {
            completeExceptionally(reason);
        } catch (RuntimeException | Error e) {
            LOG.say(System.Logger.Level.WARNING, "one who was told that a record failed did so, too", e);
        }
    }
}
