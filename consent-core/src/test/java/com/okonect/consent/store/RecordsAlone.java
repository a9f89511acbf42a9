package com.okonect.consent.store;

import com.okonect.consent.Checkpoint;
import com.okonect.consent.ConsentRecord;
import java.util.function.Consumer;

/** Looks at the records of a store, and leaves the rest to the verification. */
final class RecordsAlone implements ConsentStore.Inspection {

    private final Consumer<ConsentRecord> looking;

    RecordsAlone(Consumer<ConsentRecord> looking) {
        this.looking = looking;
    }

    @Override
    public void notice(String hash, String json) {
        // The verification sees it.
    }

    @Override
    public void checkpoint(Checkpoint checkpoint) {
        // The verification sees it.
    }

    @Override
    public void record(ConsentRecord record) {
        looking.accept(record);
    }

    @Override
    public void unreadable(String what) {
        // The verification sees it.
    }
}
