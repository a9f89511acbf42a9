package com.okonect.consent;

import com.okonect.consent.RecordDraft.Claim;
import com.okonect.consent.RecordDraft.ShownNotice;
import com.okonect.consent.policy.CategoryDeclaration;
import com.okonect.consent.policy.ConsentPolicy;
import com.okonect.consent.policy.Declaration;
import com.okonect.consent.policy.Notice;
import com.okonect.consent.store.ConsentStore;
import com.okonect.consent.store.RecordIdTakenException;
import com.okonect.consent.store.StoreException;
import com.okonect.consent.store.Verification;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns choices into records and tokens, and tokens back into consent.
 *
 * <pre>{@code
 * String token = service.record(choice, context).token(); // returns when the record is durable
 *
 * Consent consent = service.read(List.of(token), "shop.example");
 * }</pre>
 *
 * <p>Safe for use by several threads. Reading a token does no I/O, but for the first time that a node meets a grant for
 * a declaration other than its own.
 */
public final class ConsentService implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ConsentService.class.getName());
    private static final long CACHED_TOKENS = 10_000;
    private static final Set<String> TRADITIONAL_CHINESE = Set.of("TW", "HK", "MO");
    private static final int ID_BYTES = 16;
    private static final long IDLE_SECONDS = 10;

    private final ConsentPolicy policy;
    private final ConsentStore store;
    private final SigningKeys keys;
    private final Clock clock;
    private final Duration patience;
    private final Map<Locale, Notice> notices = new LinkedHashMap<>();
    private final Map<Category, Declaration> declarations = new TreeMap<>();
    private final Map<Category, String> fingerprints = new TreeMap<>();
    private final Consent undecided;
    private final LateCache<SignedText, Known> tokens = new LateCache<>(CACHED_TOKENS, null);
    private final DeclarationLookup lookup;
    private final List<PreferenceSignal> signals;
    private final Revocations revocations;
    private final SecureRandom random = new SecureRandom();
    private final RecordIds ids;
    private final ScheduledThreadPoolExecutor patienceEnds = newPatienceEnds();

    /** What a token's text and the site that it was sent to make a key of. */
    private record SignedText(String text, String site) {

        private static final int HASHED = 8;

        /** The end of a signature is as good as any hash of the text, which is long and new with each request. */
        @Override
        public int hashCode() {
            int hash = site.hashCode();
            for (int i = Math.max(0, text.length() - HASHED); i < text.length(); i++) {
                hash = 31 * hash + text.charAt(i);
            }
            return hash;
        }
    }

    /** A token whose signature holds, what it means until it expires, and by what it could be revoked. */
    private record Known(
            ConsentToken token, Consent consent, @Nullable String digest) {

        private static Known of(ConsentToken token, Consent consent) {
            return new Known(token, consent, token.id() == null ? null : Revocation.digest(token.id()));
        }
    }

    /** How a record comes about. */
    private record Origin(
            UUID recordId,
            ConsentRecord.Event event,
            ShownNotice notice,
            ConsentRecord.Method method,
            boolean gpc,
            String site,
            Claim claim) {}

    private ConsentService(Builder builder) {
        policy = builder.policy;
        store = Objects.requireNonNull(builder.store, "a consent service needs a store");
        keys = Objects.requireNonNull(builder.keys, "a consent service needs signing keys");
        clock = builder.clock;
        ids = new RecordIds(clock, random);
        patience = builder.patience;
        lookup = new DeclarationLookup(store);
        signals = List.copyOf(builder.signals);
        revocations = new Revocations(store, clock);
        notices.putAll(builder.notices == null ? notices(policy, "") : builder.notices);
        for (CategoryDeclaration category : policy.categories()) {
            Declaration declaration = category.declaration();
            declarations.put(category.category(), declaration);
            fingerprints.put(category.category(), declaration.fingerprint());
        }
        undecided = new Consent(null, false, states(new TreeMap<>(), false));
        builder.listeners.forEach(store::subscribe);
        if (policy.canGrant()) {
            store.purgeAfter(policy.evidenceRetention());
        }
    }

    private static Map<Locale, Notice> notices(ConsentPolicy policy, String layout) {
        Map<Locale, Notice> notices = new LinkedHashMap<>();
        for (Locale language : policy.languages()) {
            notices.put(language, policy.notice(language, layout));
        }
        return notices;
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
        private @Nullable Map<Locale, Notice> notices;
        private final List<ConsentListener> listeners = new ArrayList<>();
        private final List<PreferenceSignal> signals = new ArrayList<>(List.of(PreferenceSignal.GPC));

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
            // Here, for an application that starts may have this beside the store that it still opens.
            notices = notices(policy, id);
            return this;
        }

        /**
         * Adds a listener, which hears of every change that is recorded.
         *
         * @param listener told in a thread of the store
         * @return this builder
         */
        public Builder listener(ConsentListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Adds a signal to {@link PreferenceSignal#GPC}, which is always honoured.
         *
         * @param signal asked about every request
         * @return this builder
         */
        public Builder signal(PreferenceSignal signal) {
            signals.add(signal);
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
            Notice notice = find(language);
            if (notice != null) {
                return notice;
            }
        }
        return notices.values().iterator().next();
    }

    /**
     * Finds the notice in a language.
     *
     * @param language any; a region that the policy does not have is left out
     * @return the notice in force; empty if the policy does not have the language
     */
    public Optional<Notice> noticeIn(Locale language) {
        return Optional.ofNullable(find(language));
    }

    private @Nullable Notice find(Locale wanted) {
        for (Locale candidate : candidates(wanted)) {
            Notice notice = notices.get(candidate);
            if (notice != null) {
                return notice;
            }
        }
        return null;
    }

    /** Under which tags the texts of a language can be shipped, the best first. */
    private static List<Locale> candidates(Locale wanted) {
        String language = wanted.getLanguage();
        return switch (language) {
            case "zh" -> {
                boolean traditional =
                        wanted.getScript().equals("Hant") || TRADITIONAL_CHINESE.contains(wanted.getCountry());
                yield List.of(
                        Locale.forLanguageTag(traditional ? "zh-Hant" : "zh-Hans"),
                        Locale.forLanguageTag(traditional ? "zh-Hans" : "zh-Hant"));
            }
            case "no", "nn" -> List.of(wanted, Locale.forLanguageTag("nb"));
            case "sr" -> {
                boolean latin = wanted.getScript().equals("Latn");
                yield latin
                        ? List.of(Locale.forLanguageTag("sr-Latn"), Locale.forLanguageTag("sr"))
                        : List.of(Locale.forLanguageTag("sr"), Locale.forLanguageTag("sr-Latn"));
            }
            // Most pages name a language alone.
            default ->
                wanted.toString().equals(language) ? List.of(wanted) : List.of(wanted, Locale.forLanguageTag(language));
        };
    }

    /**
     * Returns the notices in force.
     *
     * @return one a language, in the order of the policy's languages
     */
    public List<Notice> notices() {
        return List.copyOf(notices.values());
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
     * Returns a new id for a form that makes a choice, so that sending it twice records it once:
     * {@link ChoiceContext#choiceId()}. It becomes the id of the record.
     *
     * @return a UUID of version 7 (RFC 9562, section 5.7) that tells the hour and no more
     */
    public UUID newChoiceId() {
        return ids.ofForm();
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
        Known known = tokens.get(key);
        if (known == null) {
            ConsentToken token = ConsentToken.verify(text, site, keys);
            if (token == null) {
                return undecided;
            }
            // Asked before the states are: a declaration that becomes known in between must not leave an old answer
            // here.
            boolean settled = settled(token);
            known = Known.of(token, consent(token));
            if (settled) {
                tokens.put(key, known);
            }
        }
        Instant now = clock.instant();
        if (!now.isBefore(known.token.expiresAt())) {
            return expired(known.token);
        }
        ConsentToken left = known.digest == null ? null : revocations.limit(known.token, known.digest, now);
        return left == null ? known.consent : consent(left);
    }

    /**
     * Returns a consent as the signals of one request leave it. Never throws.
     *
     * @param consent what the visitor chose, or did not
     * @param headers the values of a request header by its name, none if it was not sent
     * @return the consent, with what a signal refuses refused
     */
    public Consent withSignals(Consent consent, Function<String, List<String>> headers) {
        Consent left = consent;
        for (PreferenceSignal signal : signals) {
            Set<Category> refused;
            try {
                refused = signal.refused(headers, policy);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a signal could not be read and counts as refusing all", e);
                refused = fingerprints.keySet();
            }
            if (!refused.isEmpty()) {
                Set<Category> all = new TreeSet<>(left.signalled());
                all.addAll(refused);
                left = left.refusing(all);
            }
        }
        return left;
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
        Intent intent = intend(choice, context);
        return intent.leavesNoRecord() ? counted(intent) : append(intent);
    }

    /**
     * Records a choice as {@link #record} does, and keeps no thread waiting meanwhile.
     *
     * @param choice what the visitor decided
     * @param context the circumstances
     * @param executor where the answer is made up once the record is durable, and where dependents of the future run
     *     that name no executor. It must not run them in the thread that calls it, which is the one that writes all
     *     records, and has to take every task: where it does not, the future fails though the choice may be recorded
     * @return completed when the record is durable, at once by a refusal that needs none, and exceptionally with what
     *     {@link #record} throws. To complete or to cancel it takes nothing back
     */
    public CompletableFuture<ChoiceResult> recordAsync(Choice choice, ChoiceContext context, Executor executor) {
        try {
            Intent intent = intend(choice, context);
            return intent.leavesNoRecord()
                    ? CompletableFuture.completedFuture(counted(intent))
                    : appendAsync(intent, executor);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What a choice comes to, if the browser carries what is stored. */
    private record Intent(
            Choice choice, ChoiceContext context, @Nullable ConsentToken before, Change change, ConsentToken token) {

        /** Whether there is nothing to prove: nothing is granted, and nothing was before. */
        private boolean leavesNoRecord() {
            return token.id() == null;
        }

        /**
         * Whether a record that is stored under the id of this choice is of this choice. If it is of another, there is no
         * answer yet: a refusal has to be recorded under an id of its own all the same.
         */
        private boolean isOf(ConsentRecord record) {
            String id = before == null ? null : before.id();
            boolean own = id == null || id.equals(record.consentId());
            return own && record.site().equals(context.site()) && isRecordOf(choice, record);
        }
    }

    private Intent intend(Choice choice, ChoiceContext context) {
        check(choice);
        Instant now = now();
        ConsentToken before = live(context.previous(), now);
        Change change = Change.of(choice, context, fullLifetime(now));
        SortedMap<Category, Decision> held = held(before);
        SortedMap<Category, Decision> decisions = change.upon(held);
        String id = before == null ? null : before.id();
        if (id == null && !Decision.anyGranted(decisions)) {
            return new Intent(choice, context, before, change, refusal(decisions, now));
        }
        ConsentToken token = new ConsentToken(
                now,
                change.until(held, before == null ? null : before.expiresAt()),
                id == null ? newId() : id,
                context.notice().hash(),
                decisions);
        return new Intent(choice, context, before, change, token);
    }

    private static SortedMap<Category, Decision> held(@Nullable ConsentToken before) {
        return before == null ? new TreeMap<>() : before.decisions();
    }

    private ChoiceResult counted(Intent intent) {
        LocalDate today = LocalDate.ofInstant(intent.token.decidedAt(), ZoneOffset.UTC);
        store.countRefusal(today, intent.context.notice().hash());
        return result(intent.token, intent.context.site(), null);
    }

    private ChoiceResult append(Intent intent) throws UnrecordedChoiceException, ChoiceConflictException {
        try {
            Attempt attempt = attempt(origin(intent), intent.before, intent.change, intent.token);
            return proven(attempt, append(attempt));
        } catch (RecordIdTakenException e) {
            throw new ChoiceConflictException();
        }
    }

    private CompletableFuture<ChoiceResult> appendAsync(Intent intent, Executor executor) {
        Attempt attempt = attempt(origin(intent), intent.before, intent.change, intent.token);
        // To give up on a grant is to cancel it; all else goes on waiting to be recorded.
        CompletableFuture<ConsentRecord> awaited = attempt.grants() ? attempt.stored : attempt.stored.copy();
        Future<?> end = afterPatience(() -> attempt.grants()
                ? attempt.stored.cancel(false)
                : awaited.completeExceptionally(new TimeoutException()));
        return awaited.handle(Outcome::new)
                .thenComposeAsync(
                        outcome -> {
                            end.cancel(false);
                            return answer(attempt, outcome);
                        },
                        executor);
    }

    private CompletableFuture<ChoiceResult> answer(Attempt attempt, Outcome outcome) {
        ConsentRecord record = outcome.record();
        if (record == null) {
            Throwable reason = reason(outcome.failure());
            return CompletableFuture.failedFuture(
                    reason instanceof RecordIdTakenException
                            ? new ChoiceConflictException()
                            : unrecorded(attempt, reason));
        }
        try {
            return CompletableFuture.completedFuture(proven(attempt, recorded(attempt, record)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** To the caller it is patience that came to its end, and not something that it cancelled. */
    private static @Nullable Throwable reason(@Nullable Throwable failure) {
        if (failure instanceof CancellationException) {
            return new TimeoutException();
        }
        return failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    }

    private Future<?> afterPatience(Callable<Boolean> giveUp) {
        try {
            return patienceEnds.schedule(giveUp, patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            // The store closes, too, and tells all who wait.
            return CompletableFuture.completedFuture(false);
        }
    }

    private Origin origin(Intent intent) {
        ChoiceContext context = intent.context;
        UUID choiceId = context.choiceId();
        return new Origin(
                choiceId == null ? ids.ofRecord() : choiceId,
                ConsentRecord.Event.of(intent.choice),
                ShownNotice.of(context.notice()),
                context.method(),
                context.gpc(),
                context.site(),
                choiceId == null ? Claim.OF_NEW_ID : new Claim(intent::isOf, isRefusal(intent.choice)));
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

    private ChoiceResult proven(Attempt attempt, ConsentRecord record) {
        boolean isFirst = attempt.draft.became(record) && attempt.draft.opensChain() && record.previousHash() == null;
        if (isFirst) {
            // Nothing came before the first record of a chain, so it says what the attempt was to say.
            return result(attempt.token, record.site(), record);
        }
        return attempt.draft.became(record) ? proven(record) : repeated(attempt, record);
    }

    /**
     * A repetition grants no more than what it asks for now: the record is perhaps of a later choice, of which nobody was
     * told, or of this one, and the visitor was told since that something else is refused.
     */
    private ChoiceResult repeated(Attempt attempt, ConsentRecord record) {
        ConsentToken token = attempt.draft.repeated(record, attempt.token.decisions());
        // A revocation that the record falls under does not count for a token that is dated later.
        ConsentToken left = revocations.limit(
                token.asOf(record.recordedAt()), Revocation.digest(record.consentId()), clock.instant());
        if (left != null) {
            token = left.id() == null ? refusal(left.decisions(), now()) : left.asOf(token.decidedAt());
        }
        return result(token, record.site(), record);
    }

    private ChoiceResult proven(ConsentRecord record) {
        return result(ConsentToken.of(record), record.site(), record);
    }

    /** What came of an attempt: the one or the other. */
    private record Outcome(
            @Nullable ConsentRecord record, @Nullable Throwable failure) {}

    /**
     * A record that is under way.
     *
     * @param change what the choice changes
     * @param token what holds if the record comes to stand where the browser believes the chain to end
     * @param standing what holds without it
     */
    private record Attempt(
            Origin origin,
            @Nullable ConsentToken before,
            Change change,
            ConsentToken token,
            SortedMap<Category, Decision> standing,
            RecordDraft draft,
            CompletableFuture<ConsentRecord> stored) {

        private boolean grants() {
            return !standing.equals(token.decisions());
        }
    }

    private Attempt attempt(Origin origin, @Nullable ConsentToken before, Change change, ConsentToken token) {
        SortedMap<Category, Decision> standing = change.withoutGrants(held(before));
        RecordDraft draft = draft(origin, Objects.requireNonNull(token.id()), token.decidedAt(), change, before, false);
        return new Attempt(origin, before, change, token, standing, draft, store.append(draft));
    }

    /** It is durable: what it revokes is revoked here at once. */
    private ConsentRecord recorded(Attempt attempt, ConsentRecord record) {
        attempt.draft.revocation().ifPresent(revocations::add);
        return record;
    }

    private ConsentRecord append(Attempt attempt) throws UnrecordedChoiceException {
        try {
            return recorded(attempt, await(attempt.stored, attempt.grants()));
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            if (e.getCause() instanceof RecordIdTakenException taken) {
                throw taken;
            }
            throw unrecorded(attempt, e);
        }
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
            Origin origin, String consentId, Instant at, Change change, @Nullable ConsentToken before, boolean isAway) {
        return new RecordDraft(
                keys,
                origin.recordId,
                consentId,
                origin.event,
                at,
                change,
                before,
                origin.notice,
                origin.method,
                origin.gpc,
                origin.site,
                isAway,
                origin.claim);
    }

    private UnrecordedChoiceException unrecorded(Attempt attempt, @Nullable Throwable cause) {
        Origin origin = attempt.origin;
        ConsentToken before = attempt.before;
        ConsentToken token = attempt.token;
        SortedMap<Category, Decision> standing = attempt.standing;
        SortedMap<Category, Decision> held = held(before);
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
        boolean changes = !standing.equals(held);
        ConsentToken inEffect = null;
        if (before == null || before.id() == null) {
            inEffect = changes ? refusal(standing, token.decidedAt()) : null;
        } else if (changes || isRefusedOnceMore(attempt)) {
            inEffect = inEffect(attempt, before);
            if (changes && !notGranted.isEmpty()) {
                recordWithdrawal(origin, before, inEffect, token.decidedAt());
            }
        }
        notGranted.remove(Category.SIGNAL);
        notRecorded.remove(Category.SIGNAL);
        Optional<ChoiceResult> result = Optional.ofNullable(inEffect).map(one -> result(one, origin.site, null));
        return new UnrecordedChoiceException(result, notGranted, notRecorded, cause);
    }

    /**
     * Whether a visitor refuses what the browser carries as refused already. A grant may be on record that it has not heard
     * of, and what is refused now is refused later than that. Not where grants would be told anew, without a record.
     */
    private static boolean isRefusedOnceMore(Attempt attempt) {
        return attempt.change.refuses()
                && !Decision.anyGranted(attempt.standing)
                && attempt.origin.method != ConsentRecord.Method.ACCOUNT;
    }

    private static ConsentToken inEffect(Attempt attempt, ConsentToken before) {
        SortedMap<Category, Decision> standing = attempt.standing;
        Instant now = attempt.token.decidedAt();
        // The record that was not awaited may be there all the same: what it grants was not refused after it.
        Instant at = attempt.grants() ? now.minusSeconds(1) : now;
        // Another node's clock may be ahead.
        Instant since = at.isBefore(before.decidedAt()) ? before.decidedAt() : at;
        // Grants that stand last no longer than they did, and end when no record does: this is no record's outcome.
        Instant until = Decision.anyGranted(standing) ? before.expiresAt().minusSeconds(1) : attempt.token.expiresAt();
        return new ConsentToken(since, until, before.id(), before.notice(), standing);
    }

    /**
     * What a choice withdrew closes a grant that is on record: it waits for its record, though the grants in it do not.
     *
     * @param at the time of the choice
     */
    private void recordWithdrawal(Origin failed, ConsentToken before, ConsentToken inEffect, Instant at) {
        Set<Category> withdrawn = new TreeSet<>();
        inEffect.decisions().forEach((category, decision) -> {
            if (!decision.granted() && !decision.equals(before.decisions().get(category))) {
                withdrawn.add(category);
            }
        });
        Origin withdrawal = new Origin(
                ids.ofRecord(),
                ConsentRecord.Event.WITHDRAW,
                failed.notice,
                failed.method,
                failed.gpc,
                failed.site,
                Claim.OF_NEW_ID);
        Change change = Change.withdrawal(withdrawn, before.expiresAt());
        // Nobody waits for it; where the store takes nothing more, the cookie alone says it.
        CompletableFuture<ConsentRecord> unused =
                store.append(draft(withdrawal, Objects.requireNonNull(inEffect.id()), at, change, before, false));
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
     * Finds a record by its own id.
     *
     * @param recordId any id
     * @return the record, or empty
     * @throws StoreException if the store does not answer
     */
    public Optional<ConsentRecord> find(UUID recordId) {
        return store.find(recordId);
    }

    /**
     * Withdraws categories of a visitor who is not here, such as one who asked by letter. It takes effect on this node
     * at once and on others within 10 seconds, whatever the visitor's cookie says.
     *
     * @param consentId the visitor's pseudonymous id
     * @param categories what to withdraw
     * @return the visitor's newest record then; empty if nothing is held
     * @throws StoreException if the store does not answer. The withdrawal is in effect on this node, and is recorded if
     *     the store answers later
     */
    public Optional<ConsentRecord> withdraw(String consentId, Set<Category> categories) {
        List<ConsentRecord> chain = store.history(consentId);
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        ConsentRecord newest = chain.get(chain.size() - 1);
        SortedMap<Category, Decision> decisions = Decision.split(newest.decisions());
        categories.forEach(category -> decisions.put(category, Decision.REFUSED));
        if (decisions.equals(Decision.split(newest.decisions()))) {
            return Optional.of(newest);
        }
        ConsentToken before = ConsentToken.of(newest);
        Instant now = now();
        Origin origin = new Origin(
                ids.ofRecord(),
                ConsentRecord.Event.WITHDRAW,
                ShownNotice.of(newest),
                ConsentRecord.Method.CODE,
                false,
                newest.site(),
                Claim.OF_NEW_ID);
        Change change = Change.withdrawal(categories, newest.validUntil());
        revocations.add(
                new Revocation(Revocation.digest(consentId), now, newest.validUntil(), Decision.join(decisions)));
        try {
            return Optional.of(await(store.append(draft(origin, consentId, now, change, before, true)), false));
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new StoreException("the withdrawal is in effect here, and not recorded yet", e);
        }
    }

    /**
     * Erases the records of one visitor and refuses everything (GDPR, article 17). What other browsers carry under this
     * id stops counting: on this node at once, on others within 10 seconds.
     *
     * @param consentId the visitor's pseudonymous id; empty for a visitor who has none, of whom nothing is held: the store
     *     is not asked
     * @param site the domain or host that the refusal is for
     * @return a refusal without an id
     * @throws StoreException if the store does not answer; nothing is erased
     */
    public ChoiceResult erase(String consentId, String site) {
        Instant now = now();
        int erased = consentId.isEmpty() ? 0 : store.erase(consentId);
        if (erased > 0) {
            Instant until = fullLifetime(now);
            revocations.add(new Revocation(Revocation.digest(consentId), now, until, ""));
            LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
            RightsRequest request = RightsRequest.received(RightsRequest.Kind.ERASURE, "made by the service", today)
                    .closed(erased + (erased == 1 ? " record erased" : " records erased"), today);
            try {
                store.log(request);
            } catch (StoreException e) {
                LOG.log(System.Logger.Level.WARNING, "an erasure is not in the log of requests", e);
            }
        }
        SortedMap<Category, Decision> refused =
                Change.of(new Choice.RefuseAll(), notice(List.of()), now).upon(new TreeMap<>());
        if (policy.measuresAudience()) {
            refused.put(Category.AUDIENCE, Decision.REFUSED);
        }
        return result(refusal(refused, now), site, null);
    }

    /**
     * Writes out what is held of one visitor (GDPR, articles 15 and 20).
     *
     * @param consentId the visitor's pseudonymous id; empty for a visitor who has none, of whom nothing is held: the store
     *     is not asked
     * @param format how
     * @return JSON; empty if nothing is held
     * @throws StoreException if the store does not answer
     */
    public Optional<String> export(String consentId, ExportFormat format) {
        List<ConsentRecord> records = consentId.isEmpty() ? List.of() : store.history(consentId);
        if (records.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> shown = new LinkedHashMap<>();
        for (ConsentRecord record : records) {
            if (!shown.containsKey(record.notice())) {
                store.notice(record.notice()).ifPresent(json -> shown.put(record.notice(), json));
            }
        }
        return Optional.of(new ConsentExport(records, shown).write(format));
    }

    /**
     * Attaches a visitor to an account, at log-in, and makes one choice out of this browser's and that of the account's
     * other browsers on this site. The account's id is stored as a keyed hash, beside the records and not in them. A
     * visitor without an id, who has granted nothing, is not attached.
     *
     * @param account the id of the account, any text
     * @param context what holds in this browser, the site, and the notice in force
     * @param policy which choice holds where they differ
     * @return what has changed
     * @throws UnrecordedChoiceException if what changes could not be recorded in time; nothing new is granted and the
     *     visitor is not attached
     * @throws StoreException if the store does not answer; nothing changes
     */
    public Attachment attach(String account, ChoiceContext context, MergePolicy policy)
            throws UnrecordedChoiceException {
        Instant now = now();
        ConsentToken mine = live(context.previous(), now);
        Optional<ConsentRecord> theirs = newestElsewhere(account, mine, context.site(), now);
        Attachment attachment = theirs.isEmpty()
                ? new Attachment(Optional.empty(), new TreeSet<>())
                : merge(mine, theirs.get(), context, policy, now);
        Optional<String> id = attachment
                .result()
                .flatMap(result -> result.consent().id())
                .or(() -> Optional.ofNullable(mine == null ? null : mine.id()));
        id.ifPresent(own -> store.attach(keys.pseudonyms(account).get(0), own));
        return attachment;
    }

    private Optional<ConsentRecord> newestElsewhere(
            String account, @Nullable ConsentToken mine, String site, Instant now) {
        return attached(account).stream()
                .filter(id -> mine == null || !id.equals(mine.id()))
                .map(store::history)
                .filter(chain -> !chain.isEmpty())
                .map(chain -> chain.get(chain.size() - 1))
                .filter(record -> record.site().equals(site) && now.isBefore(record.validUntil()))
                .max(Comparator.comparing(ConsentRecord::recordedAt));
    }

    private Attachment merge(
            @Nullable ConsentToken mine, ConsentRecord theirs, ChoiceContext context, MergePolicy policy, Instant now)
            throws UnrecordedChoiceException {
        Merge merge = Merge.of(policy, mine, theirs, fingerprints.keySet());
        if (merge.decisions().equals(mine == null ? new TreeMap<>() : mine.decisions())) {
            return new Attachment(Optional.empty(), merge.differing());
        }
        String ownId = mine == null ? null : mine.id();
        ChoiceResult result;
        if (ownId == null && !Decision.anyGranted(merge.decisions())) {
            result = result(refusal(merge.decisions(), now), context.site(), null);
        } else {
            ShownNotice shown = merge.adopts() || ownId == null
                    ? ShownNotice.of(theirs)
                    : store.history(ownId).stream()
                            .reduce((earlier, later) -> later)
                            .map(ShownNotice::of)
                            .orElseGet(() -> ShownNotice.of(context.notice()));
            ConsentToken token = new ConsentToken(
                    now, merge.expiresAt(), ownId == null ? newId() : ownId, shown.hash(), merge.decisions());
            Origin origin = new Origin(
                    ids.ofRecord(),
                    ConsentRecord.Event.SELECT,
                    shown,
                    ConsentRecord.Method.ACCOUNT,
                    context.gpc(),
                    context.site(),
                    Claim.OF_NEW_ID);
            Change change = Change.to(merge.decisions(), merge.expiresAt());
            result = proven(append(attempt(origin, mine, change, token)));
        }
        return new Attachment(Optional.of(result), merge.differing());
    }

    /**
     * Returns the visitors that are attached to an account.
     *
     * @param account the id of the account
     * @return their pseudonymous ids; empty if there is none
     * @throws StoreException if the store does not answer
     */
    public Set<String> attached(String account) {
        Set<String> ids = new TreeSet<>();
        keys.pseudonyms(account).forEach(pseudonym -> ids.addAll(store.attached(pseudonym)));
        return ids;
    }

    /**
     * Detaches all visitors from an account. Their records and their choices stay.
     *
     * @param account the id of the account
     * @return how many were attached
     * @throws StoreException if the store does not answer
     */
    public int detach(String account) {
        return keys.pseudonyms(account).stream().mapToInt(store::detach).sum();
    }

    /**
     * Keeps the records of one visitor beyond the end of their retention (GDPR, article 18), while a dispute lasts.
     *
     * @param consentId the visitor's pseudonymous id
     * @throws StoreException if the store does not answer
     */
    public void hold(String consentId) {
        store.hold(consentId);
    }

    /**
     * Ends {@link #hold}.
     *
     * @param consentId the visitor's pseudonymous id
     * @throws StoreException if the store does not answer
     */
    public void release(String consentId) {
        store.release(consentId);
    }

    /**
     * Purges what is past its retention now. The service does so by itself every hour, on one node of many.
     *
     * @return how many records were purged
     * @throws StoreException if the store does not answer
     */
    public int purge() {
        return store.purge(clock.instant()
                .atZone(ZoneOffset.UTC)
                .minus(policy.evidenceRetention())
                .toInstant());
    }

    /**
     * Writes into the log that a visitor asked for something (GDPR, article 12(3)). It is due a month from today.
     *
     * @param kind what was asked for
     * @param reference the site's own name for it, such as the number of a letter
     * @return the open request
     * @throws StoreException if the store does not answer
     */
    public RightsRequest receive(RightsRequest.Kind kind, String reference) {
        return receive(kind, reference, today());
    }

    /**
     * Writes into the log that a visitor asked for something on a day that may be past, such as in a letter. It is due a
     * month from that day.
     *
     * @param kind what was asked for
     * @param reference the site's own name for it, such as the number of a letter
     * @param receivedOn the UTC day it came
     * @return the open request
     * @throws IllegalArgumentException if the day is still to come
     * @throws StoreException if the store does not answer
     */
    public RightsRequest receive(RightsRequest.Kind kind, String reference, LocalDate receivedOn) {
        if (receivedOn.isAfter(today())) {
            throw new IllegalArgumentException("a request of " + receivedOn + ", which is still to come");
        }
        RightsRequest request = RightsRequest.received(kind, reference, receivedOn);
        store.log(request);
        return request;
    }

    /**
     * Writes into the log that a request takes two months more.
     *
     * @param request an open request
     * @param reason what the visitor was told today; at most 500 characters
     * @return the request with its new last day
     * @throws IllegalArgumentException if the reason is too long
     * @throws IllegalStateException if it cannot be extended
     * @throws StoreException if the store does not answer
     */
    public RightsRequest extend(RightsRequest request, String reason) {
        RightsRequest extended = request.extended(reason, today());
        store.log(extended);
        return extended;
    }

    /**
     * Writes into the log that a request is answered.
     *
     * @param request an open request
     * @param outcome what was answered today; at most 500 characters
     * @return the closed request
     * @throws IllegalArgumentException if the outcome is too long
     * @throws IllegalStateException if it was answered already
     * @throws StoreException if the store does not answer
     */
    public RightsRequest answer(RightsRequest request, String outcome) {
        RightsRequest closed = request.closed(outcome, today());
        store.log(closed);
        return closed;
    }

    /**
     * Returns the log of requests, those answered included.
     *
     * @return the first due first
     * @throws StoreException if the store does not answer
     */
    public List<RightsRequest> requests() {
        return store.requests();
    }

    /**
     * Checks everything that is stored.
     *
     * @return what was found
     * @throws StoreException if the store does not answer
     */
    public Verification verify() {
        return Verification.of(store, keys);
    }

    /**
     * Checks everything that is stored, and tells how far it has come.
     *
     * @param progress told the number of records that are checked, now and then, in this thread
     * @return what was found
     * @throws StoreException if the store does not answer
     */
    public Verification verify(LongConsumer progress) {
        return Verification.of(store, keys, progress);
    }

    /**
     * Counts choices by day, those of the records that are held and the refusals that left nobody an identifier.
     *
     * @param since the first UTC day
     * @return how many of each kind, in order of the days
     * @throws StoreException if the store does not answer
     */
    public List<ChoiceCount> count(LocalDate since) {
        return store.count(since);
    }

    /**
     * Returns how many records are held, as the signed totals say it: soon, and without looking at any of them.
     *
     * @return how many
     * @throws StoreException if the store does not answer
     */
    public long recordCount() {
        return store.recordCount();
    }

    /**
     * Shows everything that is stored, as it is at one moment. Nothing is kept in memory.
     *
     * @param inspection what to show it to; runs in this thread
     * @throws StoreException if the store does not answer
     */
    public void inspect(ConsentStore.Inspection inspection) {
        store.inspect(inspection);
    }

    /**
     * Tells a listener of every change from now on, as those are told that were there when this service was built: for
     * applications whose service is there before their own parts are.
     *
     * <p>Subscribe once, with one listener that passes on to all who want to hear: telling begins with the first
     * subscription, and what was told is kept no longer, so a second listener that subscribes a moment later misses what a
     * crash had left untold. Subscribe at the start, on every node: a node notes changes for listeners only while somebody
     * listens there. The nodes' clocks have to agree within a few seconds, for the node that tells holds a lease of 15
     * seconds on it.
     *
     * @param listener told in a thread of the store
     */
    public void subscribe(ConsentListener listener) {
        store.subscribe(listener);
    }

    /** Closes the store. */
    @Override
    public void close() {
        lookup.close();
        revocations.close();
        store.close();
        patienceEnds.shutdownNow();
    }

    /** One thread, as long as there is something to wait for; nearly all that it waits for is called off. */
    private static ScheduledThreadPoolExecutor newPatienceEnds() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "consent-patience");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void check(Choice choice) {
        if (!policy.canGrant()) {
            throw new InvalidChoiceException("the site declares nothing that could be chosen");
        }
        boolean objection = Change.isPartial(choice) && policy.measuresAudience();
        for (Category category : Change.named(choice)) {
            if (!fingerprints.containsKey(category) && !(objection && category.equals(Category.AUDIENCE))) {
                throw new InvalidChoiceException("the site does not declare the category '" + category
                        + "'; it declares " + fingerprints.keySet());
            }
        }
    }

    private Instant fullLifetime(Instant from) {
        return from.atZone(ZoneOffset.UTC).plus(policy.choiceLifetime()).toInstant();
    }

    /** To the day, from this choice alone: visitors who refuse the same on one day carry the same value. */
    private ConsentToken refusal(SortedMap<Category, Decision> decisions, Instant now) {
        Instant day = now.truncatedTo(ChronoUnit.DAYS);
        SortedMap<Category, Decision> refused = new TreeMap<>(decisions);
        refused.remove(Category.SIGNAL);
        return new ConsentToken(day, fullLifetime(day), null, null, refused);
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
        Set<String> elements = lookup.elements(granted);
        return elements != null
                && Objects.requireNonNull(declarations.get(category)).coveredBy(elements);
    }

    /** Whether what the token means can no longer change by a declaration becoming known. */
    private boolean settled(ConsentToken token) {
        return token.decisions().entrySet().stream()
                .filter(e -> e.getValue().granted() && fingerprints.containsKey(e.getKey()))
                .map(e -> e.getValue().declaration())
                .allMatch(f -> fingerprints.containsValue(f) || lookup.isKnown(f));
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
