package com.okonect.consent.store;

import java.io.Serial;

/** A row of {@code consent_record} is not one that the library wrote. */
final class UnreadableRecordException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnreadableRecordException(String recordId, Exception cause) {
        super("the record " + recordId + " is not as it was stored: " + cause.getMessage(), cause);
    }
}
