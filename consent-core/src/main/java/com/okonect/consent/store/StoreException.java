package com.okonect.consent.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store could not do what it was asked: the database is down, full, too slow or not fit for its purpose. */
public final class StoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed
     * @param cause what the database said; null if it said nothing
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
