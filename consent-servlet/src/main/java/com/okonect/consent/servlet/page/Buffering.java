package com.okonect.consent.servlet.page;

/** What a container does with what is written to a response. */
public enum Buffering {
    /** Nobody knows: it may write to a wrapped response past its wrapper. */
    UNKNOWN,
    /** It writes to a wrapped response through its wrapper, or says so before; long pieces pass its buffer by. */
    SHORT_PIECES,
    /** The same, and its writer reads one character after the other, which it does fastest where there are only strings. */
    SHORT_STRINGS,
    /** As {@link #SHORT_PIECES}, but all goes through its buffer, so that several pieces cost no more than one. */
    ALL;

    /** Whether short pieces of text may wait for more to come. */
    boolean gathersText() {
        return this != UNKNOWN;
    }

    /** Whether what was gathered is better passed on as strings than as arrays. */
    boolean prefersStrings() {
        return this == SHORT_STRINGS;
    }

    /** Whether a long piece need not be put together with what goes into it. */
    boolean takesParts() {
        return this == ALL;
    }
}
