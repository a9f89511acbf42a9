package com.okonect.consent.servlet.page;

/** What can go wrong with a visitor's call, with the words for it in {@code problem_*.properties}. */
public enum Problem {
    /** The call is malformed, or names what the policy does not declare. */
    BAD_REQUEST(400, "unreadable"),
    /** The call does not come from a page of this site. */
    CROSS_ORIGIN(403, "cross-origin"),
    /** A feature needs a consent that is not given; it has a page of its own. */
    CONSENT_REQUIRED(403, "required"),
    /** There is no such page. */
    NOT_FOUND(404, "not-found"),
    /** Nothing is held about the visitor. */
    NOTHING_HELD(404, "nothing-held"),
    /** The method is not one that the address answers to. */
    METHOD_NOT_ALLOWED(405, "unreadable"),
    /** The id of the choice belongs to another choice. */
    CONFLICT(409, "conflict"),
    /** The notice is not the one that the visitor saw. */
    NOTICE_CHANGED(409, "notice-changed"),
    /** The call is too long. */
    TOO_LARGE(413, "unreadable"),
    /** The body is neither a form nor JSON. */
    UNSUPPORTED_TYPE(415, "unreadable"),
    /** Something failed on the server. */
    FAILED(500, "failed"),
    /** The store could not record the choice: what was to be granted is not. */
    NOT_RECORDED(503, "not-recorded"),
    /** The store does not answer. */
    UNAVAILABLE(503, "failed"),
    /** The site records no choices: it only observes, or declares nothing that could be granted. */
    NO_CHOICES(409, "no-choices");

    private final int status;
    private final String words;

    Problem(int status, String words) {
        this.status = status;
        this.words = words;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** What its texts are found under. Several that are the same to a visitor have the same. */
    String words() {
        return words;
    }
}
