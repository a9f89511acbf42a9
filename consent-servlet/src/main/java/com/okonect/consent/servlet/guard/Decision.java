package com.okonect.consent.servlet.guard;

import com.okonect.consent.policy.DeclaredCookie;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a cookie may be set. */
public sealed interface Decision {

    /**
     * It may, for no longer than its declaration says.
     *
     * @param cookie the declaration; null where it passes undeclared, in observe mode only
     */
    record Pass(@Nullable DeclaredCookie cookie) implements Decision {}

    /**
     * It may not.
     *
     * @param reason why
     * @param cookie the declaration, if there is one
     */
    record Drop(Reason reason, @Nullable DeclaredCookie cookie) implements Decision {}

    /** Why a cookie may not be set. */
    enum Reason {
        /** The policy does not name it. */
        UNDECLARED,
        /** The visitor has not consented to its category. */
        NOT_GRANTED,
        /** It is exempt; strict mode waits for a choice or an express request all the same. */
        NO_CHOICE,
        /** It is exempt for something that the visitor has not asked for. */
        NO_EXPRESS_REQUEST,
        /** It measures the audience, and the visitor objects. */
        OBJECTED,
        /** It measures the audience, is there, and would live longer (CNIL deliberation 2020-092, point 50). */
        PROLONGED,
        /** It is the consent cookie, which belongs to the library. */
        OWN,
        /** No name can be read from the header, or browsers disagree on it. */
        UNREADABLE,
        /** Deciding failed. */
        ERROR;

        /** Returns the reason in a word, such as {@code not-granted}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
