package com.okonect.consent.store;

import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A caller that waits for its record. A caller that gives up before it is its turn leaves the queue. */
final class Append extends CompletableFuture<ConsentRecord> implements Task {

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

    @Override
    public void fail(StoreException reason) {
        completeExceptionally(reason);
    }
}
