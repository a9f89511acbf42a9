package com.okonect.consent.store;

import com.okonect.consent.Checkpoint;
import com.okonect.consent.ChoiceCount;
import com.okonect.consent.ConsentListener;
import com.okonect.consent.ConsentRecord;
import com.okonect.consent.RecordDraft;
import com.okonect.consent.Revocation;
import com.okonect.consent.RightsRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps records and the notices that they point to. Append-only, but for erasure and the end of retention.
 *
 * <p>Implementations are safe for use by several threads. Methods that read throw {@link StoreException} when the
 * database does not answer.
 */
public interface ConsentStore extends AutoCloseable {

    /**
     * Appends a record, and its notice with it unless that is stored already.
     *
     * <p>Completes only when both are durable. Idempotent by {@link RecordDraft#recordId}: where a record of this id is
     * stored that {@linkplain RecordDraft#isAnsweredBy answers} the draft, no other is, and the result is the newest of its
     * chain: a later choice may have changed what it says, and an old grant must not come back. Records of one consent id
     * are chained in the order in which they are stored.
     *
     * <p>The draft is told of {@linkplain RecordDraft#foundStored the stored record and all after it}, and whether a record
     * before them is what it is based on.
     *
     * <p>Completes with {@link RecordIdTakenException} where the stored record is of another choice, and the draft does not
     * {@linkplain RecordDraft#takesAnotherId take} {@linkplain RecordDraft#underAnotherId another id}.
     *
     * <p>Completes with {@link StoreException} when the record certainly was not stored, at once if the store has no
     * room for more waiting callers, or none for more of one visitor; also when the store was closed before it could find
     * out. A caller that waits no longer cancels the future: if the record is stored all the same, the store closes it with
     * {@link RecordDraft#compensation}. A caller that leaves the future alone lets the store go on trying.
     *
     * @param draft what to append
     * @return the record as stored, or the newest of the chain of the one that was stored before
     */
    CompletableFuture<ConsentRecord> append(RecordDraft draft);

    /**
     * Finds a record by its own id.
     *
     * @param recordId any id
     * @return the record, or empty
     */
    Optional<ConsentRecord> find(UUID recordId);

    /**
     * Returns all records of one visitor.
     *
     * @param consentId any text
     * @return in the order of the chain; empty if nothing is held
     */
    List<ConsentRecord> history(String consentId);

    /**
     * Returns a stored notice.
     *
     * @param hash its SHA-256 in hexadecimal
     * @return its JSON, byte for byte as hashed, or empty
     */
    Optional<String> notice(String hash);

    /**
     * Returns what a category declared when it was granted.
     *
     * @param fingerprint the start of the declaration's fingerprint, as records and the cookie carry it
     * @return the declaration's elements, or empty if no stored notice has this declaration
     */
    Optional<SortedSet<String>> declaration(String fingerprint);

    /**
     * Counts a refusal for which there is no record: one that left nobody an identifier. Returns at once; a count may
     * be lost when the store is down, a refusal never.
     *
     * @param day the UTC day
     * @param notice the hash of the notice that was shown
     */
    void countRefusal(LocalDate day, String notice);

    /**
     * Erases the records of one visitor (GDPR, article 17), and revokes what the visitor's browsers carry.
     *
     * @param consentId any text
     * @return how many records were erased; 0 if nothing was held
     */
    int erase(String consentId);

    /**
     * Returns what was withdrawn or erased while visitors were away.
     *
     * @param since the time from which on
     * @return in no order; without those that no token can meet any more
     */
    List<Revocation> revocations(Instant since);

    /**
     * Keeps the records of one visitor beyond the end of their retention (GDPR, article 18), until they are released or
     * erased.
     *
     * @param consentId any text of at most 22 characters
     */
    void hold(String consentId);

    /**
     * Ends {@link #hold}.
     *
     * @param consentId any text
     */
    void release(String consentId);

    /**
     * Purges the records of visitors whose consent has ended long enough ago, whole chains only, but for those on hold.
     * Works in small transactions, so that nobody waits for it long.
     *
     * @param endedBefore the end of retention
     * @return how many records were purged
     */
    int purge(Instant endedBefore);

    /**
     * Purges from now on by itself, on one of the nodes that share the store.
     *
     * @param retention how long records are kept after the end of the consent
     */
    void purgeAfter(Period retention);

    /**
     * Tells a listener of every change that is recorded from now on, and of those of which none has heard yet.
     *
     * @param listener told in a thread of the store
     */
    void subscribe(ConsentListener listener);

    /**
     * Attaches a visitor's records to an account, unless they are.
     *
     * @param account a pseudonym of the account, at most 64 characters
     * @param consentId the visitor's pseudonymous id
     */
    void attach(String account, String consentId);

    /**
     * Returns the visitors that are attached to an account.
     *
     * @param account a pseudonym of the account
     * @return their pseudonymous ids; empty if there is none
     */
    List<String> attached(String account);

    /**
     * Detaches all visitors from an account. Their records stay.
     *
     * @param account a pseudonym of the account
     * @return how many were attached
     */
    int detach(String account);

    /**
     * Writes a request of a visitor into the log, or what has become of it.
     *
     * @param request the request; one of the same id is replaced
     */
    void log(RightsRequest request);

    /**
     * Returns the log of the requests of visitors.
     *
     * @return the first due first
     */
    List<RightsRequest> requests();

    /**
     * Counts choices by day, those of the records that are held and the refusals that left nobody an identifier.
     *
     * @param since the first UTC day
     * @return how many of each kind, in order of the days; records that were erased or purged are not among them
     */
    List<ChoiceCount> count(LocalDate since);

    /**
     * Returns how many records are held, as the signed totals say it: soon, however many there are, and without looking at
     * any of them. What {@link #inspect} shows later may be more or less, as others go on writing.
     *
     * @return how many; not less than none
     * @throws StoreException if the store does not answer
     */
    long recordCount();

    /**
     * Shows everything that is stored, as it is at one moment: notices first, then checkpoints, then records, chain by
     * chain and each chain in order. Nothing is kept in memory.
     *
     * @param inspection what to show it to; runs in this thread
     */
    void inspect(Inspection inspection);

    /** What {@link #inspect} shows everything to. */
    interface Inspection {

        /**
         * Receives a notice.
         *
         * @param hash what it is stored under
         * @param json its text
         */
        void notice(String hash, String json);

        /**
         * Receives a checkpoint.
         *
         * @param checkpoint as it is stored
         */
        void checkpoint(Checkpoint checkpoint);

        /**
         * Receives a record.
         *
         * @param record as it is stored
         */
        void record(ConsentRecord record);

        /**
         * Receives what stands for a record or a checkpoint and cannot be one.
         *
         * @param what its id and what is wrong with it
         */
        void unreadable(String what);
    }

    /** Stores what was accepted and releases the database. Further calls fail with {@link StoreException}. */
    @Override
    void close();
}
