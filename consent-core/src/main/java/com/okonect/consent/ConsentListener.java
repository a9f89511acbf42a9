package com.okonect.consent;

/**
 * Hears of every change that is recorded, to pass a withdrawal on to partners for example (GDPR, articles 7(3) and 19).
 *
 * <pre>{@code
 * ConsentListener listener = record -> {
 *     if (!record.categories().getOrDefault(Category.MARKETING, false)) {
 *         partners.add(record.consentId()); // may come twice
 *     }
 * };
 * }</pre>
 *
 * <p>Every change comes at least once, also after a crash, and possibly more than once; those of one visitor come in
 * order. Of several nodes one tells its own listeners; where it dies another goes on within half a minute, and an embedded
 * store as soon as it is started again. Methods run in a thread of the store, one call at a time; they may block, and then
 * the next change waits. A change for which a listener throws comes again later, from one second to five minutes, to all of
 * them.
 */
public interface ConsentListener {

    /**
     * A choice was recorded, or taken back.
     *
     * @param record the record, which is durable
     */
    void recorded(ConsentRecord record);

    /**
     * The records of a visitor were erased on request. Does nothing unless overridden.
     *
     * @param consentId the visitor's pseudonymous id
     */
    default void erased(String consentId) {}
}
