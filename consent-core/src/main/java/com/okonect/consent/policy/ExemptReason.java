package com.okonect.consent.policy;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a cookie needs no consent. The list is closed: French data protection act, article 82, last paragraph, and CNIL
 * deliberation 2020-091, article 5.
 */
public enum ExemptReason {
    /** Remembers the visitor's choice about cookies. */
    CHOICE,
    /** Keeps the visitor logged in. */
    AUTHENTICATION,
    /** Protects the log-in or a form against misuse. */
    SECURITY,
    /** Holds what the visitor wants to buy. */
    BASKET,
    /** Carries the payment that the visitor is making. */
    PAYMENT(true),
    /** Keeps a setting that the visitor made, such as the language. */
    INTERFACE,
    /** Keeps the visitor on one of several servers. */
    LOAD_BALANCING,
    /** Counts free access to a paid offer. */
    METERING,
    /** Measures the audience for the publisher alone, under the six conditions of CNIL. */
    AUDIENCE,
    /** Carries the help that the visitor opened. */
    ASSISTANCE(true),
    /** Carries the media that the visitor started. */
    MEDIA_PLAYER(true);

    private final boolean onRequest;

    ExemptReason() {
        this(false);
    }

    ExemptReason(boolean onRequest) {
        this.onRequest = onRequest;
    }

    /**
     * Says whether cookies of this reason need an express request of the visitor, or a request to one of their routes,
     * in every mode.
     *
     * @return true for payment, assistance and media player
     */
    public boolean needsExpressRequest() {
        return onRequest;
    }

    /**
     * Returns the word of the policy file.
     *
     * @return such as {@code load-balancing}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a reason by its word.
     *
     * @param word any text
     * @return the reason, or empty
     */
    public static Optional<ExemptReason> find(String word) {
        for (ExemptReason reason : values()) {
            if (reason.word().equals(word)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
