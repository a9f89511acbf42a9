package com.okonect.consent;

import java.io.Serial;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A choice could not be recorded in time. Nothing new is granted: no evidence, no consent. What the choice refused or
 * withdrew takes effect all the same, by the {@link #result} that goes with it.
 */
public final class UnrecordedChoiceException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Optional<ChoiceResult> result;
    private final transient SortedSet<Category> notGranted;
    private final transient SortedSet<Category> notRecorded;

    UnrecordedChoiceException(
            Optional<ChoiceResult> result,
            SortedSet<Category> notGranted,
            SortedSet<Category> notRecorded,
            @Nullable Throwable cause) {
        super(
                "the choice could not be recorded for " + notRecorded
                        + (notGranted.isEmpty() ? "" : "; not granted: " + notGranted),
                cause);
        this.result = result;
        this.notGranted = notGranted;
        this.notRecorded = notRecorded;
    }

    /**
     * Returns what holds now: refusals and withdrawals in effect, nothing newly granted.
     *
     * @return the result, without a record; empty if all is as it was before the choice and nothing was refused
     */
    public Optional<ChoiceResult> result() {
        return result;
    }

    /**
     * Returns the categories that the visitor granted and that are not granted.
     *
     * @return ordered by id; empty if the choice only refused or withdrew
     */
    public SortedSet<Category> notGranted() {
        return notGranted;
    }

    /**
     * Returns the categories whose change is not on record, those not granted included.
     *
     * @return ordered by id
     */
    public SortedSet<Category> notRecorded() {
        return notRecorded;
    }
}
