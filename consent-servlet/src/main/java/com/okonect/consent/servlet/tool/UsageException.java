package com.okonect.consent.servlet.tool;

/** A command that is not one, or lacks something: the help is written after it. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
