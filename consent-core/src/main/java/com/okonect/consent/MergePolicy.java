package com.okonect.consent;

/**
 * Which choice holds in a browser whose visitor logs in to an account, where the visitor has chosen differently in
 * another browser.
 */
public enum MergePolicy {
    /** This browser's, and the visitor is asked. */
    ASK,
    /** The newer one. On one day, a refusal without an id counts as the newer. */
    NEWEST_WINS,
    /** What both grant is granted. What one refuses is refused, what one has not decided is asked. */
    STRICTEST_WINS
}
