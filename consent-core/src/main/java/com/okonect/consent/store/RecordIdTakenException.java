package com.okonect.consent.store;

import java.io.Serial;

/** A record that is stored under the id of a draft is of another choice. Nothing was recorded. */
public final class RecordIdTakenException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public RecordIdTakenException() {
        super("the id of the record is that of another choice");
    }
}
