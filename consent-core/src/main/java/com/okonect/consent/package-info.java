/**
 * What a visitor decided, and the proof of it: {@link com.okonect.consent.Choice} in,
 * {@link com.okonect.consent.ConsentRecord} stored, {@link com.okonect.consent.Consent} out. Knows no servlet and no HTTP.
 *
 * <pre>{@code
 * ConsentPolicy policy = ConsentPolicy.read(file);
 * SigningKeys keys = SigningKeys.loadOrCreate(folder.resolve("keys"));
 * ConsentStore store = JdbcConsentStore.embedded(folder, keys, Clock.systemUTC());
 * ConsentService service =
 *         ConsentService.builder(policy).store(store).keys(keys).build();
 * Notice shown = service.notice(List.of(Locale.ENGLISH));
 * ChoiceContext context =
 *         ChoiceContext.of(service.undecided(), "shop.example", shown, ConsentRecord.Method.CODE);
 * Choice choice = new Choice.Select(Set.of(Category.STATISTICS));
 *
 * String token = service.record(choice, context).token(); // returns when the record is durable
 *
 * Consent consent = service.read(List.of(token), "shop.example");
 * }</pre>
 */
@NullMarked
package com.okonect.consent;

import org.jspecify.annotations.NullMarked;
