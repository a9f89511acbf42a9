package com.okonect.consent.servlet.page;

import java.util.Locale;

/** What can go wrong with a visitor's call, with the words for it in {@code problem_*.properties}. */
public enum Problem {
    /** The call is malformed, or names what the policy does not declare. */
    BAD_REQUEST(400),
    /** The call does not come from a page of this site. */
    CROSS_ORIGIN(403),
    /** A feature needs a consent that is not given; it has a page of its own. */
    CONSENT_REQUIRED(403),
    /** There is no such page. */
    NOT_FOUND(404),
    /** Nothing is held about the visitor. */
    NOTHING_HELD(404),
    /** The method is not one that the address answers to. */
    METHOD_NOT_ALLOWED(405),
    /** The id of the choice belongs to another choice. */
    CONFLICT(409),
    /** The notice is not the one that the visitor saw. */
    NOTICE_CHANGED(409),
    /** The call is too long. */
    TOO_LARGE(413),
    /** The body is neither a form nor JSON. */
    UNSUPPORTED_TYPE(415),
    /** Something failed on the server. */
    FAILED(500),
    /** The store could not record the choice: what was to be granted is not. */
    NOT_RECORDED(503),
    /** The store does not answer. */
    UNAVAILABLE(503),
    /** The site records no choices: it only observes, or declares nothing that could be granted. */
    NO_CHOICES(409);

    private final int status;

    Problem(int status) {
        this.status = status;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the word for it, such as {@code cross-origin}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
