package com.okonect.consent.servlet.endpoint;

import com.okonect.consent.servlet.page.Problem;
import java.io.Serial;

/** A request that is not fulfilled because of what it says. Nothing is recorded and no cookie is set. */
final class Rejection extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    Rejection(Problem problem, String detail) {
        super(detail);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
