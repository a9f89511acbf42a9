package com.okonect.consent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.okonect.consent.RecordDraft.Standing;
import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.StoreException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Turns choices into records and tokens, and tokens back into consent.
 *
 * <p>Safe for use by several threads. Reading a token does no I/O, but for the first time that a node meets a grant for
 * a declaration other than its own.
 */
public final class ConsentService implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ConsentService.class.getName());
    private static final long CACHED_TOKENS = 10_000;
    private static final long CACHED_DECLARATIONS = 1_000;
    private static final Duration RETRY_DECLARATIONS_AFTER = Duration.ofSeconds(5);
    private static final int ID_BYTES = 16;

    private final ConsentPolicy policy;
    private final ConsentStore store;
    private final SigningKeys keys;
    private final Clock clock;
    private final Duration patience;
    private final Map<Locale, Notice> notices = new LinkedHashMap<>();
    private final Map<Category, Declaration> declarations = new TreeMap<>();
    private final Map<Category, String> fingerprints = new TreeMap<>();
    private final Consent undecided;
    private final Cache<SignedText, Known> tokens =
            Caffeine.newBuilder().maximumSize(CACHED_TOKENS).build();
    private final Cache<String, Set<String>> grantedElements =
            Caffeine.newBuilder().maximumSize(CACHED_DECLARATIONS).build();
    private final Cache<String, Boolean> unknownDeclarations = Caffeine.newBuilder()
            .maximumSize(CACHED_DECLARATIONS)
            .expireAfterWrite(RETRY_DECLARATIONS_AFTER)
            .build();
    private final SecureRandom random = new SecureRandom();

    /** What a token's text and the site that it was sent to make a key of. */
    private record SignedText(String text, String site) {}

    /** A token whose signature holds, and what it means until it expires. */
    private record Known(ConsentToken token, Consent consent) {}

    private ConsentService(Builder builder) {
        policy = builder.policy;
        store = Objects.requireNonNull(builder.store, "a consent service needs a store");
        keys = Objects.requireNonNull(builder.keys, "a consent service needs signing keys");
        clock = builder.clock;
        patience = builder.patience;
        for (Locale language : policy.languages()) {
            notices.put(language, policy.notice(language, builder.layout));
        }
        for (CategoryDeclaration category : policy.categories()) {
            Declaration declaration = category.declaration();
            declarations.put(category.category(), declaration);
            fingerprints.put(category.category(), declaration.fingerprint());
        }
        undecided = new Consent(null, false, states(new TreeMap<>(), false));
    }

    /**
     * Starts building a service.
     *
     * @param policy what the site declares
     * @return a builder that still needs a store and keys
     */
    public static Builder builder(ConsentPolicy policy) {
        return new Builder(policy);
    }

    /** Builds a {@link ConsentService}. Setting a value twice is an error. Not safe for use by several threads. */
    public static final class Builder {

        private final ConsentPolicy policy;
        private @Nullable ConsentStore store;
        private @Nullable SigningKeys keys;
        private Clock clock = Clock.systemUTC();
        private Duration patience = Duration.ofSeconds(2);
        private String layout = "";

        private Builder(ConsentPolicy policy) {
            this.policy = policy;
        }

        /**
         * Sets where records are kept. The service closes it.
         *
         * @param records the store
         * @return this builder
         */
        public Builder store(ConsentStore records) {
            if (store != null) {
                throw new IllegalStateException("the store is set already");
            }
            store = records;
            return this;
        }

        /**
         * Sets the signing keys.
         *
         * @param signing the keys, the same on every node of a site
         * @return this builder
         */
        public Builder keys(SigningKeys signing) {
            if (keys != null) {
                throw new IllegalStateException("the signing keys are set already");
            }
            keys = signing;
            return this;
        }

        /**
         * Sets the clock; the system's in UTC otherwise.
         *
         * @param source what tells the time
         * @return this builder
         */
        public Builder clock(Clock source) {
            clock = source;
            return this;
        }

        /**
         * Sets how long a choice waits for its record to be durable; 2 seconds otherwise.
         *
         * @param longest more than nothing
         * @return this builder
         * @throws IllegalArgumentException if it is nothing or less
         */
        public Builder patience(Duration longest) {
            if (longest.isZero() || longest.isNegative()) {
                throw new IllegalArgumentException("patience is " + longest + ", it has to be more than nothing");
            }
            patience = longest;
            return this;
        }

        /**
         * Sets what identifies the layout of the pages that show the notice, such as a hash of their templates.
         *
         * @param id any text; it becomes part of every notice
         * @return this builder
         */
        public Builder layout(String id) {
            layout = id;
            return this;
        }

        /**
         * Builds the service.
         *
         * @return a service that is ready
         * @throws NullPointerException if the store or the keys are missing
         */
        public ConsentService build() {
            return new ConsentService(this);
        }
    }

    /**
     * Returns what the site declares.
     *
     * @return the policy
     */
    public ConsentPolicy policy() {
        return policy;
    }

    /**
     * Returns the notice in the first of these languages that the policy has, else in the policy's first.
     *
     * @param wanted the languages that the visitor reads, the best first; may be empty
     * @return the notice in force
     */
    public Notice notice(List<Locale> wanted) {
        for (Locale language : wanted) {
            Notice exact = notices.get(language);
            Notice notice = exact != null ? exact : notices.get(Locale.forLanguageTag(language.getLanguage()));
            if (notice != null) {
                return notice;
            }
        }
        return notices.values().iterator().next();
    }

    /**
     * Finds a notice in force by its hash.
     *
     * @param hash its SHA-256 in hexadecimal
     * @return the notice; empty if none in force has this hash
     */
    public Optional<Notice> notice(String hash) {
        return notices.values().stream().filter(n -> n.hash().equals(hash)).findFirst();
    }

    /**
     * Reads the consent of a visitor. What a visitor sends never throws: a text that is unreadable, forged or signed for
     * another site is no choice. Of several texts the first valid one counts, an expired one only where no other is
     * valid.
     *
     * @param texts the values of the consent cookies in the order in which they were sent; may be empty
     * @param site the domain or host that they were sent to, in lower case
     * @return the consent
     */
    public Consent read(Collection<String> texts, String site) {
        Consent expired = null;
        for (String text : texts) {
            Consent consent = read(text, site);
            if (consent.decided()) {
                return consent;
            }
            if (expired == null && consent.token() != null) {
                expired = consent;
            }
        }
        return expired != null ? expired : undecided;
    }

    private Consent read(String text, String site) {
        SignedText key = new SignedText(text, site);
        Known known = tokens.getIfPresent(key);
        if (known == null) {
            ConsentToken token = ConsentToken.verify(text, site, keys);
            if (token == null) {
                return undecided;
            }
            known = new Known(token, consent(token));
            if (settled(token)) {
                tokens.put(key, known);
            }
        }
        return clock.instant().isBefore(known.token.expiresAt()) ? known.consent : expired(known.token);
    }

    /**
     * Returns the consent of a visitor who has not chosen.
     *
     * @return every category {@link ConsentState#UNDECIDED}
     */
    public Consent undecided() {
        return undecided;
    }

    /**
     * Records a choice. Returns only when the record is durable; a refusal by a visitor without an id needs none.
     *
     * @param choice what the visitor decided
     * @param context the circumstances
     * @return what holds now, with the token for the consent cookie
     * @throws InvalidChoiceException if the choice names a category that the policy does not declare, or the policy can
     *     grant nothing
     * @throws UnrecordedChoiceException if the record could not be made durable in time: nothing new is granted,
     *     refusals and withdrawals take effect by the result that the exception carries
     * @throws ChoiceConflictException if the choice grants something and its id belongs to another choice
     */
    public ChoiceResult record(Choice choice, ChoiceContext context)
            throws UnrecordedChoiceException, ChoiceConflictException {
        check(choice);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        ConsentToken before = live(context.previous(), now);
        SortedMap<Category, Decision> decisions = decide(choice, before, context.notice());
        String id = before == null ? null : before.id();
        if (id == null && !Decision.anyGranted(decisions)) {
            store.countRefusal(
                    LocalDate.ofInstant(now, ZoneOffset.UTC), context.notice().hash());
            return result(refusal(decisions, now), context.site(), null);
        }
        ConsentToken token = new ConsentToken(
                now,
                expiry(choice, before, now),
                id == null ? newId() : id,
                context.notice().hash(),
                decisions);
        return append(choice, context, before, token);
    }

    private ChoiceResult append(Choice choice, ChoiceContext context, @Nullable ConsentToken before, ConsentToken token)
            throws UnrecordedChoiceException, ChoiceConflictException {
        UUID recordId = Optional.ofNullable(context.choiceId()).orElseGet(UUID::randomUUID);
        SortedMap<Category, Decision> held = before == null ? new TreeMap<>() : before.decisions();
        SortedMap<Category, Decision> standing = standing(held, token.decisions());
        Standing withoutIt = before == null || before.id() == null ? null : new Standing(standing, before.expiresAt());
        RecordDraft draft = draft(recordId, ConsentRecord.Event.of(choice), context, token, withoutIt);
        CompletableFuture<ConsentRecord> stored = store.append(draft);
        ConsentRecord record;
        try {
            record = await(stored, !standing.equals(token.decisions()));
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw unrecorded(context, before, token, standing, e);
        }
        return draft.became(record)
                ? result(tokenOf(record), context.site(), record)
                : repeated(record, choice, context, before, token);
    }

    /**
     * The choice came with the id of a record that was there before. If that record is of the same choice, the answer is
     * what holds now, which a later choice may have changed: an old grant must not come back. If it is of another, a
     * refusal is recorded under an id of its own all the same.
     */
    private ChoiceResult repeated(
            ConsentRecord record,
            Choice choice,
            ChoiceContext context,
            @Nullable ConsentToken before,
            ConsentToken token)
            throws UnrecordedChoiceException, ChoiceConflictException {
        boolean own = context.previous()
                .id()
                .filter(id -> !id.equals(record.consentId()))
                .isEmpty();
        if (own && record.site().equals(context.site()) && isRecordOf(choice, record)) {
            List<ConsentRecord> chain = store.history(record.consentId());
            ConsentRecord head = chain.isEmpty() ? record : chain.get(chain.size() - 1);
            return result(tokenOf(head), context.site(), head);
        } else if (isRefusal(choice)) {
            return append(choice, context.withChoiceId(null), before, token);
        }
        throw new ChoiceConflictException();
    }

    private static boolean isRecordOf(Choice choice, ConsentRecord record) {
        if (record.event() != ConsentRecord.Event.of(choice)) {
            return false;
        }
        Set<Category> granted = new TreeSet<>();
        Set<Category> refused = new TreeSet<>();
        record.categories().forEach((category, yes) -> (yes ? granted : refused).add(category));
        if (choice instanceof Choice.Select select) {
            return granted.equals(select.granted());
        } else if (choice instanceof Choice.Grant grant) {
            Set<Category> asked = new TreeSet<>(grant.categories());
            boolean stillObjects = asked.remove(Category.AUDIENCE) && refused.contains(Category.AUDIENCE);
            return !stillObjects && granted.containsAll(asked);
        } else if (choice instanceof Choice.Withdraw withdraw) {
            return refused.containsAll(withdraw.categories());
        }
        return true;
    }

    private static boolean isRefusal(Choice choice) {
        return choice instanceof Choice.RefuseAll
                || choice instanceof Choice.Withdraw
                || (choice instanceof Choice.Select select && select.granted().isEmpty());
    }

    private static ConsentToken tokenOf(ConsentRecord record) {
        return new ConsentToken(
                record.recordedAt(),
                record.validUntil(),
                record.consentId(),
                record.notice(),
                Decision.split(record.decisions()));
    }

    /** Waits for the record; a grant that comes too late is taken back, all else goes on waiting to be recorded. */
    private ConsentRecord await(CompletableFuture<ConsentRecord> stored, boolean grants)
            throws ExecutionException, TimeoutException, InterruptedException {
        try {
            return stored.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | InterruptedException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (grants && !stored.cancel(false) && !stored.isCompletedExceptionally()) {
                // It was recorded in the very last moment, so nothing will take it back.
                return stored.join();
            }
            throw e;
        }
    }

    private RecordDraft draft(
            UUID recordId,
            ConsentRecord.Event event,
            ChoiceContext context,
            ConsentToken token,
            @Nullable Standing withoutIt) {
        return new RecordDraft(
                keys,
                recordId,
                Objects.requireNonNull(token.id()),
                event,
                token.decidedAt(),
                token.expiresAt(),
                token.decisions(),
                context.notice(),
                context.method(),
                context.gpc(),
                context.site(),
                withoutIt);
    }

    /** What holds if a choice cannot be recorded: what it refused is refused, what it granted is as it was. */
    private static SortedMap<Category, Decision> standing(
            SortedMap<Category, Decision> held, SortedMap<Category, Decision> chosen) {
        SortedMap<Category, Decision> standing = new TreeMap<>();
        chosen.forEach((category, decision) -> {
            Decision stands = decision.granted() ? held.get(category) : decision;
            if (stands != null) {
                standing.put(category, stands);
            }
        });
        return standing;
    }

    private UnrecordedChoiceException unrecorded(
            ChoiceContext context,
            @Nullable ConsentToken before,
            ConsentToken token,
            SortedMap<Category, Decision> standing,
            Exception cause) {
        SortedMap<Category, Decision> held = before == null ? new TreeMap<>() : before.decisions();
        SortedSet<Category> notGranted = new TreeSet<>();
        SortedSet<Category> notRecorded = new TreeSet<>();
        token.decisions().forEach((category, decision) -> {
            if (!decision.equals(standing.get(category))) {
                notGranted.add(category);
            }
            if (!decision.equals(held.get(category))) {
                notRecorded.add(category);
            }
        });
        LOG.log(System.Logger.Level.WARNING, "a choice could not be recorded: " + cause);
        if (standing.equals(held)) {
            return new UnrecordedChoiceException(Optional.empty(), notGranted, notRecorded, cause);
        }
        ConsentToken inEffect;
        if (before == null || before.id() == null) {
            inEffect = refusal(standing, token.decidedAt());
        } else {
            inEffect = new ConsentToken(token.decidedAt(), before.expiresAt(), before.id(), before.notice(), standing);
            if (!notGranted.isEmpty()) {
                recordWithdrawal(context, inEffect);
            }
        }
        return new UnrecordedChoiceException(
                Optional.of(result(inEffect, context.site(), null)), notGranted, notRecorded, cause);
    }

    /** What a choice withdrew closes a grant that is on record: it waits for its record, though the grants in it do not. */
    private void recordWithdrawal(ChoiceContext context, ConsentToken inEffect) {
        Standing standing = new Standing(inEffect.decisions(), inEffect.expiresAt());
        // Nobody waits for it; where the store takes nothing more, the cookie alone says it.
        CompletableFuture<ConsentRecord> unused =
                store.append(draft(UUID.randomUUID(), ConsentRecord.Event.WITHDRAW, context, inEffect, standing));
    }

    /**
     * Returns the records of one visitor.
     *
     * @param consentId the visitor's pseudonymous id
     * @return in order; empty if nothing is held
     * @throws StoreException if the store does not answer
     */
    public List<ConsentRecord> history(String consentId) {
        return store.history(consentId);
    }

    /**
     * Returns a notice as it was shown, also one that is no longer in force.
     *
     * @param hash its SHA-256 in hexadecimal
     * @return its JSON, byte for byte as hashed
     * @throws StoreException if the store does not answer
     */
    public Optional<String> storedNotice(String hash) {
        return store.notice(hash);
    }

    /**
     * Erases the records of one visitor and refuses everything (GDPR, article 17).
     *
     * @param consentId the visitor's pseudonymous id
     * @param site the domain or host that the refusal is for
     * @return a refusal without an id
     * @throws StoreException if the store does not answer; nothing is erased
     */
    public ChoiceResult erase(String consentId, String site) {
        store.erase(consentId);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        SortedMap<Category, Decision> refused = decide(new Choice.RefuseAll(), null, notice(List.of()));
        if (policy.measuresAudience()) {
            refused.put(Category.AUDIENCE, Decision.REFUSED);
        }
        return result(refusal(refused, now), site, null);
    }

    /** Closes the store. */
    @Override
    public void close() {
        store.close();
    }

    private void check(Choice choice) {
        if (!policy.canGrant()) {
            throw new InvalidChoiceException("the site declares nothing that could be chosen");
        }
        boolean objection = isPartial(choice) && policy.measuresAudience();
        for (Category category : named(choice)) {
            if (!fingerprints.containsKey(category) && !(objection && category.equals(Category.AUDIENCE))) {
                throw new InvalidChoiceException("the site does not declare the category '" + category
                        + "'; it declares " + fingerprints.keySet());
            }
        }
    }

    private static Set<Category> named(Choice choice) {
        if (choice instanceof Choice.Select select) {
            return select.granted();
        } else if (choice instanceof Choice.Grant grant) {
            return grant.categories();
        } else if (choice instanceof Choice.Withdraw withdraw) {
            return withdraw.categories();
        }
        return Set.of();
    }

    private SortedMap<Category, Decision> decide(Choice choice, @Nullable ConsentToken before, Notice shown) {
        SortedMap<Category, Decision> decisions = new TreeMap<>();
        boolean partial = isPartial(choice);
        if (before != null) {
            decisions.putAll(before.decisions());
            // An objection stands until it is taken back by name.
            decisions.keySet().removeIf(category -> !partial && !category.equals(Category.AUDIENCE));
        }
        if (named(choice).contains(Category.AUDIENCE)) {
            decisions.remove(Category.AUDIENCE);
            if (choice instanceof Choice.Withdraw) {
                decisions.put(Category.AUDIENCE, Decision.REFUSED);
            }
        }
        for (Declaration declaration : shown.declarations()) {
            Category category = declaration.category();
            boolean isNamed = named(choice).contains(category);
            if (choice instanceof Choice.AcceptAll || (isNamed && !(choice instanceof Choice.Withdraw))) {
                decisions.put(category, Decision.grant(declaration.fingerprint()));
            } else if (!partial || isNamed) {
                decisions.put(category, Decision.REFUSED);
            }
        }
        return decisions;
    }

    private static boolean isPartial(Choice choice) {
        return choice instanceof Choice.Grant || choice instanceof Choice.Withdraw;
    }

    /** A choice of one category does not prolong what was decided on the others. */
    private Instant expiry(Choice choice, @Nullable ConsentToken before, Instant now) {
        Instant full = fullLifetime(now);
        if (before == null || !isPartial(choice) || before.expiresAt().isAfter(full)) {
            return full;
        }
        return named(choice).containsAll(before.decisions().keySet()) ? full : before.expiresAt();
    }

    private Instant fullLifetime(Instant from) {
        return from.atZone(ZoneOffset.UTC).plus(policy.choiceLifetime()).toInstant();
    }

    /** To the day, from this choice alone: visitors who refuse the same on one day carry the same value. */
    private ConsentToken refusal(SortedMap<Category, Decision> decisions, Instant now) {
        Instant day = now.truncatedTo(ChronoUnit.DAYS);
        return new ConsentToken(day, fullLifetime(day), null, null, decisions);
    }

    private @Nullable ConsentToken live(Consent consent, Instant now) {
        ConsentToken token = consent.live();
        return token != null && now.isBefore(token.expiresAt()) ? token : null;
    }

    private ChoiceResult result(ConsentToken token, String site, @Nullable ConsentRecord record) {
        return new ChoiceResult(consent(token), token.sign(site, keys), Optional.ofNullable(record));
    }

    private Consent consent(ConsentToken token) {
        return new Consent(token, false, states(token.decisions(), false));
    }

    private Consent expired(ConsentToken token) {
        return new Consent(token, true, states(token.decisions(), true));
    }

    private SortedMap<Category, ConsentState> states(SortedMap<Category, Decision> decisions, boolean expired) {
        SortedMap<Category, ConsentState> states = new TreeMap<>();
        for (Category category : fingerprints.keySet()) {
            Decision decision = decisions.get(category);
            states.put(category, decision == null ? ConsentState.UNDECIDED : state(category, decision, expired));
        }
        return states;
    }

    private ConsentState state(Category category, Decision decision, boolean expired) {
        if (expired) {
            return ConsentState.EXPIRED;
        } else if (!decision.granted()) {
            return ConsentState.REFUSED;
        }
        return covers(category, decision.declaration()) ? ConsentState.GRANTED : ConsentState.STALE;
    }

    /** Whether a grant for this declaration is a grant for what the category declares here. */
    private boolean covers(Category category, String granted) {
        if (granted.equals(fingerprints.get(category))) {
            return true;
        }
        Set<String> elements = elements(granted);
        return elements != null
                && Objects.requireNonNull(declarations.get(category)).coveredBy(elements);
    }

    private @Nullable Set<String> elements(String fingerprint) {
        Set<String> known = grantedElements.getIfPresent(fingerprint);
        if (known != null || unknownDeclarations.getIfPresent(fingerprint) != null) {
            return known;
        }
        try {
            Optional<SortedSet<String>> stored = store.declaration(fingerprint);
            if (stored.isPresent()) {
                grantedElements.put(fingerprint, stored.get());
                return stored.get();
            }
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.DEBUG, "a declaration could not be read", e);
        }
        unknownDeclarations.put(fingerprint, true);
        return null;
    }

    /** Whether what the token means can no longer change by a declaration becoming known. */
    private boolean settled(ConsentToken token) {
        return token.decisions().entrySet().stream()
                .filter(e -> e.getValue().granted() && fingerprints.containsKey(e.getKey()))
                .map(e -> e.getValue().declaration())
                .allMatch(f -> fingerprints.containsValue(f) || grantedElements.getIfPresent(f) != null);
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
