package com.okonect.consent.servlet.monitor;

import java.util.Map;

/**
 * What consoles for JMX show of one application: {@code com.okonect.consent:type=Consent,context=/shop}. Counts are since
 * the start.
 */
public interface ConsentMXBean {

    /**
     * Returns whether cookies are blocked.
     *
     * @return {@code enforce} or {@code observe}
     */
    String getMode();

    /**
     * Asks the database.
     *
     * @return whether choices can be recorded
     */
    boolean isStoreAnswering();

    /**
     * Returns what became of cookies.
     *
     * @return how many, by {@code passed}, {@code cut}, {@code deleted}, {@code blocked}, {@code would-be-blocked},
     *     {@code hidden} and {@code would-be-hidden}
     */
    Map<String, Long> getCookies();

    /**
     * Returns the cookies that the policy does not declare.
     *
     * @return how often each was seen, by name
     */
    Map<String, Long> getUndeclaredCookies();

    /**
     * Returns the choices that are in effect.
     *
     * @return how many, by {@code accept}, {@code refuse}, {@code select}, {@code grant} and {@code withdraw}
     */
    Map<String, Long> getChoices();

    /**
     * Returns how many choices could not be recorded in time.
     *
     * @return those that were answered by 503
     */
    long getChoicesNotRecorded();
}
