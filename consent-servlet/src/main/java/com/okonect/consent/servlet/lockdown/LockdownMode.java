package com.okonect.consent.servlet.lockdown;

/** What the setting {@code consent.lockdown} comes to. */
public enum LockdownMode {
    /** No policy is sent. */
    OFF,
    /** Browsers block nothing and report what they would have blocked. */
    REPORT_ONLY,
    /** Browsers block, and report what they blocked. */
    ENFORCED
}
