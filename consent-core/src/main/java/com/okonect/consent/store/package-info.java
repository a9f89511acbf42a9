/**
 * Where the proof of consent lives: the store's contract, its JDBC implementation, and the verification of what is
 * stored.
 *
 * <pre>{@code
 * ConsentStore store = JdbcConsentStore.embedded(folder, keys, Clock.systemUTC());
 * Verification verification = Verification.of(store, keys);
 * verification.faults().forEach(System.err::println);
 * }</pre>
 *
 * <h2>What is stored</h2>
 *
 * Every table and column is described where it is made, in {@code schema-1.sql} and the files that follow it, beside this package.
 * A row of {@code consent_record} is one {@link com.okonect.consent.ConsentRecord}: a column a component, times in seconds since 1970, and
 * {@code ended_at}, which follows from the others. No table holds an IP address, a user agent, an address of a page, or
 * the id of an account.
 *
 * <h2>What is signed</h2>
 *
 * <ul>
 *   <li>Each record, over {@linkplain com.okonect.consent.ConsentRecord#signedText its text}: a line {@code name=value} a
 *       component. It carries the {@linkplain com.okonect.consent.ConsentRecord#hash hash} of the one before, so that the
 *       records of one visitor form a chain.
 *   <li>Each {@linkplain com.okonect.consent.Checkpoint checkpoint}, over {@linkplain
 *       com.okonect.consent.Checkpoint#signedText its text}: the total of all records that one writer stored of one day,
 *       brought up to date in the transaction of the records. A record that is missing is found by it, even the last of a
 *       chain, and a whole chain.
 * </ul>
 *
 * An erasure and the end of retention take records out of the totals again, so that {@link
 * com.okonect.consent.store.Verification} tells erased from lost. What takes the whole database back to an earlier state
 * is not seen by looking at that database.
 *
 * <h2>What may be relied on</h2>
 *
 * The schema and the texts that are signed are read for ever: a later version of the library adds to them by the next
 * numbered file, and verifies what an earlier one has stored.
 */
@NullMarked
package com.okonect.consent.store;

import org.jspecify.annotations.NullMarked;
