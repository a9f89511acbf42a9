package com.okonect.consent;

import java.io.Serial;

/** A choice that cannot be read, or names a category that the policy does not declare. Nothing was recorded. */
public final class InvalidChoiceException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong and what is allowed, safe to show to the caller
     */
    public InvalidChoiceException(String message) {
        super(message);
    }
}
