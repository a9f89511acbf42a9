package com.okonect.consent.servlet.endpoint;

import java.io.Serial;

/** A request that is not fulfilled because of what it says. Nothing is recorded and no cookie is set. */
final class Rejection extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    Rejection(int status, String detail) {
        super(detail);
        this.status = status;
    }

    int status() {
        return status;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
