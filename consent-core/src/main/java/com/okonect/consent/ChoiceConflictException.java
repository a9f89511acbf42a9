package com.okonect.consent;

import java.io.Serial;

/** A choice came with the id of another choice. Nothing was recorded. */
public final class ChoiceConflictException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    ChoiceConflictException() {
        super("this choiceId belongs to another choice; send the choice with a new one");
    }
}
