package com.okonect.consent;

import java.util.Locale;

/** A visitor's consent for one category. Only {@link #GRANTED} allows anything. */
public enum ConsentState {
    /** The visitor said yes to what the category declares now. */
    GRANTED,
    /** The visitor said no. A refusal never becomes stale. */
    REFUSED,
    /** The visitor has not been asked, or has not answered. */
    UNDECIDED,
    /** The visitor's choice has outlived the choice lifetime that was in force when it was made. */
    EXPIRED,
    /** The visitor said yes to less than what the category declares now. */
    STALE;

    /**
     * Says whether this state allows anything.
     *
     * @return true for {@link #GRANTED} alone
     */
    public boolean allows() {
        return this == GRANTED;
    }

    /**
     * Says whether the visitor has to be asked again.
     *
     * @return true for {@link #UNDECIDED}, {@link #EXPIRED} and {@link #STALE}
     */
    public boolean asks() {
        return this != GRANTED && this != REFUSED;
    }

    /** Returns the state in lower case, as the state document writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
